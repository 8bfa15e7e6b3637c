import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import { selectStranded } from '../../../miniprogram/core/store/selectors';
import { createChatRig, LOBBY, ME, message, roomState, type ChatRig } from '../../support/chat-rig';

const TEA = roomState({ room: 'tea' as RoomId, name: 'Tea' });
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
    expect(selectStranded(rig.chat.state)).toEqual([{ room: 'lobby', name: 'Lobby' }]);
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
      expect(selectStranded(rig.chat.state)).toEqual([{ room: 'lobby', name: 'Lobby' }]);
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
    expect([rig.shown(), selectStranded(rig.chat.state)]).toEqual([
      ['failed:mine'],
      [{ room: 'lobby', name: 'Lobby' }],
    ]);
    const [message] = rig.chat.state.timelines['lobby']?.pending ?? [];
    expect(rig.chat.discard(LOBBY, message!.clientId)).toBe('mine');
    expect([outKeys(rig), rig.chat.state.timelines['lobby'], selectStranded(rig.chat.state)]).toEqual([
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
    expect(selectStranded(rig.chat.state)).toEqual([]);
  });
});
