/** What is known of rooms whose admins were asked to let this person in. */
import type { ErrorCode } from '../../../../miniprogram/core/protocol/error-codes';
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
