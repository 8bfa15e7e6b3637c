/** A video in the chat: chosen with its picture, shown with its length, played in the phone's viewer. */
import { chatState, message } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

const HOST = 'http://localhost:8080';
const VIDEO = {
  ...{ kind: 'video', url: '/media/v.mp4', thumbUrl: '/media/t.jpg' },
  ...{ width: 640, height: 360, durationMs: 65_400, bytes: 9 },
} as const;
const { thumbUrl, ...BARE } = VIDEO;
interface Options {
  success(answer: object): void;
  fail(error: { errMsg: string }): void;
}

beforeEach(resetWx);

const open = (body: object = VIDEO, files: object = {}): OpenPage =>
  openPage('chat', {
    query: { room: 'tea' },
    before: (fake) =>
      fake.setState({
        ...chatState({ id: 'tea', items: [message({ seq: 1, id: 'c1', body: body as never })] }),
        ...files,
      }),
  });
async function pick(page: OpenPage): Promise<void> {
  page.find('chat__composer').trigger('pick', { source: 'video' });
  for (let i = 0; i < 5; i += 1) await flushPromises();
}
const sent = (page: OpenPage) =>
  page.fake.asked.filter(([name]) => name === 'sendMedia').map(([, , media]) => media);
const chosen = (file: object) =>
  wxMock['chooseMedia']!.mockImplementation((options: Options) =>
    options.success({ type: 'video', tempFiles: [file] }),
  );
const notes = (): string[] =>
  wxMock['showToast']!.mock.calls.map(([{ title }]: [{ title: string }]) => title);

test('[UI446] a video that was recorded or chosen goes out with its picture, sides and length', async () => {
  const page = open();
  const file = { tempFilePath: 'tmp/v.mp4', size: 900, width: 640, height: 360, duration: 12.5 };
  chosen({ ...file, thumbTempFilePath: 'tmp/t.jpg' });
  await pick(page);
  const [asked] = wxMock['chooseMedia']!.mock.calls[0] as [object];
  expect(asked).toMatchObject({ mediaType: ['video'], sourceType: ['album', 'camera'], maxDuration: 60 });
  const media = { kind: 'video', path: 'tmp/v.mp4', bytes: 900, width: 640, height: 360, durationMs: 12_500 };
  expect(sent(page)).toEqual([{ ...media, cover: 'tmp/t.jpg' }]);
  // wx: some phones make no picture of a video.
  chosen({ ...file, thumbTempFilePath: undefined });
  await pick(page);
  expect(sent(page)[1]).toEqual(media);
});

test('[UI446] a picker that was closed says nothing, and one that may not be used says why', async () => {
  const page = open();
  for (const errMsg of ['chooseMedia:fail cancel', 'chooseMedia:fail auth deny']) {
    wxMock['chooseMedia']!.mockImplementation((options: Options) => options.fail({ errMsg }));
    await pick(page);
  }
  expect(notes()).toEqual(['没有相册或相机的权限，请在手机设置里允许微信使用。']);
  expect(sent(page)).toEqual([]);
});

test('[UI447] a video stands by its picture, with its length and a sign to play it, and is read out with its length', () => {
  const page = open();
  const film = page.find('message-body__film');
  expect(film.attribute('style')).toContain('width: 180px; height: 101px');
  expect(film.attribute('ariaLabel')).toContain('[视频] 66″');
  expect(page.find('message-body__still').attribute('src')).toBe(`${HOST}/media/t.jpg`);
  expect(page.find('message-body__length').text).toBe('1:05');
  expect(page.has('message-body__play')).toBe(true);
});

test('[UI447] while it is uploaded the phone’s own picture stands there, with how far it is; without any there is the sign alone', () => {
  const path = 'wxfile://v.mp4';
  const key = message({ seq: 1, id: 'c1' }).key;
  const page = open(VIDEO, { files: { [key]: { path, cover: 'wxfile://c.jpg', progress: 42 } } });
  expect(page.find('message-body__still').attribute('src')).toBe('wxfile://c.jpg');
  expect(page.find('message-body__film-percent').text).toBe('42%');
  expect(page.has('message-body__play')).toBe(false);
  const bare = open({ ...BARE, width: 1, height: 1 });
  expect([thumbUrl, bare.has('message-body__still'), bare.has('message-body__play')]).toEqual([
    '/media/t.jpg',
    false,
    true,
  ]);
  expect(bare.find('message-body__film').attribute('style')).toContain('width: 120px; height: 120px');
});

test('[UI448] a tap plays it over the whole screen, and a viewer that does not open says so', async () => {
  const page = open();
  page.find('message-body__film').tap();
  await flushPromises();
  const [asked] = wxMock['previewMedia']!.mock.calls[0] as [Options];
  const source = { url: `${HOST}/media/v.mp4`, type: 'video', poster: `${HOST}/media/t.jpg` };
  expect(asked).toMatchObject({ sources: [source], current: 0 });
  expect(page.fake.asked.filter(([name]) => name === 'expectHide')).toHaveLength(1);
  asked.fail({ errMsg: 'previewMedia:fail' });
  expect(notes()).toEqual(['视频没能播放，请再试一次。']);
});

test('[UI448] a picture that does not load is asked for again, and the video plays all the same', async () => {
  const page = open();
  page.find('message-body__still').trigger('error', {});
  await page.frame();
  expect(page.has('message-body__still')).toBe(false);
  page.find('message-body__film').tap();
  await flushPromises();
  expect(wxMock['previewMedia']).toHaveBeenCalledTimes(1);
  expect(page.fake.asked.filter(([name]) => name === 'renewFileUrls')).toHaveLength(1);
});
