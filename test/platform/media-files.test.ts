/** Files that wait to be sent, and how they are brought to the server. */
import { silentLogger } from '../../miniprogram/core/base/logger';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { UploadedMedia } from '../../miniprogram/core/chat/ports';
import { createHttp } from '../../miniprogram/platform/http';
import { createMediaFiles } from '../../miniprogram/platform/media-files';
import { createApi, type Api } from '../../miniprogram/services/api';
import { createMedia } from '../../miniprogram/services/media';
import { errorOf } from '../support/chat-rig';
import { flushPromises } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';

interface Option {
  readonly tempFilePath?: string;
  readonly filePath?: string;
  readonly dirPath?: string;
  success(answer: object): void;
  fail(failure: { errMsg: string }): void;
}

/** A phone's folder; `refusal` is what saving ends with. */
function phone(refusal = '') {
  const folder = new Set<string>();
  let isMade = false;
  const manager = {
    mkdir: ({ fail, success }: Option) =>
      isMade ? fail({ errMsg: 'mkdir:fail file already exists' }) : ((isMade = true), success({})),
    readdir: ({ dirPath, success, fail }: Option) =>
      isMade
        ? success({ files: [...folder].map((path) => path.slice(`${dirPath}/`.length)) })
        : fail({ errMsg: 'readdir:fail no such file or directory' }),
    saveFile({ filePath = '', success, fail }: Option) {
      if (refusal !== '' || !isMade) return fail({ errMsg: `saveFile:fail ${refusal}` });
      folder.add(filePath);
      success({ savedFilePath: filePath });
    },
    unlink({ filePath = '', success }: Option) {
      folder.delete(filePath);
      success({});
    },
  };
  const wx = { env: { USER_DATA_PATH: 'wxfile://usr' }, getFileSystemManager: () => manager };
  return { files: createMediaFiles(wx, createSeededRandom(1), silentLogger), folder };
}

describe('files that wait', () => {
  test('[SS85] {C10} are moved into a folder of their own, with their endings', async () => {
    const { files, folder } = phone();
    const kept = [await files.keep('wxfile://tmp_a.jpg'), await files.keep('wxfile://tmp_b')];
    expect(kept[0]).toMatch(/^wxfile:\/\/usr\/minichat-outbox\/[A-Za-z0-9]{16}\.jpg$/);
    expect([...folder]).toEqual(kept);
  });

  test('[SS85] {C10} a phone without room, or without files, leaves them where they are', async () => {
    const { files } = phone('the maximum size of the file storage limit is exceeded');
    expect(await files.keep('wxfile://tmp_a.jpg')).toBe('wxfile://tmp_a.jpg');
    const none = createMediaFiles({}, createSeededRandom(1), silentLogger);
    expect(await none.keep('a')).toBe('a');
    await expect(none.removeOthers(new Set())).resolves.toBeUndefined();
  });

  test('[SS86] {C10} only those that nobody needs are removed', async () => {
    const { files, folder } = phone();
    await files.removeOthers(new Set());
    const [used = '', unused = ''] = [await files.keep('a.jpg'), await files.keep('b.jpg')];
    await files.removeOthers(new Set([used]));
    expect([...folder]).toEqual([used]);
    expect(folder.has(unused)).toBe(false);
  });
});

describe('bringing them to the server', () => {
  interface Call {
    readonly url: string;
    readonly header: Record<string, string>;
    readonly success: (answer: { statusCode: number; data: unknown }) => void;
    readonly fail: (failure: { errMsg: string }) => void;
    progress(percent: number): void;
    isAborted: boolean;
  }
  function transfers() {
    const calls: Call[] = [];
    const wx = {
      request: () => undefined,
      uploadFile(option: Omit<Call, 'progress' | 'isAborted'>) {
        let listener: (news: { progress: number }) => void = () => undefined;
        const call = { ...option, isAborted: false, progress: (n: number) => listener({ progress: n }) };
        calls.push(call);
        return {
          abort: () => ((call.isAborted = true), call.fail({ errMsg: 'uploadFile:fail abort' })),
          onProgressUpdate: (heard: typeof listener) => (listener = heard),
        };
      },
    };
    return { calls, api: createApi(createHttp(wx)) };
  }
  const media = (api: Api, tickets: string[] = ['t1', 't2']) =>
    createMedia({
      files: {
        keep: (path) => Promise.resolve(path),
        locate: (path) => path,
        removeOthers: () => Promise.resolve(),
      },
      api,
      tickets: { ticket: () => Promise.resolve(tickets.shift() ?? 'none') },
      serverUrl: () => 'http://chat.test',
    });
  const ANSWER: UploadedMedia = {
    url: '/media/a.jpg',
    bytes: 9,
    thumbUrl: '/media/t.jpg',
    width: 4,
    height: 3,
  };

  test('[SS87] {C10} tells its progress and what the server made of the file', async () => {
    const { calls, api } = transfers();
    const heard: number[] = [];
    const { done } = media(api).upload('a', (percent) => heard.push(percent));
    await flushPromises();
    expect(calls).toMatchObject([
      {
        url: 'http://chat.test/api/media',
        filePath: 'a',
        name: 'file',
        header: { Authorization: 'Bearer t1' },
      },
    ]);
    calls[0]?.progress(30);
    calls[0]?.success({ statusCode: 200, data: JSON.stringify(ANSWER) });
    expect(await done).toEqual(ANSWER);
    expect(heard).toEqual([30]);
  });

  test('[SS87] {C10} an answer that is none, or leads elsewhere, is refused', async () => {
    for (const data of ['{"url":"https://evil.test/a","bytes":1}', '<html>']) {
      const { calls, api } = transfers();
      const { done } = media(api).upload('a', () => undefined);
      await flushPromises();
      calls[0]?.success({ statusCode: 200, data });
      expect((await errorOf(done)).kind).toBe('bad_answer');
    }
  });

  test('[SS88] {C10} a ticket that is too old is replaced once', async () => {
    const { calls, api } = transfers();
    const { done } = media(api).upload('a', () => undefined);
    await flushPromises();
    const refusal = { error: { kind: 'auth_expired', message: 'Sign in again.' } };
    calls[0]?.success({ statusCode: 401, data: refusal });
    await flushPromises();
    expect(calls[1]?.header['Authorization']).toBe('Bearer t2');
    calls[1]?.success({ statusCode: 401, data: refusal });
    expect((await errorOf(done)).kind).toBe('auth_expired');
  });

  test('[SS88] {C10} called off before it began it never begins; called off later it ends', async () => {
    const { calls, api } = transfers();
    const early = media(api).upload('a', () => undefined);
    early.abort();
    expect((await errorOf(early.done)).kind).toBe('closed');
    expect(calls).toEqual([]);
    const late = media(api).upload('a', () => undefined);
    await flushPromises();
    late.abort();
    expect(calls[0]?.isAborted).toBe(true);
    expect(await errorOf(late.done)).toBeInstanceOf(ChatError);
  });

  test.each([
    ['uploadFile:fail file not found', 'not_found'],
    ['uploadFile:fail createUploadTask:fail file does not exist', 'not_found'],
    ['uploadFile:fail timeout', 'timeout'],
    ['uploadFile:fail A server with the specified hostname could not be found.', 'network'],
  ])('[SS89] {C10} "%s" is %s', async (errMsg, kind) => {
    const { calls, api } = transfers();
    const { done } = media(api).upload('a', () => undefined);
    await flushPromises();
    calls[0]?.fail({ errMsg });
    expect((await errorOf(done)).kind).toBe(kind);
  });
});
