/** What the server cannot show as a picture goes as a file. */
import { pictureName } from '../../../../miniprogram/core/base/picture-name';
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import type { OutgoingMedia } from '../../../../miniprogram/core/chat/chat-types';
import { createChatRig, LOBBY, ME, type ChatRig } from '../../../support/chat-rig';

const picture = (path: string, name?: string): OutgoingMedia => ({
  ...{ kind: 'image', path: `wxfile://tmp/${path}`, width: 0, height: 0, bytes: 1_000 },
  ...(name === undefined ? {} : { name }),
});
const published = (rig: ChatRig): readonly unknown[] => rig.server.of('publish').map(({ body }) => body);
const REFUSED = new ChatError('bad_kind', 'This picture cannot be read here.');

test('[MD28] {K11} a picture that the server refuses is sent there as a file, with its name and size', async () => {
  const rig = createChatRig();
  const kinds: (string | undefined)[] = [];
  const { upload } = rig.media;
  rig.media.upload = (path, onProgress, kind) => {
    kinds.push(kind);
    return upload(path, onProgress, kind);
  };
  await rig.online();
  await rig.chat.sendMedia(LOBBY, picture('a.jpg', 'notes.jpg'));
  await rig.media.newest.fail(REFUSED);
  expect(kinds).toEqual(['image', 'file']);
  expect(rig.chat.state.timelines['lobby']?.pending[0]?.body).toMatchObject({
    kind: 'file',
    name: 'notes.jpg',
  });
  await rig.media.newest.finish({ url: '/media/a.bin', bytes: 1_000 });
  expect(published(rig)).toEqual([{ kind: 'file', url: '/media/a.bin', name: 'notes.jpg', bytes: 1_000 }]);
});

test('[MD28] {K11} one without a name is called by its time and ending; a second refusal is final', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.chat.sendMedia(LOBBY, picture('tmp_af81.HEIC'));
  await rig.media.newest.fail(REFUSED);
  const [waiting] = rig.chat.state.timelines['lobby']?.pending ?? [];
  expect(waiting?.body).toMatchObject({ kind: 'file', name: pictureName('x.heic', rig.clock.now()) });
  await rig.media.newest.fail(REFUSED);
  expect(rig.shown()).toEqual(['failed:file']);
});

test('[MD28] {K11} pictureName: the time and the ending, whatever the language', () => {
  const at = Date.UTC(2026, 10, 27, 22, 5, 9);
  expect(pictureName('wxfile://tmp_1/ab.c.HEIC', at)).toBe('IMG_20261127_220509.heic');
  expect(pictureName('wxfile://tmp_1/abc', at)).toBe('IMG_20261127_220509');
});

test.each([
  ['that keeps it as something to download', { url: '/media/a.bin' }, 'file'],
  ['that tells no size of what has none', { url: '/media/a.png' }, 'file'],
  ['that tells its size', { url: '/media/a.png', thumbUrl: '/media/t.png', width: 3, height: 4 }, 'image'],
])(
  '[MD29] {K11} nothing is sent as a picture of one dot to an older server %s',
  async (_, uploaded, kind) => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, picture('a.svg', 'a.svg'));
    await rig.media.newest.finish(uploaded);
    expect(published(rig)).toMatchObject([{ kind, url: uploaded.url }]);
  },
);

test('[MD29] {K11} a name outlives a restart, and the order in which files were chosen stays', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.chat.sendMedia(LOBBY, picture('a.jpg', 'text.jpg'));
  await rig.chat.sendMedia(LOBBY, { ...picture('b.jpg'), width: 3, height: 4 } as OutgoingMedia);
  await rig.media.newest.finish({ url: '/media/b.jpg', width: 3, height: 4 });
  rig.chat.close();
  const again = createChatRig({ storage: rig.storage, self: ME, seed: 2 });
  await again.online();
  await again.media.newest.fail(REFUSED);
  expect(published(again)).toEqual([]);
  await again.media.newest.finish({ url: '/media/a.bin' });
  expect(published(again)).toMatchObject([{ kind: 'file', name: 'text.jpg' }, { kind: 'image' }]);
});
