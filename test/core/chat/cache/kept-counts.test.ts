import { CACHE_WRITE_DELAY_MS } from '../../../../miniprogram/core/chat/cache/local-cache';
import { countUnread, selectMention } from '../../../../miniprogram/core/store/selectors';
import { restart } from '../../../support/cache-rig';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const shown = ({ chat: { state } }: ChatRig) => [countUnread(state, LOBBY), selectMention(state, LOBBY)];

/** 150 messages that are not read, of which every third is one's own; the tenth calls this person. */
async function talkedAt(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online([roomState()]);
  for (let seq = 1; seq <= 150; seq += 1) {
    const calls = seq === 10 ? { body: { kind: 'text', text: '@Ming', mentions: { users: ['me'] } } } : {};
    await rig.server.say(message(seq, { ...calls, ...(seq % 3 === 0 ? { user: 'me' } : {}) }));
  }
  expect(shown(rig)).toEqual([100, 10]);
  return rig;
}

test('[UI414] {K7} after a start without a connection as much is unread as before, though fewer messages are kept', async () => {
  const before = await talkedAt();
  await before.clock.advance(CACHE_WRITE_DELAY_MS);
  const rig = restart(before.storage);
  expect(rig.shown()).toHaveLength(60);
  expect(shown(rig)).toEqual([100, 10]);
  await rig.online([roomState({ head: 151, from: 151, read: 0, unread: 101, mentioned: 10 })]);
  await rig.server.say(message(151));
  expect(shown(rig)).toEqual([101, 10]);
});

test('[UI414] {K7} so it is after a memory warning, which takes messages that were counted', async () => {
  const rig = await talkedAt();
  await rig.host({ kind: 'memory_warning', level: 10 });
  expect(rig.shown()).toHaveLength(100);
  expect(shown(rig)).toEqual([100, 10]);
  await rig.server.say(message(151), message(152, { user: 'me' }));
  expect(shown(rig)).toEqual([101, 10]);
});
