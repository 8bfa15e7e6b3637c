import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { localBody } from '../../../../miniprogram/core/chat/outbox/media-body';
import type { OutgoingMedia } from '../../../../miniprogram/core/chat/chat-types';
import { UPLOAD_RETRY_MS, UPLOAD_STALL_MS } from '../../../../miniprogram/core/chat/outbox/media-uploads';
import { createChatRig, errorOf, LOBBY, ME, message } from '../../../support/chat-rig';
import type { ChatRig, MemoryStorage } from '../../../support/chat-rig';

const PICTURE: OutgoingMedia = {
  kind: 'image',
  path: 'wxfile://tmp/a.jpg',
  width: 400,
  height: 300,
  bytes: 1_000,
};
const VOICE = { kind: 'voice', path: 'wxfile://tmp/v.mp3', durationMs: 2_300, bytes: 900 } as const;
const FILE: OutgoingMedia = { kind: 'file', path: 'wxfile://tmp/f', name: 'plan.pdf', bytes: 700 };

const published = (rig: ChatRig): readonly unknown[] => rig.server.of('publish').map(({ body }) => body);
const fileOf = (rig: ChatRig, clientId: string) => rig.chat.state.files[`${ME.user}/${clientId}`];
const stored = (storage: MemoryStorage): Record<string, unknown>[] =>
  [...storage.values].flatMap(([key, value]) =>
    key.includes(':out:') ? [value as Record<string, unknown>] : [],
  );

/** As `next` would find it after the app was ended. */
function restart(rig: ChatRig, seed: number): ChatRig {
  rig.chat.close();
  return createChatRig({ storage: rig.storage, self: ME, seed });
}

describe('sending files', () => {
  test('[MD1] {C10} a picture is shown at once from the phone, uploaded with progress, then sent as what the server made of it', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = await rig.chat.sendMedia(LOBBY, PICTURE);
    expect(rig.shown()).toEqual(['sending:image']);
    expect(fileOf(rig, clientId)).toEqual({ path: 'wxfile://kept/a.jpg', progress: 0 });
    expect(published(rig)).toEqual([]);
    rig.media.newest.progress(42);
    expect(fileOf(rig, clientId)?.progress).toBe(42);
    await rig.media.newest.finish({ thumbUrl: '/media/t.jpg', width: 300, height: 400, bytes: 990 });
    expect(published(rig)).toEqual([
      { kind: 'image', url: '/media/1.jpg', thumbUrl: '/media/t.jpg', width: 300, height: 400, bytes: 990 },
    ]);
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(rig.shown()).toEqual(['1:image']);
    const [item] = rig.chat.state.timelines['lobby']?.items ?? [];
    const [waiting] = rig.chat.state.timelines['lobby']?.pending ?? [];
    expect(item ?? waiting).toMatchObject({ body: { url: '/media/1.jpg' } });
    expect(stored(rig.storage)).toEqual([]);
    expect(fileOf(rig, clientId)).toEqual({ path: 'wxfile://kept/a.jpg', progress: null });
  });

  test('[MD2] {C11, C12} a voice keeps its length, a file its name with the ending', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, VOICE);
    await rig.media.newest.finish({ url: '/media/v.mp3' });
    await rig.chat.sendMedia(LOBBY, { ...FILE, name: `${'长'.repeat(200)}.pdf` });
    await rig.media.newest.finish({ url: '/media/f.bin' });
    expect(published(rig)).toEqual([
      { kind: 'voice', url: '/media/v.mp3', durationMs: 2_300, bytes: 5 },
      { kind: 'file', url: '/media/f.bin', name: `${'长'.repeat(116)}.pdf`, bytes: 5 },
    ]);
  });

  test('[MD3] what is written meanwhile does not wait for a file, and comes before it', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    rig.chat.sendText(LOBBY, 'look');
    expect(published(rig)).toMatchObject([{ text: 'look' }]);
    await rig.media.newest.finish();
    await rig.reconnect();
    await rig.server.welcome();
    // Sent again in the order in which they went out first.
    expect(published(rig)).toMatchObject([{ text: 'look' }, { kind: 'image' }]);
  });

  test('[MD4] two files are uploaded at a time, the first ones first', async () => {
    const rig = createChatRig();
    await rig.online();
    for (const name of ['1', '2', '3'])
      await rig.chat.sendMedia(LOBBY, { ...FILE, path: `wxfile://tmp/${name}` });
    expect(rig.media.uploads.map(({ path }) => path)).toEqual(['wxfile://kept/1', 'wxfile://kept/2']);
    await rig.media.uploads[1]?.finish();
    expect(rig.media.newest.path).toBe('wxfile://kept/3');
  });

  test('[MD5] {D2} a file that waits survives a restart, and its message is sent once', async () => {
    const rig = createChatRig({ self: ME });
    const clientId = await rig.chat.sendMedia(LOBBY, PICTURE);
    expect(rig.media.uploads).toEqual([]);
    const again = restart(rig, 2);
    expect(again.shown()).toEqual(['queued:image']);
    expect(fileOf(again, clientId)?.path).toBe('wxfile://kept/a.jpg');
    await again.online();
    expect(again.media.newest.path).toBe('wxfile://kept/a.jpg');
    await again.media.newest.finish();
    expect(again.server.of('publish').map((frame) => frame.clientId)).toEqual([clientId]);
  });

  test('[MD6] an app that ends between the two places of an uploaded message finds it once, ready to be sent', async () => {
    const rig = createChatRig({ self: ME });
    await rig.online();
    const clientId = await rig.chat.sendMedia(LOBBY, PICTURE);
    const before = new Map(rig.storage.values);
    await rig.media.newest.finish();
    for (const [key, value] of before) if (key.includes(':out:')) rig.storage.values.set(key, value);
    expect(stored(rig.storage)).toHaveLength(2);
    const again = restart(rig, 2);
    await again.online();
    expect(again.media.uploads).toEqual([]);
    expect(again.server.of('publish').map((frame) => frame.clientId)).toEqual([clientId]);
    expect(stored(again.storage)).toHaveLength(1);
  });

  test('[MD7] without a connection nothing is uploaded; a running upload outlives the connection', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    rig.server.connection.close(1006, 'cut');
    expect(rig.shown()).toEqual(['sending:image']);
    await rig.chat.sendMedia(LOBBY, FILE);
    expect(rig.media.uploads).toHaveLength(1);
    await rig.media.newest.finish();
    expect(rig.shown()).toEqual(['queued:image', 'queued:file']);
    await rig.reconnect();
    await rig.server.welcome();
    expect(rig.media.newest.path).toBe('wxfile://kept/f');
    expect(published(rig)).toMatchObject([{ kind: 'image', url: '/media/1.jpg' }]);
  });

  test('[MD8] {C2, C10} an upload that fails three times while connected says so, and goes out when it is sent again', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = await rig.chat.sendMedia(LOBBY, PICTURE);
    for (let i = 1; i <= 3; i += 1) {
      expect(rig.media.uploads).toHaveLength(i);
      await rig.media.newest.fail(new ChatError('network', 'uploadFile:fail url not in domain list'));
      if (i < 3) {
        expect(rig.shown()).toEqual(['queued:image']);
        await rig.clock.advance(UPLOAD_RETRY_MS);
      }
    }
    expect(rig.shown()).toEqual(['failed:image']);
    expect(rig.chat.state.timelines['lobby']?.pending[0]?.delivery).toMatchObject({ code: 'upload_failed' });
    rig.chat.resend(LOBBY, clientId);
    await rig.media.newest.finish();
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(rig.shown()).toEqual(['1:image']);
  });

  test('[MD9] a failure without a connection is the network’s fault: it is tried again when there is one', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    for (let i = 0; i < 5; i += 1) {
      rig.server.connection.close(1006, 'cut');
      await rig.media.newest.fail(new ChatError('timeout', 'uploadFile:fail timeout'));
      expect(rig.shown()).toEqual(['queued:image']);
      await rig.reconnect();
      await rig.server.welcome();
      await rig.clock.advance(UPLOAD_RETRY_MS);
    }
    expect(rig.media.uploads).toHaveLength(6);
  });

  test.each([
    [new ChatError('too_large', 'The picture has 9000000 bytes'), 'too_large'],
    [new ChatError('bad_field', 'no such kind'), 'bad_field'],
    [new ChatError('not_found', 'uploadFile:fail file not found'), 'file_gone'],
  ])('[MD10] {C2} a refusal is final and on the bubble: %s', async (error, code) => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    rig.chat.sendText(LOBBY, 'on');
    await rig.media.newest.fail(error);
    expect(rig.chat.state.timelines['lobby']?.pending[0]?.delivery).toMatchObject({ status: 'failed', code });
    expect(published(rig)).toMatchObject([{ text: 'on' }]);
    await rig.clock.advance(10 * UPLOAD_RETRY_MS);
    expect(rig.media.uploads).toHaveLength(1);
  });

  test('[MD11] a server that is busy is asked again later', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    for (let i = 1; i <= 5; i += 1) {
      await rig.media.newest.fail(new ChatError('overload', 'Too many files at once'));
      expect(rig.media.uploads).toHaveLength(i);
      await rig.clock.advance(UPLOAD_RETRY_MS);
    }
    expect(rig.media.uploads).toHaveLength(6);
  });

  test('[MD17] an upload without progress for 30 s is begun anew; one that moves may take its time', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    const [first] = rig.media.uploads;
    const wait = async (ms: number): Promise<void> => {
      await rig.clock.advance(ms - 15_000);
      await rig.server.say({ type: 'ping', heads: [] });
      await rig.clock.advance(15_000);
      await rig.server.say({ type: 'ping', heads: [] });
    };
    for (let percent = 1; percent < 9; percent += 1) {
      await wait(UPLOAD_STALL_MS - 1);
      first?.progress(percent);
    }
    expect(first?.isAborted).toBe(false);
    await wait(UPLOAD_STALL_MS);
    expect(first?.isAborted).toBe(true);
    await rig.clock.advance(UPLOAD_RETRY_MS);
    expect(rig.media.uploads).toHaveLength(2);
    await first?.finish();
    expect(published(rig)).toEqual([]);
    await rig.media.newest.finish();
    expect(published(rig)).toMatchObject([{ url: '/media/2.jpg' }]);
  });

  test('[MD12] {C10} taken back while it is uploaded: the upload ends, nothing is sent, the next one begins', async () => {
    const rig = createChatRig();
    await rig.online();
    const clientId = await rig.chat.sendMedia(LOBBY, PICTURE);
    await rig.chat.sendMedia(LOBBY, FILE);
    await rig.chat.sendMedia(LOBBY, VOICE);
    const [first] = rig.media.uploads;
    expect(rig.chat.discard(LOBBY, clientId)).toBe('');
    expect(first?.isAborted).toBe(true);
    await first?.finish();
    expect(rig.shown()).toEqual(['sending:file', 'sending:voice']);
    expect(published(rig)).toEqual([]);
  });

  test('[MD13] what is too large, empty or of no room is refused before anything is kept', async () => {
    const rig = createChatRig();
    await rig.online();
    const kinds = await Promise.all([
      errorOf(rig.chat.sendMedia(LOBBY, { ...PICTURE, bytes: 8 * 1_024 * 1_024 + 1 })),
      errorOf(rig.chat.sendMedia(LOBBY, { ...FILE, bytes: 0 })),
      errorOf(rig.chat.sendMedia('nosuch' as typeof LOBBY, FILE)),
    ]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['too_large', 'empty', 'not_joined']);
    expect(kinds[0]?.message).toContain('8388608');
    expect(rig.media.kept).toEqual([]);
    expect(rig.shown()).toEqual([]);
  });

  test.each([
    [600_040, 600_000],
    [Number.POSITIVE_INFINITY, 600_000],
    [Number.NaN, 1],
    [0, 1],
    [-3, 1],
    [2_299.6, 2_300],
  ])('[MD31] a recorder that tells %d ms sends %d ms', (durationMs, sent) => {
    expect(localBody({ ...VOICE, durationMs })).toMatchObject({ kind: 'voice', durationMs: sent });
  });

  test('[MD14] files that no waiting message names are removed at the next start, those of others on this phone stay', async () => {
    const rig = createChatRig({ self: ME });
    await rig.chat.sendMedia(LOBBY, PICTURE);
    const other = createChatRig({
      storage: rig.storage,
      self: { ...ME, user: 'zoe' as typeof ME.user },
      seed: 3,
    });
    await other.chat.sendMedia(LOBBY, FILE);
    expect(restart(other, 4).media.tidied).toEqual([['wxfile://kept/a.jpg', 'wxfile://kept/f']]);
  });

  test('[MD15] an upload that ends after its person has left changes nothing', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.chat.sendMedia(LOBBY, PICTURE);
    const upload = rig.media.newest;
    await rig.reconnect();
    await rig.server.welcome(undefined, { self: { ...ME, user: 'zoe' } });
    await upload.finish();
    expect(rig.shown()).toEqual([]);
    expect(published(rig)).toEqual([]);
  });

  test('[MD16] {C11} a voice that was heard stays so over a restart', async () => {
    const rig = createChatRig({ self: ME });
    await rig.online();
    await rig.server.say(
      message(1, { body: { kind: 'voice', url: '/media/v.mp3', durationMs: 900, bytes: 9 } }),
    );
    expect(rig.chat.state.heard).toEqual({});
    rig.chat.markHeard(LOBBY, 'ann/ann-1-1');
    expect(restart(rig, 2).chat.state.heard).toEqual({ 'ann/ann-1-1': true });
  });
});
