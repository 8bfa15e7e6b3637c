import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { CACHE_WRITE_DELAY_MS } from '../../../../miniprogram/core/chat/cache/local-cache';
import { restart, teaMessage, tellNames, usedBefore } from '../../../support/cache-rig';
import { createChatRig, message, roomState } from '../../../support/chat-rig';

const full = () => new ChatError('storage_full', 'the limit is exceeded');
const kept = (rig: { storage: Parameters<typeof restart>[0] }) => restart(rig.storage).shown();
const recall = (seq: number, of: number) => {
  const body = { kind: 'recall', of: { user: 'ann', clientId: `ann-1-${of}`, seq: of } };
  return message(seq, { clientId: `r-${seq}`, body });
};

test('[LC14] {H3} a phone that refused to write once keeps the rooms again when the app is hidden', async () => {
  const rig = await usedBefore();
  rig.storage.failWith = full();
  await rig.server.say(message(3));
  await rig.clock.advance(CACHE_WRITE_DELAY_MS);
  expect(kept(rig)).toEqual(['1:m1', '2:m2']);
  rig.storage.failWith = null;
  await rig.host({ kind: 'hide' });
  expect(kept(rig)).toEqual(['1:m1', '2:m2', '3:m3']);
});

test('[LC14] {H3} and half a minute later, whether anything comes or not', async () => {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea' })]);
  await rig.server.say(message(1), message(2), teaMessage(1));
  await tellNames(rig);
  await rig.clock.advance(CACHE_WRITE_DELAY_MS);
  rig.storage.failWith = new Error('busy');
  await rig.server.say(message(3));
  await rig.clock.advance(CACHE_WRITE_DELAY_MS);
  expect(restart(rig.storage).shown('tea')).toEqual(['1:m1']);
  rig.storage.failWith = null;
  await rig.server.say(message(4));
  await rig.clock.advance(CACHE_WRITE_DELAY_MS);
  expect(kept(rig)).toEqual(['1:m1', '2:m2']);
  await rig.clock.advance(30_000);
  expect(kept(rig)).toEqual(['1:m1', '2:m2', '3:m3', '4:m4']);
});

test('[LC14] {K14, H3} words that were taken back do not stay in what the phone refuses to write again', async () => {
  const rig = await usedBefore();
  rig.storage.failWith = full();
  await rig.server.say(recall(3, 2));
  expect(JSON.stringify([...rig.storage.values])).not.toContain('m2');
  rig.storage.failWith = null;
  await rig.host({ kind: 'hide' });
  expect(kept(rig)).toEqual(['1:m1', '2:recalled', '3:recall']);
});
