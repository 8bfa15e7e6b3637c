/** A video is two files: the picture that stands for it goes to the server first, and neither is lost without the other. */
import { pictureName } from '../../../../miniprogram/core/base/picture-name';
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import type { OutgoingMedia } from '../../../../miniprogram/core/chat/chat-types';
import { MAX_VIDEO_BYTES, MAX_VIDEO_MS } from '../../../../miniprogram/core/protocol/limits';
import { createChatRig, errorOf, LOBBY, ME, type ChatRig } from '../../../support/chat-rig';

const VIDEO: OutgoingMedia = {
  ...{ kind: 'video', path: 'wxfile://tmp/v.mp4', cover: 'wxfile://tmp/c.jpg' },
  ...{ width: 640, height: 360, durationMs: 12_345.6, bytes: 5_000 },
};
const { cover, ...BARE } = VIDEO;
const SENT = {
  ...{ kind: 'video', url: '/media/2.mp4', thumbUrl: '/media/t.jpg' },
  ...{ width: 640, height: 360, durationMs: 12_346, bytes: 4_990 },
};

const published = (rig: ChatRig): readonly unknown[] => rig.server.of('publish').map(({ body }) => body);
const paths = (rig: ChatRig): readonly string[] => rig.media.uploads.map(({ path }) => path);
const coverDone = { url: '/media/1.jpg', thumbUrl: '/media/t.jpg', width: 480, height: 270 };
const videoDone = { url: '/media/2.mp4', bytes: 4_990 };
const again = (rig: ChatRig): ChatRig => {
  rig.chat.close();
  return createChatRig({ storage: rig.storage, self: ME, seed: 2 });
};

test('[PR74] the picture goes as a picture, then the video with its progress, and the message names both', async () => {
  const rig = createChatRig();
  const kinds: (string | undefined)[] = [];
  const { upload } = rig.media;
  rig.media.upload = (path, onProgress, kind) => {
    kinds.push(kind);
    return upload(path, onProgress, kind);
  };
  await rig.online();
  const clientId = await rig.chat.sendMedia(LOBBY, VIDEO);
  const local = () => rig.chat.state.files[`${ME.user}/${clientId}`];
  const files = { path: 'wxfile://kept/v.mp4', cover: 'wxfile://kept/c.jpg' };
  rig.media.newest.progress(80);
  expect(local()).toEqual({ ...files, progress: 0 });
  await rig.media.newest.finish(coverDone);
  rig.media.newest.progress(40);
  expect(local()).toEqual({ ...files, progress: 40 });
  expect([kinds, paths(rig)]).toEqual([
    ['image', 'video'],
    ['wxfile://kept/c.jpg', 'wxfile://kept/v.mp4'],
  ]);
  await rig.media.newest.finish(videoDone);
  expect(published(rig)).toEqual([SENT]);
});

test('[PR74] one that waits survives restarts before and between its files, and sends neither twice', async () => {
  let rig = createChatRig({ self: ME });
  await rig.chat.sendMedia(LOBBY, VIDEO);
  rig = again(rig);
  await rig.online();
  expect(rig.media.tidied.flat()).toEqual(['wxfile://kept/v.mp4', 'wxfile://kept/c.jpg']);
  await rig.media.newest.finish(coverDone);
  rig = again(rig);
  await rig.online();
  expect(paths(rig)).toEqual(['wxfile://kept/v.mp4']);
  await rig.media.newest.finish(videoDone);
  expect(published(rig)).toEqual([SENT]);
});

test.each(['bad_kind', 'too_large', 'not_found', 'empty'] as const)(
  '[PR74] a picture that is refused as %s leaves the video without one',
  async (kind) => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, VIDEO);
    await rig.media.newest.fail(new ChatError(kind, 'No.'));
    await rig.media.newest.finish(videoDone);
    const { thumbUrl, ...bare } = SENT;
    expect([thumbUrl, published(rig)]).toEqual(['/media/t.jpg', [bare]]);
  },
);

test('[PR74] a phone that makes no picture and tells no sides sends the video, with the sides of a picture where there is one', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.chat.sendMedia(LOBBY, { ...BARE, width: 0, height: 0, durationMs: 0 } as OutgoingMedia);
  await rig.media.newest.finish({ url: '/media/1.mp4' });
  await rig.chat.sendMedia(LOBBY, { ...VIDEO, width: 0, height: 0 } as OutgoingMedia);
  await rig.media.newest.finish(coverDone);
  await rig.media.newest.finish({ url: '/media/3.mp4' });
  expect(cover).toBe('wxfile://tmp/c.jpg');
  expect(published(rig)).toMatchObject([
    { url: '/media/1.mp4', width: 1, height: 1, durationMs: 1 },
    { url: '/media/3.mp4', thumbUrl: '/media/t.jpg', width: 480, height: 270 },
  ]);
});

test('[PR77] to an older server, which keeps it as something to download, it goes as a file', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.chat.sendMedia(LOBBY, BARE as OutgoingMedia);
  await rig.media.newest.finish({ url: '/media/a.bin', bytes: 5_000 });
  const name = pictureName('v.mp4', rig.clock.now(), 'VID');
  expect(name).toMatch(/^VID_\d{8}_\d{6}\.mp4$/);
  expect(published(rig)).toEqual([{ kind: 'file', url: '/media/a.bin', name, bytes: 5_000 }]);
});

test('[PR74] what is too large or too long is refused with its limit before anything is stored', async () => {
  const rig = createChatRig();
  await rig.online();
  const large = { ...VIDEO, bytes: MAX_VIDEO_BYTES + 1 };
  expect(await errorOf(rig.chat.sendMedia(LOBBY, large))).toMatchObject({ kind: 'too_large' });
  const long = { ...VIDEO, durationMs: MAX_VIDEO_MS + 1 } as OutgoingMedia;
  await expect(rig.chat.sendMedia(LOBBY, long)).rejects.toMatchObject({
    kind: 'too_large',
    message: `The video is said to take 300001 ms, the limit is 300000.`,
  });
  expect([rig.media.kept, rig.shown()]).toEqual([[], []]);
});

test('[PR74] a picture of which nothing is heard is tried again, and a video that is called off ends whichever file is on its way', async () => {
  const rig = createChatRig();
  await rig.online();
  const clientId = await rig.chat.sendMedia(LOBBY, VIDEO);
  await rig.media.newest.fail(new ChatError('network', 'uploadFile:fail'));
  await rig.clock.advance(3_000);
  expect(paths(rig)).toEqual(['wxfile://kept/c.jpg', 'wxfile://kept/c.jpg']);
  await rig.media.newest.finish(coverDone);
  expect(rig.chat.discard(LOBBY, clientId)).toBe('');
  expect([rig.media.newest.path, rig.media.newest.isAborted]).toEqual(['wxfile://kept/v.mp4', true]);
  expect([published(rig), rig.shown()]).toEqual([[], []]);
});
