/** What is left on the phone of a message that was taken back. */
import type { Quote } from '../../../../miniprogram/core/protocol/fields';
import { absenceOf } from '../../../../miniprogram/core/store/copies';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';
import { restart } from '../../../support/cache-rig';

const ANNS = 'ann/ann-1-1';
const WORDS = { body: { kind: 'text', text: 'secret words' } };
const recall = (seq: number): object =>
  message(seq, { body: { kind: 'recall', of: { user: 'ann', clientId: 'ann-1-1', seq: 1 } } });
const quote = { user: 'ann', clientId: 'ann-1-1', seq: 1, kind: 'text', text: 'secret words' } as Quote;

const onPhone = (rig: ChatRig): string => JSON.stringify([...rig.storage.values]);
const isGone = (rig: ChatRig): boolean => absenceOf(rig.chat.state, LOBBY, ANNS) === 'recalled';

async function inRoom(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState({ head: 0 })]);
  await rig.server.say(message(1, WORDS));
  // What the cache and the outbox coalesce is on the phone.
  await rig.clock.advance(3_000);
  return rig;
}

test('[UI326] {K14} what the phone keeps of the room loses the words at once', async () => {
  const rig = await inRoom();
  expect(onPhone(rig)).toContain('secret words');
  await rig.server.say(recall(2));
  expect([isGone(rig), onPhone(rig).includes('secret words')]).toEqual([true, false]);
  // What was kept tells it after a restart, before anything is asked of the network.
  expect(isGone(restart(rig.storage))).toBe(true);
});

test('[UI326] {K14} an answer that waits to be sent is stored without the words, and goes out as an answer', async () => {
  const rig = await inRoom();
  rig.chat.sendText(LOBBY, 'what?', { quote });
  expect(onPhone(rig)).toContain('secret words');
  await rig.server.say(recall(2));
  expect(onPhone(rig)).not.toContain('secret words');
  await rig.reconnect();
  await rig.server.welcome([roomState({ head: 2 })]);
  const [sent] = rig.server.of('publish');
  expect(sent?.body).toEqual({ kind: 'text', text: 'what?', quote: { ...quote, text: '' } });
});

test('[UI321] {K14} an own recall empties the copies with its answer, before its echo', async () => {
  const rig = await inRoom();
  await rig.server.say(message(2, { user: 'me', clientId: 'mine-1' }));
  void rig.chat.recall(LOBBY, 'me/mine-1');
  const [publish] = rig.server.of('publish');
  expect(absenceOf(rig.chat.state, LOBBY, 'me/mine-1')).toBeNull();
  if (publish) await rig.server.ack(publish, 3);
  expect(absenceOf(rig.chat.state, LOBBY, 'me/mine-1')).toBe('recalled');
});
