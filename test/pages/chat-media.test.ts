/** Pictures, voices and files in the chat page: picked, recorded, shown, opened. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { MessageBody } from '../../miniprogram/core/protocol/fields';
import type { ChatState } from '../../miniprogram/core/store/state';
import { ANN, BOB, ME, chatState, message, type MessageInput } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerActionSheet, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

const HOST = 'http://localhost:8080';

type Answer = { errMsg?: string } & Record<string, unknown>;
interface Options {
  success?(answer: object): void;
  fail?(failure: object): void;
}

/** A call of `name` succeeds with `answer`, or fails when that is a text. */
function answer(name: string, given: Answer | string): jest.Mock {
  return wxMock[name]!.mockImplementation((options: Options) => {
    if (typeof given === 'string') options.fail?.({ errMsg: given });
    else options.success?.(given);
  });
}

beforeEach(() => {
  resetWx();
  answer('getNetworkType', { networkType: 'wifi', weakNet: false });
  answer('getImageInfo', { width: 800, height: 600, orientation: 'up', type: 'jpeg' });
});

const image = (name: string): MessageBody => ({
  kind: 'image',
  url: `/media/${name}`,
  thumbUrl: `/media/t-${name}`,
  width: 40,
  height: 30,
  bytes: 9,
});
const voice = (name: string): MessageBody => ({
  kind: 'voice',
  url: `/media/${name}`,
  durationMs: 900,
  bytes: 9,
});
const file = (name: string): MessageBody => ({ kind: 'file', url: '/media/f.bin', name, bytes: 9 });

function open(
  inputs: readonly MessageInput[] = [{}],
  change: (state: ChatState) => Partial<ChatState> = () => ({}),
): OpenPage {
  const items = inputs.map((input, i) => message({ seq: i + 1, id: `c${i + 1}`, ...input }));
  const state = chatState({ id: 'tea', items });
  return openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState({ ...state, ...change(state) }),
  });
}

const asked = (page: OpenPage, command: string) =>
  page.fake.asked.flatMap(([name, ...args]) => (name === command ? [args] : []));
const told = () => (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;

async function pick(page: OpenPage, source: string): Promise<void> {
  page.find('chat__composer').trigger('pick', { source });
  for (let i = 0; i < 3; i += 1) await flushPromises();
}
async function tap(page: OpenPage, className: string, at = 0): Promise<void> {
  page.findAll(className)[at]!.tap();
  await flushPromises();
}

describe('picking', () => {
  test('[UI145] {C10, C12} the + panel offers album, camera, files where WeChat has them, and then the rest', async () => {
    const page = open();
    await tap(page, 'composer__tool--more');
    const offered = (on: OpenPage) => on.findAll('plus-panel__name').map(({ text }) => text);
    expect(offered(page)).toEqual(['相册', '拍摄', '视频', '文件', '位置']);
    wxMock['chooseMessageFile'] = undefined as never;
    Object.assign((globalThis as unknown as { wx: object }).wx, { chooseMessageFile: undefined });
    const older = open();
    await tap(older, 'composer__tool--more');
    expect(offered(older)).toEqual(['相册', '拍摄', '视频', '位置']);
  });

  test.each(['album', 'camera'])(
    '[UI146] {C10, D6} pictures from the %s are sent in their order, as they are looked at',
    async (source) => {
      const page = open();
      wxMock['getImageInfo']!.mockImplementation(({ src, success }: Options & { src: string }) =>
        success?.({ width: 800, height: 600, orientation: src === 'b' ? 'right' : 'up', type: 'jpeg' }),
      );
      const tempFiles = ['a', 'b'].map((tempFilePath) => ({ tempFilePath, size: 70, fileType: 'image' }));
      const picker = answer('chooseMedia', { tempFiles, type: 'image' });
      await pick(page, source);
      expect(picker.mock.calls).toMatchObject([[{ sourceType: [source], mediaType: ['image'] }]]);
      expect(asked(page, 'expectHide')).toHaveLength(1);
      expect(asked(page, 'sendMedia')).toEqual([
        ['tea', { kind: 'image', path: 'a', width: 800, height: 600, bytes: 70 }],
        ['tea', { kind: 'image', path: 'b', width: 600, height: 800, bytes: 70 }],
      ]);
    },
  );

  test('[UI147] {C12} files keep their names; a picture among them is a picture', async () => {
    const page = open();
    const tempFiles = [
      { name: 'plan.pdf', path: 'p', size: 5, time: 1, type: 'file' },
      { name: 'a.jpg', path: 'q', size: 6, time: 1, type: 'image' },
    ];
    answer('chooseMessageFile', { tempFiles });
    answer('showModal', { confirm: true });
    await pick(page, 'file');
    expect(asked(page, 'sendMedia')).toMatchObject([
      ['tea', { kind: 'file', path: 'p', name: 'plan.pdf', bytes: 5 }],
      ['tea', { kind: 'image', path: 'q', width: 800, height: 600, bytes: 6 }],
    ]);
  });

  test.each([
    ['weak', { networkType: '4g', weakNet: true }, 900_000, 'small'],
    ['slow', { networkType: '2g' }, 900_000, 'small'],
    ['good', { networkType: 'wifi', weakNet: false }, 900_000, 'whole'],
    ['good', { networkType: 'wifi', weakNet: false }, 9_000_000, 'small'],
    ['weak', { networkType: '4g', weakNet: true }, 90_000, 'whole'],
  ])('[UI148] {P10} over a %s network (%j) a photo of %d bytes goes %s', async (_, network, size, path) => {
    const page = open();
    answer('getNetworkType', network);
    answer('chooseMedia', { tempFiles: [{ tempFilePath: 'whole', size }] });
    const compress = answer('compressImage', { tempFilePath: 'small' });
    wxMock['getFileSystemManager']!.mockReturnValue({
      getFileInfo: ({ success }: Options) => success?.({ size: 500 }),
    });
    await pick(page, 'album');
    expect(asked(page, 'sendMedia')).toMatchObject([
      ['tea', { path, bytes: path === 'small' ? 500 : size, width: 800, height: 600 }],
    ]);
    if (path === 'small') expect(compress.mock.calls).toMatchObject([[{ compressedWidth: 800 }]]);
    else expect(compress).not.toHaveBeenCalled();
  });

  test('[UI148] {P10} what is no photo is never made smaller', async () => {
    const page = open();
    answer('getNetworkType', { networkType: '2g' });
    answer('getImageInfo', { width: 8, height: 6, orientation: 'up', type: 'gif' });
    answer('chooseMedia', { tempFiles: [{ tempFilePath: 'moving', size: 900_000 }] });
    await pick(page, 'album');
    expect(asked(page, 'sendMedia')).toMatchObject([['tea', { path: 'moving' }]]);
  });

  test.each([
    ['chooseMedia:fail cancel', undefined],
    ['chooseMedia:fail privacy permission is not authorized', undefined],
    ['chooseMedia:fail auth deny', '没有相册或相机的权限，请在手机设置里允许微信使用。'],
    ['chooseMedia:fail something', '没能打开，请再试一次。'],
  ])('[UI149] {P4} a picker that ends with "%s" tells %s', async (errMsg, note) => {
    const page = open();
    answer('chooseMedia', errMsg);
    await pick(page, 'album');
    expect(told()).toBe(note);
    expect(asked(page, 'sendMedia')).toEqual([]);
  });

  test('[UI149] a file that is refused says why, and the others are sent', async () => {
    const page = open();
    let calls = 0;
    page.fake.answers.sendMedia = () => {
      calls += 1;
      if (calls === 1) return Promise.reject(new ChatError('too_large', 'The image has …'));
      return Promise.resolve('c9' as never);
    };
    const tempFiles = ['a', 'b'].map((tempFilePath) => ({ tempFilePath, size: 70 }));
    answer('chooseMedia', { tempFiles });
    await pick(page, 'album');
    expect(told()).toBe('太大了：图片最多 8 MB，文件最多 10 MB，视频最多 10 MB、5 分钟。');
    expect(calls).toBe(2);
  });
});

describe('recording', () => {
  const RECORDING = { path: 'v', durationMs: 2_000, bytes: 9 };
  const start = async (page: OpenPage): Promise<void> => {
    page.find('chat__composer').trigger('recordstart');
    await flushPromises();
  };
  const end = async (page: OpenPage, cancelled = false): Promise<void> => {
    page.find('chat__composer').trigger('recordend', { cancelled, ms: 2_000 });
    await flushPromises();
  };

  test('[UI150] {C11} what was said is sent; what was called off is not', async () => {
    const page = open();
    page.fake.answers.stopRecording = () => Promise.resolve(RECORDING);
    await start(page);
    await end(page);
    expect(asked(page, 'sendMedia')).toEqual([['tea', { kind: 'voice', ...RECORDING }]]);
    await start(page);
    await end(page, true);
    expect(asked(page, 'cancelRecording')).toHaveLength(1);
    expect(asked(page, 'sendMedia')).toHaveLength(1);
  });

  test('[UI150] {C11} what was hardly begun, because people were asked for the microphone meanwhile, is not sent', async () => {
    const page = open();
    page.fake.answers.stopRecording = () => Promise.resolve({ ...RECORDING, durationMs: 400 });
    await start(page);
    await end(page);
    expect(told()).toBe('说话时间太短');
    expect(asked(page, 'sendMedia')).toEqual([]);
  });

  test('[UI151] {C11, P4} without the microphone the button says so, and leads to the settings', async () => {
    const page = open();
    page.fake.answers.startRecording = () => Promise.resolve('refused');
    await start(page);
    expect(page.data['permission']).toBe('refused');
    await end(page);
    expect(told()).toBeUndefined();
    answer('openSetting', { authSetting: { 'scope.record': true } });
    page.find('chat__composer').trigger('permission');
    expect(page.data['permission']).toBe('');
  });

  test('[UI151] {C11} a recorder that does not start, or gives nothing, is told', async () => {
    const page = open();
    page.fake.answers.startRecording = () => Promise.resolve('failed');
    await start(page);
    expect(told()).toBe('没有录到声音，请再试一次。');
    await end(page);
    expect(told()).toBe('没有录到声音，请再试一次。');
  });
});

describe('opening', () => {
  test('[UI152] {C10, D6} a picture opens among all pictures of the room that are shown', async () => {
    const blocked = (): Partial<ChatState> => ({ blocked: [BOB.user] });
    const page = open(
      [{ body: image('a') }, { user: BOB, body: image('b') }, {}, { body: image('c') }],
      blocked,
    );
    await tap(page, 'message-body__picture', 1);
    expect(wxMock['previewImage']!.mock.calls).toMatchObject([
      [{ urls: [`${HOST}/media/a`, `${HOST}/media/c`], current: `${HOST}/media/c` }],
    ]);
    expect(asked(page, 'expectHide')).toHaveLength(1);
  });

  test('[UI153] {C12} a document is fetched and shown by the phone', async () => {
    const page = open([{ body: file('plan.PDF') }]);
    answer('downloadFile', { statusCode: 200, tempFilePath: 'tmp/plan' });
    const opened = answer('openDocument', {});
    await tap(page, 'message-body__file');
    expect(wxMock['downloadFile']!.mock.calls).toMatchObject([[{ url: `${HOST}/media/f.bin` }]]);
    expect(opened.mock.calls).toMatchObject([[{ filePath: 'tmp/plan', fileType: 'pdf', showMenu: true }]]);
    expect(wxMock['hideLoading']).toHaveBeenCalled();
  });

  test.each([
    ['downloadFile', 'downloadFile:fail'],
    ['openDocument', 'openDocument:fail'],
  ])('[UI153] {C12} a document that %s cannot bring says so', async (name, errMsg) => {
    const page = open([{ body: file('plan.pdf') }]);
    answer('downloadFile', { statusCode: 200, tempFilePath: 'tmp/plan' });
    answer('openDocument', {});
    answer(name, errMsg);
    await tap(page, 'message-body__file');
    expect(told()).toBe('没能打开这个文件，请再试一次。');
    expect(wxMock['hideLoading']).toHaveBeenCalled();
  });

  test('[UI154] {C12} of a file that phones do not show, the address is copied', async () => {
    const page = open([{ body: file('a.zip') }]);
    const copied = answer('setClipboardData', {});
    await tap(page, 'message-body__file');
    expect(copied.mock.calls).toMatchObject([[{ data: `${HOST}/media/f.bin` }]]);
    expect(told()).toBe('手机打不开这种文件，下载链接已复制');
  });
});

describe('listening', () => {
  /** Ends what plays. */
  function player(page: OpenPage): { end(outcome: 'ended' | 'stopped' | 'failed'): Promise<void> } {
    let end: (outcome: 'ended' | 'stopped' | 'failed') => void = () => undefined;
    page.fake.answers.play = () => new Promise((resolve) => (end = resolve));
    page.fake.answers.stopPlaying = () => end('stopped');
    return {
      async end(outcome) {
        end(outcome);
        await flushPromises();
        await page.frame();
      },
    };
  }
  const played = (page: OpenPage) => asked(page, 'play').map(([src]) => String(src).slice(HOST.length));
  const moving = (page: OpenPage) =>
    page.findAll('message-body__waves').map(({ dom }) => dom.className.includes('playing'));

  const VOICES: readonly MessageInput[] = [
    { user: ANN, body: voice('1') },
    { user: ME, body: voice('2') },
    { user: ANN, body: voice('3') },
    { user: BOB, body: voice('4') },
  ];
  const HEARD = (): Partial<ChatState> => ({ heard: { 'bob/c4': true } });

  test('[UI155] {C11} a tap plays a voice, marks it as heard and shows it; what was not heard behind it follows', async () => {
    const page = open(VOICES, HEARD);
    const voices = player(page);
    await tap(page, 'message-body__voice');
    await page.frame();
    expect(played(page)).toEqual(['/media/1']);
    expect(moving(page)).toEqual([true, false, false, false]);
    expect(asked(page, 'markHeard')).toEqual([['tea', 'ann/c1']]);
    await voices.end('ended');
    // Own ones, and what was heard before, are passed over.
    expect(played(page)).toEqual(['/media/1', '/media/3']);
    expect(moving(page)).toEqual([false, false, true, false]);
    await voices.end('ended');
    expect(played(page)).toHaveLength(2);
    expect(moving(page)).toEqual([false, false, false, false]);
  });

  test('[UI156] {C11} a voice that was heard before plays alone; another tap stops it', async () => {
    const page = open(VOICES, HEARD);
    const voices = player(page);
    await tap(page, 'message-body__voice', 3);
    await voices.end('ended');
    expect(played(page)).toEqual(['/media/4']);
    await tap(page, 'message-body__voice', 1);
    await page.frame();
    expect(moving(page)).toEqual([false, true, false, false]);
    await tap(page, 'message-body__voice', 1);
    await page.frame();
    expect(moving(page)).toEqual([false, false, false, false]);
  });

  test('[UI156] {C11} a voice that does not play is told, and nothing follows', async () => {
    const page = open(VOICES);
    const voices = player(page);
    await tap(page, 'message-body__voice');
    await voices.end('failed');
    expect(told()).toBe('没能播放这条语音，请再试一次。');
    expect(played(page)).toHaveLength(1);
  });

  test('[UI157] {C11} leaving the page, and beginning to speak, ends what plays', async () => {
    const page = open(VOICES);
    player(page);
    await tap(page, 'message-body__voice');
    page.find('chat__composer').trigger('recordstart');
    expect(asked(page, 'stopPlaying')).toHaveLength(1);
    await tap(page, 'message-body__voice', 1);
    page.hide();
    expect(asked(page, 'stopPlaying')).toHaveLength(2);
    page.unload();
    expect(asked(page, 'cancelRecording')).toHaveLength(1);
  });
});

describe('on the way', () => {
  const uploading = (): OpenPage => {
    const waiting = message({ user: ME, id: 'c1', body: image('-'), delivery: { status: 'sending' } });
    const state = chatState({ id: 'tea', items: [], pending: [waiting] });
    const files = { [waiting.key]: { path: 'wxfile://a.jpg', progress: 42 } };
    return openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState({ ...state, files }) });
  };

  test('[UI158] {C10} an upload shows how far it is and can be called off, by its sign and by the menu', async () => {
    const page = uploading();
    expect(page.find('message-body__percent').text).toBe('42%');
    answerActionSheet('取消发送');
    await tap(page, 'message-bubble__state');
    expect(asked(page, 'discard')).toEqual([['tea', 'c1']]);
    page.find('message-bubble__box').trigger('longpress');
    await flushPromises();
    expect(page.findAll('message-menu__label').map(({ text }) => text)).toEqual(['取消发送']);
  });

  test('[UI158] {C10} a tap on a picture that is being uploaded shows it', async () => {
    const page = uploading();
    await tap(page, 'message-body__picture');
    expect(wxMock['previewImage']!.mock.calls).toMatchObject([[{ current: 'wxfile://a.jpg' }]]);
    expect(wxMock['showActionSheet']).not.toHaveBeenCalled();
  });

  test('[UI159] {C2, C10} a picture that failed offers to be sent again or deleted, and is not opened', async () => {
    const delivery = { status: 'failed', code: 'file_gone', reason: '' } as const;
    const waiting = message({ user: ME, id: 'c1', body: image('-'), delivery });
    const state = chatState({ id: 'tea', items: [], pending: [waiting] });
    const page = openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(state) });
    expect(page.find('message-bubble__note').text).toBe('未发送：手机上的这个文件已经不在了，请重新选择。');
    const sheet = answerActionSheet('重新发送');
    await tap(page, 'message-body__picture');
    expect(sheet.mock.calls).toMatchObject([[{ itemList: ['重新发送', '删除'] }]]);
    expect(asked(page, 'resend')).toEqual([['tea', 'c1']]);
    expect(wxMock['previewImage']).not.toHaveBeenCalled();
  });
});
