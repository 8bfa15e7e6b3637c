import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import { selectLostRooms } from '../../../../miniprogram/core/store/selectors';
import {
  createChatRig,
  errorOf,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

const TEA = roomState({ room: 'tea' as RoomId, name: 'Tea' });
const OPEN = { announcement: '', access: 'public', slowMs: 0, closed: false };
const outKeys = (rig: ChatRig): string[] =>
  [...rig.storage.values.keys()].filter((key) => key.startsWith('mc1:out:'));
const codes = (rig: ChatRig) =>
  rig.chat.state.timelines['lobby']?.pending.map(
    ({ delivery }) => delivery.status === 'failed' && delivery.code,
  );

/** "mine" waits in the lobby without a connection. */
async function waiting(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState(), TEA]);
  await rig.server.say(message(1));
  rig.server.connection.close(1006, 'cut');
  rig.chat.sendText(LOBBY, 'mine');
  return rig;
}
async function comeBack(rig: ChatRig, rooms = [TEA]): Promise<void> {
  while (rig.transport.connections.length === 1) await rig.clock.advance(100);
  await rig.server.accept();
  await rig.server.welcome(rooms);
}

describe('a room that one is not in any more', () => {
  test('[RM50] {H7, K3} what waited for it is shown as failed with the reason, and is not sent', async () => {
    const rig = await waiting();
    await comeBack(rig);
    expect([rig.shown(), codes(rig)]).toEqual([['failed:mine'], ['not_joined']]);
    expect(selectLostRooms(rig.chat.state)).toEqual([{ room: 'lobby', name: 'Lobby' }]);
    expect(rig.server.of('publish')).toEqual([]);
    expect(rig.chat.state.unsure).toEqual({});
  });

  test.each([{}, { reason: 'removed', name: 'Lobby' }])(
    '[RM50] {H7, K3} also when it is told (%o) while connected',
    async (how) => {
      const rig = createChatRig();
      await rig.online([roomState(), TEA]);
      rig.chat.sendText(LOBBY, 'mine');
      await rig.server.say({ type: 'left', room: 'lobby', ...how });
      expect(rig.shown()).toEqual(['failed:mine']);
      expect(selectLostRooms(rig.chat.state)).toEqual([{ room: 'lobby', name: 'Lobby' }]);
      // It was on its way, and may have arrived.
      expect(Object.keys(rig.chat.state.unsure)).toHaveLength(1);
    },
  );

  test('[RM50] {H7} also when the server refused it before it told that the person is out', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), TEA]);
    const clientId = rig.chat.sendText(LOBBY, 'mine');
    const { id, room } = rig.server.last('publish');
    await rig.server.say({ type: 'nack', id, room, clientId, code: 'not_joined', reason: 'out' });
    await rig.server.say({ type: 'left', room: 'lobby' });
    expect([rig.shown(), codes(rig)]).toEqual([['failed:mine'], ['not_joined']]);
  });

  test('[RM51] {H7} it is there after a restart with the name of the room, and counts until it is taken out', async () => {
    const before = await waiting();
    await comeBack(before);
    before.chat.close();
    const rig = createChatRig({ storage: before.storage, self: ME, seed: 2 });
    await rig.online([TEA]);
    expect([rig.shown(), selectLostRooms(rig.chat.state)]).toEqual([
      ['failed:mine'],
      [{ room: 'lobby', name: 'Lobby' }],
    ]);
    const [message] = rig.chat.state.timelines['lobby']?.pending ?? [];
    expect(rig.chat.discard(LOBBY, message!.clientId)).toBe('mine');
    expect([outKeys(rig), rig.chat.state.timelines['lobby'], selectLostRooms(rig.chat.state)]).toEqual([
      [],
      undefined,
      [],
    ]);
  });

  test('[RM51] {H7} reactions that waited for it are dropped, because nobody could see them', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), TEA]);
    await rig.server.say(message(1));
    rig.server.connection.close(1006, 'cut');
    rig.chat.react(LOBBY, 'ann/ann-1-1', '👍', true);
    await comeBack(rig);
    expect([outKeys(rig), rig.chat.state.timelines['lobby']]).toEqual([[], undefined]);
  });

  test('[RM51] {H7} back in the room it can be sent again', async () => {
    const rig = await waiting();
    await comeBack(rig);
    await rig.server.say({ type: 'joined', room: roomState({ epoch: 'e1', head: 3, from: 4 }) });
    const [message] = rig.chat.state.timelines['lobby']?.pending ?? [];
    rig.chat.resend(LOBBY, message!.clientId);
    expect(rig.server.last('publish')).toMatchObject({ clientId: message!.clientId });
    expect(selectLostRooms(rig.chat.state)).toEqual([]);
  });

  /** It was on its way, the person is out, and the server's answer comes last. */
  async function answeredLate(): Promise<ChatRig> {
    const rig = createChatRig();
    await rig.online([roomState(), TEA]);
    rig.chat.sendText(LOBBY, 'mine');
    const published = rig.server.last('publish');
    await rig.server.say({ type: 'left', room: 'lobby' });
    await rig.server.ack(published, 1);
    return rig;
  }

  test('[OB95] {H7} what had arrived after all is sent, waits for nobody and counts no more', async () => {
    const rig = await answeredLate();
    expect([rig.shown(), outKeys(rig), selectLostRooms(rig.chat.state)]).toEqual([['1:mine'], [], []]);
    expect(rig.chat.state.unsure).toEqual({});
  });

  test('[OB95] {H7} taking out the last one that failed leaves the room, also beside one that arrived', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), TEA]);
    const second = ['mine', 'more'].map((text) => rig.chat.sendText(LOBBY, text))[1]!;
    const [published] = rig.server.of('publish');
    await rig.server.say({ type: 'left', room: 'lobby' });
    await rig.server.ack(published!, 1);
    expect(rig.shown()).toEqual(['1:mine', 'failed:more']);
    rig.chat.discard(LOBBY, second);
    expect([rig.chat.state.timelines['lobby'], selectLostRooms(rig.chat.state)]).toEqual([undefined, []]);
  });

  test.each([
    ['joined', 'e1', 1, 'mine'],
    ['joined', 'e2', 4, undefined],
    ['welcome', 'e1', 1, 'mine'],
    ['welcome', 'e2', 4, undefined],
  ])(
    '[SS134] {H7} back in the room (%s, epoch %s) it begins without a divider',
    async (how, epoch, head, text) => {
      const rig = await answeredLate();
      const body = text === undefined ? {} : { user: 'me', clientId: rig.server.last('publish').clientId };
      const last = message(head, { epoch, body: { kind: 'text', text: text ?? 'other' }, ...body });
      const back = roomState({ epoch, head, from: head + 1, last });
      if (how === 'joined') await rig.server.say({ type: 'joined', room: back });
      else {
        await rig.reconnect();
        await rig.server.welcome([back, TEA]);
      }
      expect(rig.shown()).toEqual([`${head}:${text ?? 'other'}`]);
      await rig.server.say(message(head + 1, { epoch }));
      expect(rig.shown()).toEqual([`${head}:${text ?? 'other'}`, `${head + 1}:m${head + 1}`]);
    },
  );

  test('[SS134] {H7} with everything trimmed its top is complete, though messages wait in it', async () => {
    const rig = await waiting();
    await comeBack(rig);
    await rig.server.say({ type: 'joined', room: roomState({ head: 3, from: 4, oldest: 4 }) });
    expect(rig.chat.state.timelines['lobby']?.older.state).toBe('complete');
    expect(rig.shown()).toEqual(['lost 1-3', 'failed:mine']);
  });

  /** Failed, and the server's newest message of the room is it. */
  async function failedAndThere(): Promise<{
    readonly rig: ChatRig;
    readonly back: ReturnType<typeof roomState>;
  }> {
    const rig = createChatRig();
    await rig.online([roomState(), TEA]);
    const clientId = rig.chat.sendText(LOBBY, 'mine');
    await rig.server.say({ type: 'left', room: 'lobby' });
    expect([rig.shown(), outKeys(rig)]).toEqual([['failed:mine'], [expect.any(String)]]);
    const last = message(1, { user: 'me', clientId, body: { kind: 'text', text: 'mine' } });
    return { rig, back: roomState({ head: 1, from: 2, last }) };
  }

  test.each(['joined', 'welcome'])(
    '[OB96] {H7} told as the newest one (%s) it is sent, and kept no more',
    async (how) => {
      const { rig, back } = await failedAndThere();
      if (how === 'joined') await rig.server.say({ type: 'joined', room: back });
      else {
        await rig.reconnect();
        await rig.server.welcome([back, TEA]);
      }
      expect([rig.shown(), outKeys(rig)]).toEqual([['1:mine'], []]);
    },
  );

  test.each([() => false, (key: string | null) => key?.startsWith('mc1:out:') === true])(
    '[OB96] {H7} also after a restart (%#), whether its entry can be read at once or later',
    async (isUnreadable) => {
      const { rig: before, back } = await failedAndThere();
      before.chat.close();
      const rig = createChatRig({ storage: before.storage, self: ME, seed: 2 });
      rig.storage.isUnreadable = isUnreadable;
      await rig.online([back, TEA]);
      rig.storage.isUnreadable = () => false;
      await rig.clock.advance(10_000);
      expect([rig.shown(), outKeys(rig)]).toEqual([['1:mine'], []]);
    },
  );

  test('[OB96] {H7} one that is not told waits on, also over the end of an epoch', async () => {
    const { rig, back } = await failedAndThere();
    await rig.server.say({ type: 'joined', room: { ...back, last: message(1) } });
    expect(rig.shown()).toEqual(['1:m1', 'failed:mine']);
    await rig.server.say({ type: 'reset', room: 'lobby', epoch: 'e2', head: 0 });
    expect([rig.shown(), outKeys(rig)]).toEqual([['1:m1', 'lost 2-2', 'failed:mine'], [expect.any(String)]]);
  });

  test.each([
    ['is gone', { type: 'left', room: 'lobby' }, 'not_joined'],
    [
      'is closed',
      { type: 'room', room: 'lobby', name: 'Lobby', settings: { ...OPEN, closed: true } },
      'room_closed',
    ],
  ])('[OB97] {H7} a file that is ready when its room %s is refused at once', async (_how, frame, code) => {
    const rig = createChatRig();
    await rig.online([roomState({ settings: OPEN, standing: { role: 'member', mutedUntil: 0 } }), TEA]);
    const sent = rig.chat.sendMedia(LOBBY, { kind: 'file', path: 'tmp/a.pdf', name: 'a.pdf', bytes: 100 });
    const refused = errorOf(sent);
    rig.server.connection.text(JSON.stringify({ tag: rig.server.last('hello').nonce.slice(0, 8), ...frame }));
    expect([(await refused).kind, rig.shown(), outKeys(rig)]).toEqual([code, [], []]);
  });
});
