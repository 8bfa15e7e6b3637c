/** In which order pictures, voices and files that were chosen come into the room. */
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import type { OutgoingMedia } from '../../../../miniprogram/core/chat/chat-types';
import { UPLOAD_RETRY_MS } from '../../../../miniprogram/core/chat/outbox/media-uploads';
import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import { createChatRig, LOBBY, ME, roomState, type ChatRig } from '../../../support/chat-rig';

const picture = (name: string): OutgoingMedia => ({
  ...{ kind: 'image', path: `wxfile://tmp/${name}.jpg`, width: 4, height: 3, bytes: 1_000 },
});
const VOICE: OutgoingMedia = { kind: 'voice', path: 'wxfile://tmp/v.mp3', durationMs: 2_300, bytes: 900 };

/** The names of what went out, in order; each once, as it is answered. */
const sent = (rig: ChatRig): string[] =>
  rig.server.of('publish').map(({ body }) => {
    if (body.kind === 'text') return body.text;
    return body.kind === 'image' || body.kind === 'voice'
      ? (/(\w+)\.\w+$/.exec(body.url)?.[1] ?? '')
      : body.kind;
  });
/** The file `name` is on the server now. */
async function finish(rig: ChatRig, name: string): Promise<void> {
  const running = rig.media.uploads.filter(({ path }) => path.includes(`/${name}.`));
  await running[running.length - 1]?.finish({ url: `/media/${name}.jpg` });
}
const fail = (rig: ChatRig, name: string, code: 'network' | 'too_large'): Promise<void> | undefined =>
  rig.media.uploads
    .filter(({ path }) => path.includes(`/${name}.`))
    .pop()
    ?.fail(new ChatError(code, 'told'));

async function choose(...names: readonly string[]): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online();
  await Promise.all(names.map((name) => rig.chat.sendMedia(LOBBY, picture(name))));
  return rig;
}

test('[MD25] {K10} pictures go out in the order chosen, however fast each is; words do not wait', async () => {
  const rig = await choose('a', 'b', 'c', 'd');
  rig.chat.sendText(LOBBY, 'look');
  await finish(rig, 'b');
  await finish(rig, 'c');
  expect(sent(rig)).toEqual(['look']);
  await finish(rig, 'a');
  expect(sent(rig)).toEqual(['look', 'a', 'b', 'c']);
  await finish(rig, 'd');
  expect(sent(rig)).toEqual(['look', 'a', 'b', 'c', 'd']);
});

test('[MD25] {K10} one that is tried again holds its place; one that failed holds nobody up, and comes when it is sent again', async () => {
  const rig = await choose('a', 'b', 'c');
  await fail(rig, 'a', 'network');
  await finish(rig, 'b');
  expect(sent(rig)).toEqual([]);
  await rig.clock.advance(UPLOAD_RETRY_MS);
  await fail(rig, 'a', 'too_large');
  expect(sent(rig)).toEqual(['b']);
  await finish(rig, 'c');
  const [first] = rig.chat.state.timelines['lobby']?.pending ?? [];
  if (first) rig.chat.resend(LOBBY, first.clientId);
  await finish(rig, 'a');
  expect(sent(rig)).toEqual(['b', 'c', 'a']);
});

test('[MD25] {K10} one that is taken out holds nobody up', async () => {
  const rig = await choose('a', 'b');
  await finish(rig, 'b');
  const [first] = rig.chat.state.timelines['lobby']?.pending ?? [];
  if (first) rig.chat.discard(LOBBY, first.clientId);
  expect(sent(rig)).toEqual(['b']);
});

test('[MD25] {K10} a second choice comes behind the first; other rooms and voices wait for neither', async () => {
  const den = 'den' as RoomId;
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: den })]);
  const handedIn = [picture('a'), picture('b'), picture('c')].map((one) => rig.chat.sendMedia(LOBBY, one));
  await Promise.all([...handedIn, rig.chat.sendMedia(den, picture('d')), rig.chat.sendMedia(LOBBY, VOICE)]);
  await finish(rig, 'b');
  await finish(rig, 'c');
  await finish(rig, 'd');
  await finish(rig, 'v');
  expect(sent(rig)).toEqual(['d', 'v']);
  await finish(rig, 'a');
  expect(sent(rig)).toEqual(['d', 'v', 'a', 'b', 'c']);
});

test('[MD26] {K10} the order survives a restart, and what is on the server is not sent there again', async () => {
  const rig = await choose('a', 'b', 'c');
  await finish(rig, 'b');
  rig.chat.close();
  const again = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
  expect(again.shown()).toEqual(['queued:image', 'queued:image', 'queued:image']);
  await again.online();
  expect(again.media.uploads.map(({ path }) => path)).toEqual(['wxfile://kept/a.jpg', 'wxfile://kept/c.jpg']);
  await finish(again, 'c');
  await finish(again, 'a');
  expect(sent(again)).toEqual(['a', 'b', 'c']);
});

test('[MD26] {K10} an app that ends while they take their places goes on in the same order', async () => {
  const rig = await choose('a', 'b');
  await finish(rig, 'b');
  const held = new Map([...rig.storage.values].filter(([key]) => key.endsWith('2')));
  await finish(rig, 'a');
  rig.chat.close();
  // The first has its new place, the second is where it was.
  for (const key of rig.storage.keys()) if (/:out:.*4$/.test(key)) rig.storage.remove(key);
  for (const [key, value] of held) rig.storage.values.set(key, value);
  const again = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
  await again.online();
  expect(sent(again)).toEqual(['a', 'b']);
});

test('[MD27] {K10} files that are handed in at once are taken over one after the other', async () => {
  const rig = createChatRig();
  await rig.online();
  const goOn: (() => void)[] = [];
  rig.media.keep = (path) => new Promise((resolve) => goOn.push(() => resolve(path)));
  const first = rig.chat.sendMedia(LOBBY, picture('a'));
  const second = rig.chat.sendMedia(LOBBY, picture('b'));
  await Promise.resolve();
  expect(goOn).toHaveLength(1);
  goOn[0]?.();
  await first;
  goOn[1]?.();
  await second;
  expect(rig.media.uploads.map(({ path }) => path)).toEqual(['wxfile://tmp/a.jpg', 'wxfile://tmp/b.jpg']);
});
