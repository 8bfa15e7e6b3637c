import { countUnread } from '../../../miniprogram/core/store/selectors';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../support/chat-rig';

const unread = (rig: ChatRig): number => countUnread(rig.chat.state, LOBBY);
const recall = (seq: number, of: number) => {
  const body = { kind: 'recall', of: { user: 'ann', clientId: `ann-1-${of}`, seq: of } };
  return message(seq, { clientId: `r-${seq}`, body });
};

/** A phone that has nothing of the room but what the welcome tells. */
async function told(counts: { head: number; read: number; unread: number }): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState({ from: counts.head + 1, ...counts })]);
  return rig;
}

describe('what is not read and not here', () => {
  test('[UI411] {K7} a count that stands for "or more" does not shrink when some of it is taken back', async () => {
    const rig = await told({ head: 350, read: 0, unread: 100 });
    await rig.server.say(recall(351, 340), recall(352, 341));
    expect(unread(rig)).toBe(100);
    await rig.server.say(message(353));
    expect(unread(rig)).toBe(101);
  });

  test('[MK26] {K7} a whole count does', async () => {
    const rig = await told({ head: 50, read: 0, unread: 20 });
    await rig.server.say(recall(51, 40), message(52));
    expect(unread(rig)).toBe(20);
  });

  test('[UI412] {K7} read on by another device it is no more than the server has counted, and no more than there is', async () => {
    const rig = await told({ head: 60, read: 0, unread: 5 });
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 20 });
    expect(unread(rig)).toBe(5);
    await rig.server.say(message(61), recall(62, 50));
    expect(unread(rig)).toBe(5);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 58 });
    expect(unread(rig)).toBe(3);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 60 });
    expect(unread(rig)).toBe(1);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 62 });
    expect(unread(rig)).toBe(0);
  });

  test('[UI412] {K7} what was taken back before the server counted is not taken off again', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 1, from: 2 })]);
    await rig.server.say(message(2), message(3), message(4), recall(5, 3));
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 7, from: 8, read: 0, unread: 4 })]);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 1 });
    expect(unread(rig)).toBe(4);
  });
});
