/** A whole client in front of a server that is newer than it. */
import { decodeUp } from '../../../miniprogram/core/protocol/codec';
import { createChatRig, LOBBY, roomState } from '../../support/chat-rig';

/** Over all connections. */
const publishes = ({ transport }: ReturnType<typeof createChatRig>): number =>
  transport.connections
    .flatMap(({ sent }) => sent.flatMap((text) => decodeUp(String(text)).frames))
    .filter(({ type }) => type === 'publish').length;

test('[PR37] {S13} a refusal with a newer code is final: the message is shown as not sent, and goes out once', async () => {
  const rig = createChatRig();
  await rig.online();
  rig.chat.sendText(LOBBY, 'hello');
  const { id, room, clientId } = rig.server.last('publish');
  await rig.server.say({ type: 'nack', id, room, clientId, code: 'needs_karma', reason: 'Earn some first.' });
  await rig.clock.advance(600_000);
  expect(publishes(rig)).toBe(1);
  expect(rig.shown()).toEqual(['failed:hello']);
});

test('[PR37] {S13} a refusal with a newer code and a time is tried again then', async () => {
  const rig = createChatRig();
  await rig.online();
  rig.chat.sendText(LOBBY, 'hello');
  const { id, room, clientId } = rig.server.last('publish');
  await rig.server.say({ type: 'nack', id, room, clientId, code: 'tea_break', reason: '', afterMs: 2_000 });
  await rig.clock.advance(1_000);
  expect(publishes(rig)).toBe(1);
  await rig.clock.advance(5_000);
  expect(publishes(rig)).toBe(2);
});

test('[PR34] {S13} words of a newer server in the welcome keep nobody out', async () => {
  const rig = createChatRig();
  await rig.online([
    {
      ...roomState(),
      standing: { role: 'moderator', mutedUntil: 0 },
      settings: { announcement: '', access: 'by_fingerprint', slowMs: 0, closed: false },
    } as unknown as ReturnType<typeof roomState>,
  ]);
  expect(rig.chat.connection.state).toBe('online');
  const room = rig.chat.state.rooms.byId[LOBBY];
  expect([room?.membership.role, room?.settings.access]).toEqual(['member', 'invite']);
});
