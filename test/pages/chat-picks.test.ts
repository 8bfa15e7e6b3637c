/** In which order pictures that were chosen are handed to the chat. */
import { chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerModals, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

interface Options {
  success?(answer: object): void;
}

function answer(name: string, given: object): void {
  wxMock[name]!.mockImplementation((options: Options) => options.success?.(given));
}

beforeEach(() => {
  resetWx();
  answer('getNetworkType', { networkType: 'wifi', weakNet: false });
  answer('getImageInfo', { width: 800, height: 600, orientation: 'up', type: 'jpeg' });
});

const open = (): OpenPage =>
  openPage('chat', {
    query: { room: 'tea' },
    before: (fake) => fake.setState(chatState({ id: 'tea', items: [message({ seq: 1 })] })),
  });
const asked = (page: OpenPage, command: string) =>
  page.fake.asked.flatMap(([name, ...args]) => (name === command ? [args] : []));
async function pick(page: OpenPage, source: string): Promise<void> {
  page.find('chat__composer').trigger('pick', { source });
  for (let i = 0; i < 3; i += 1) await flushPromises();
}

test('[UI329] {K10} what was chosen first is handed in first, however long it takes to make it smaller', async () => {
  const page = open();
  let shrunk: (answer: { tempFilePath: string }) => void = () => undefined;
  answer('getImageInfo', { width: 800, height: 600, orientation: 'up', type: 'jpeg' });
  wxMock['compressImage']!.mockImplementation((options: { success: typeof shrunk }) => {
    shrunk = options.success;
  });
  wxMock['getFileSystemManager']!.mockReturnValue({
    getFileInfo: ({ success }: Options) => success?.({ size: 500 }),
  });
  answer('chooseMedia', {
    tempFiles: [
      { tempFilePath: 'big', size: 9_000_000 },
      { tempFilePath: 'next', size: 70 },
    ],
  });
  await pick(page, 'album');
  answer('chooseMedia', { tempFiles: [{ tempFilePath: 'later', size: 70 }] });
  await pick(page, 'album');
  expect(asked(page, 'sendMedia')).toEqual([]);
  shrunk({ tempFilePath: 'small' });
  await flushPromises();
  await flushPromises();
  expect(asked(page, 'sendMedia').map(([, media]) => (media as { path: string }).path)).toEqual([
    'small',
    'next',
    'later',
  ]);
});

test('[UI373] {K10} a voice keeps its place among pictures, however long those and its own end take', async () => {
  const page = open();
  let shrunk: (answer: { tempFilePath: string }) => void = () => undefined;
  wxMock['compressImage']!.mockImplementation((options: { success: typeof shrunk }) => {
    shrunk = options.success;
  });
  wxMock['getFileSystemManager']!.mockReturnValue({
    getFileInfo: ({ success }: Options) => success?.({ size: 500 }),
  });
  let recorded: (voice: { path: string; durationMs: number; bytes: number }) => void = () => undefined;
  page.fake.answers.stopRecording = () => new Promise((resolve) => (recorded = resolve));
  answer('chooseMedia', { tempFiles: [{ tempFilePath: 'big', size: 9_000_000 }] });
  await pick(page, 'album');
  page.find('chat__composer').trigger('recordend', { cancelled: false, ms: 2_000 });
  answer('chooseMedia', { tempFiles: [{ tempFilePath: 'later', size: 70 }] });
  await pick(page, 'album');
  shrunk({ tempFilePath: 'small' });
  for (let i = 0; i < 3; i += 1) await flushPromises();
  recorded({ path: 'voice', durationMs: 2_000, bytes: 9 });
  for (let i = 0; i < 3; i += 1) await flushPromises();
  expect(asked(page, 'sendMedia').map(([, media]) => (media as { path: string }).path)).toEqual([
    ...['small', 'voice', 'later'],
  ]);
});

test.each(['a.heic', 'b.HEIF', 'c.svg', 'd.tiff'])(
  '[MD30] {K11} %s out of the album or a chat goes as a file, after the question',
  async (name) => {
    const page = open();
    const question = answerModals({ confirm: true });
    answer('chooseMedia', { tempFiles: [{ tempFilePath: `wxfile://tmp/${name}`, size: 70 }] });
    await pick(page, 'album');
    answer('chooseMessageFile', { tempFiles: [{ path: 'wxfile://x', name, size: 70, type: 'image' }] });
    await pick(page, 'file');
    expect(question).toHaveBeenCalledTimes(2);
    const ending = name.slice(1).toLowerCase();
    expect(asked(page, 'sendMedia')).toEqual([
      [
        'tea',
        {
          kind: 'file',
          path: `wxfile://tmp/${name}`,
          name: expect.stringContaining(ending) as string,
          bytes: 70,
        },
      ],
      ['tea', { kind: 'file', path: 'wxfile://x', name, bytes: 70 }],
    ]);
  },
);
