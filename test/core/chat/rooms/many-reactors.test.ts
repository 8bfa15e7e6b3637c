/**
 * A reaction that more people gave than a message names, as the one phone that gave it too acts on it.
 */
import type { UpFrameOf } from '../../../../miniprogram/core/protocol/up';
import { selectMessage } from '../../../../miniprogram/core/store/selectors';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const ANNS = 'ann/ann-1-1';
const published = (rig: ChatRig): readonly UpFrameOf<'publish'>[] => rig.server.of('publish');
const reactionsOf = (rig: ChatRig): string[] =>
  (selectMessage(rig.chat.state, LOBBY, ANNS)?.reactions ?? []).map(({ emoji, count }) => `${emoji}${count}`);

test('[UI378] {K6} an own one beyond the first names is taken off once, not given twice, and known as own again when it is given', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 0 })]);
  const users = Array.from({ length: 20 }, (_, i) => `u${i}`);
  await rig.server.say(message(1, { reactions: [{ emoji: '👍', users, count: 22, also: ['me'] }] }));
  rig.chat.react(LOBBY, ANNS, '👍', true);
  expect(published(rig)).toEqual([]);
  rig.chat.react(LOBBY, ANNS, '👍', false);
  const [off] = published(rig);
  expect([off?.body, reactionsOf(rig)]).toMatchObject([{ emoji: '👍', on: false }, ['👍21']]);
  if (off) await rig.server.ack(off, 2);
  await rig.server.say(
    message(2, { user: 'me', clientId: off?.clientId, body: { ...off?.body, count: 21 } }),
  );
  rig.chat.react(LOBBY, ANNS, '👍', true);
  rig.chat.react(LOBBY, ANNS, '👍', true);
  expect(published(rig).map(({ body }) => body)).toMatchObject([{ on: false }, { on: true }]);
  expect(reactionsOf(rig)).toEqual(['👍22']);
});

test('[PR60] {K6} with a server that does not tell of those beyond the first names everything is as it was, and one’s own is known from its echo on', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 0 })]);
  const users = Array.from({ length: 20 }, (_, i) => `u${i}`);
  await rig.server.say(message(1, { reactions: [{ emoji: '👍', users, count: 22 }] }));
  rig.chat.react(LOBBY, ANNS, '👍', true);
  const [on] = published(rig);
  expect(on?.body).toMatchObject({ emoji: '👍', on: true });
  if (on) await rig.server.ack(on, 2);
  await rig.server.say(message(2, { user: 'me', clientId: on?.clientId, body: { ...on?.body, count: 22 } }));
  expect(reactionsOf(rig)).toEqual(['👍22']);
  rig.chat.react(LOBBY, ANNS, '👍', false);
  expect(published(rig).map(({ body }) => body)).toMatchObject([{ on: true }, { on: false }]);
});
