/** What is known of rooms whose admins were asked to let this person in. */
import type { ErrorCode } from '../../../../miniprogram/core/protocol/error-codes';
import { LIST_KEY, restart } from '../../../support/cache-rig';
import { createChatRig, errorOf, roomState } from '../../../support/chat-rig';

type Rig = ReturnType<typeof createChatRig>;

async function knock(rig: Rig, code: string): Promise<void> {
  const joining = errorOf(rig.chat.joinRoom(code));
  await rig.server.say({ type: 'knocked', id: rig.server.last('join').id });
  await joining;
}

async function refuse(rig: Rig, code: string, why: ErrorCode): Promise<void> {
  const joining = errorOf(rig.chat.joinRoom(code));
  const { id } = rig.server.last('join');
  await rig.server.say({ type: 'error', id, code: why, reason: '', fatal: false });
  await joining;
}

test('[UI406] {S3} a room that was asked stands among those once, by the code without what people type around it', async () => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, ' ABC9 ');
  await knock(rig, 'abc9');
  expect(rig.chat.state.knocked).toEqual(['abc9']);
});

test('[UI406] {S3} it does so over a new connection, and until one is in the room, by its id or its code', async () => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, 'abc9');
  await knock(rig, 'zzzz');
  await rig.reconnect();
  await rig.server.welcome([roomState()]);
  expect(rig.chat.state.knocked).toEqual(['abc9', 'zzzz']);
  await rig.server.say({ type: 'joined', room: roomState({ room: 'abc9' }) });
  expect(rig.chat.state.knocked).toEqual(['zzzz']);
  const settings = { announcement: '', access: 'invite', slowMs: 0, closed: false, code: 'zzzz' } as const;
  await rig.server.say({ type: 'joined', room: roomState({ room: 'r9', settings }) });
  expect(rig.chat.state.knocked).toEqual([]);
});

/** The app was in the background, was ended there, and begins again. */
async function comeBack(rig: Rig): Promise<Rig> {
  await rig.host({ kind: 'hide' });
  return restart(rig.storage);
}

test.each([[[roomState()]], [[]]])(
  '[UI422] {S3} a start of the app later it does so too, without a connection, in rooms %j',
  async (rooms) => {
    const rig = createChatRig();
    await rig.online(rooms);
    // The list is written, and nothing of it changes after that.
    await rig.clock.advance(3_000);
    await knock(rig, 'abc9');
    expect((await comeBack(rig)).chat.state.knocked).toEqual(['abc9']);
  },
);

test('[UI422] {S3} who was let in or turned away meanwhile is said to wait no longer', async () => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, 'abc9');
  await knock(rig, 'zzzz');
  const next = await comeBack(rig);
  await next.online([roomState({ room: 'abc9' })]);
  expect(next.chat.state.knocked).toEqual(['zzzz']);
  await refuse(next, 'zzzz', 'forbidden');
  expect((await comeBack(next)).chat.state.knocked).toEqual([]);
});

test('[UI422] {S3} what was kept of that and cannot be read costs nothing else', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.host({ kind: 'hide' });
  const kept = rig.storage.values.get(LIST_KEY) as object;
  rig.storage.values.set(LIST_KEY, { ...kept, knocked: [7] });
  const { knocked, rooms } = restart(rig.storage).chat.state;
  expect([knocked, rooms.ids]).toEqual([[], ['lobby']]);
});

test.each([
  ['no_room', []],
  ['forbidden', []],
  ['room_closed', []],
  ['overload', ['abc9']],
  ['too_many_rooms', ['abc9']],
] as const)('[UI406] {S3} after the answer %s to another try the rooms asked are %j', async (why, left) => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, 'abc9');
  await refuse(rig, 'abc9', why);
  expect(rig.chat.state.knocked).toEqual(left);
});

test('[UI464] {S3} what was asked is taken back by the code as it was typed, and stays asked when there is no answer', async () => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, 'abc9');
  const failing = errorOf(rig.chat.cancelJoin('abc9'));
  await rig.reconnect();
  expect((await failing).kind).toBe('offline');
  expect(rig.chat.state.knocked).toEqual(['abc9']);
  await rig.server.welcome([]);
  const cancelling = rig.chat.cancelJoin(' ABC9 ');
  const { id, room } = rig.server.last('leave');
  expect(room).toBe('abc9');
  await rig.server.say({ type: 'left', id, room });
  await cancelling;
  expect(rig.chat.state.knocked).toEqual([]);
});

test('[UI464] {S3} nobody leaves a room by taking back what was granted meanwhile', async () => {
  const rig = createChatRig();
  await rig.online();
  await knock(rig, 'abc9');
  await rig.server.say({ type: 'joined', room: roomState({ room: 'abc9' }) });
  await rig.chat.cancelJoin('abc9');
  expect(rig.server.of('leave')).toEqual([]);
});
