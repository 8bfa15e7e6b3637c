/** All pictures and files of a room, and the way to a day. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { FoundPage } from '../../miniprogram/core/chat/rooms/room-service-types';
import type { Message, MessageBody } from '../../miniprogram/core/protocol/fields';
import { toMessage } from '../../miniprogram/core/store/timeline';
import { ANN, BOB, EPOCH, chatState, message } from '../support/chat-state';
import { ONLINE } from '../support/fake-client';
import { flushPromises } from '../support/manual-clock';
import { answerActionSheet, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const HOST = 'http://localhost:8080';
/** The fake client's clock stands in September 2026. */
const day = (year: number, month: number): number => new Date(year, month - 1, 5, 12).getTime();

let seq = 0;
function made(body: MessageBody, at = day(2026, 9), user = ANN): Message {
  seq += 1;
  return toMessage(message({ user, body, at, seq, id: `c${seq}` }), EPOCH);
}
const picture = (name: string, at?: number, user?: typeof ANN): Message =>
  made(
    { kind: 'image', url: `/media/${name}`, thumbUrl: `/media/t-${name}`, width: 9, height: 9, bytes: 9 },
    at,
    user,
  );
const file = (name: string): Message =>
  made({ kind: 'file', url: `/media/${name}`, name, bytes: 2_048 }, day(2026, 9));

const page = (messages: readonly Message[], before = 0): Promise<FoundPage> =>
  Promise.resolve({ epoch: EPOCH, messages, before });

async function open(answer: () => Promise<FoundPage>, change: object = {}): Promise<OpenPage> {
  seq = 0;
  const opened = openPage('album', {
    query: { room: 'tea' },
    before(fake) {
      fake.setState({ ...chatState({ id: 'tea' }), ...change });
      fake.answers.media = answer;
    },
  });
  await settle(opened);
  return opened;
}
async function settle(opened: OpenPage): Promise<void> {
  await flushPromises();
  await opened.frame();
}
const asked = (opened: OpenPage) => opened.fake.asked.filter(([name]) => name === 'media');

test('[UI203] {C21} pictures stand by month, newest first, without what is blocked or deleted here', async () => {
  const all = [
    picture('a'),
    picture('b', undefined, BOB),
    picture('c', day(2026, 7)),
    picture('d'),
    picture('e', day(2025, 12)),
  ];
  const opened = await open(() => page(all), { blocked: [BOB.user], hidden: { 'ann/c4': true } });
  expect(asked(opened)).toEqual([['media', 'tea', ['image', 'video'], 0]]);
  expect(opened.findAll('album__title').map(({ text }) => text)).toEqual(['9月', '7月', '2025年12月']);
  const sources = opened.findAll('album__picture').map((image) => image.attribute('src'));
  expect(sources).toEqual([`${HOST}/media/t-a`, `${HOST}/media/t-c`, `${HOST}/media/t-e`]);
  opened.findAll('album__cell')[1]!.tap();
  await flushPromises();
  expect(wxMock['previewImage']!.mock.calls).toMatchObject([
    [{ current: `${HOST}/media/c`, urls: ['a', 'c', 'e'].map((name) => `${HOST}/media/${name}`) }],
  ]);
});

test('[UI449] videos are among the pictures with their length, and play; pictures open among pictures', async () => {
  const film = { kind: 'video', url: '/media/v', width: 9, height: 9, durationMs: 61_000, bytes: 9 } as const;
  const all = [picture('a'), made({ ...film, thumbUrl: '/media/t-v' }), made(film), picture('b')];
  const opened = await open(() => page(all));
  expect(opened.findAll('album__length').map(({ text }) => text)).toEqual(['1:01', '1:01']);
  const sources = opened.findAll('album__picture').map((image) => image.attribute('src'));
  expect(sources).toEqual(['t-a', 't-v', 't-b'].map((name) => `${HOST}/media/${name}`));
  const cells = opened.findAll('album__cell');
  for (const cell of cells.slice(1)) {
    cell.tap();
    await flushPromises();
  }
  const source = { url: `${HOST}/media/v`, type: 'video' };
  expect(wxMock['previewMedia']!.mock.calls).toMatchObject([
    [{ sources: [{ ...source, poster: `${HOST}/media/t-v` }] }],
    [{ sources: [source] }],
  ]);
  expect(wxMock['previewImage']!.mock.calls).toMatchObject([
    [{ current: `${HOST}/media/b`, urls: [`${HOST}/media/a`, `${HOST}/media/b`] }],
  ]);
});

test('[UI204] {C21} more is loaded at the end, until the beginning of the room', async () => {
  const pages = [page([picture('a')], 7), page([picture('b')])];
  const opened = await open(() => pages.shift()!);
  opened.find('album__more').tap();
  await settle(opened);
  expect(asked(opened).map(([, , , before]) => before)).toEqual([0, 7]);
  expect(opened.findAll('album__cell')).toHaveLength(2);
  expect(opened.has('album__more')).toBe(false);
});

test('[UI204] {C21} a failure says so and can be repeated; an empty room says so', async () => {
  const answers = [() => Promise.reject(new ChatError('offline', 'Not connected.')), () => page([])];
  const opened = await open(() => answers.shift()!());
  opened.find('album__notice--action').tap();
  await settle(opened);
  expect(opened.find('album__notice').text).toBe('这个房间里还没有图片');
});

test('[UI204] {C21} what could not be asked for is asked for once there is a connection', async () => {
  const answers = [
    () => Promise.reject(new ChatError('offline', 'Not connected.')),
    () => page([picture('a')]),
  ];
  const opened = await open(() => answers.shift()!());
  opened.fake.setConnection({ state: 'connecting', since: 0 });
  await settle(opened);
  expect(opened.has('album__notice--action')).toBe(true);
  opened.fake.setConnection(ONLINE);
  await settle(opened);
  await settle(opened);
  expect(opened.findAll('album__cell')).toHaveLength(1);
});

test('[UI205] {C21} files have a list of their own; a tap opens one, a long press leads to where it was said', async () => {
  const opened = await open(() => page([]));
  opened.fake.answers.media = () => page([file('plan.pdf')]);
  opened.findAll('album__kind')[1]!.tap();
  await settle(opened);
  expect(asked(opened)[1]).toEqual(['media', 'tea', ['file'], 0]);
  expect(opened.find('album__name').text).toBe('plan.pdf');
  expect(opened.find('file-name__ending').text).toBe('.pdf');
  expect(opened.find('album__note').text).toContain('2 KB');
  wxMock['downloadFile']!.mockImplementation((options: { success(answer: object): void }) =>
    options.success({ statusCode: 200, tempFilePath: 'tmp' }),
  );
  opened.find('album__file').tap();
  await flushPromises();
  expect(wxMock['openDocument']!.mock.calls).toMatchObject([[{ filePath: 'tmp', fileType: 'pdf' }]]);
  answerActionSheet('在聊天中查看');
  opened.find('album__file').trigger('longpress');
  await flushPromises();
  expect(wxMock['navigateTo']!.mock.calls).toMatchObject([[{ url: '/pages/chat/chat?room=tea&seq=1' }]]);
});

test('[UI205] {C21} what comes too late, for another kind, is not shown', async () => {
  let finish: (found: FoundPage) => void = () => undefined;
  const opened = await open(() => new Promise((resolve) => (finish = resolve)));
  opened.fake.answers.media = () => page([file('a.pdf')]);
  opened.findAll('album__kind')[1]!.tap();
  await settle(opened);
  finish(await page([picture('late')]));
  await settle(opened);
  expect([opened.has('album__cell'), opened.has('album__file')]).toEqual([false, true]);
});

describe('[UI206] {C21} the way to a day', () => {
  const search = () =>
    openPage('search', { query: { room: 'tea' }, before: (fake) => fake.setState(chatState({ id: 'tea' })) });
  const choose = async (opened: OpenPage, value: string): Promise<void> => {
    opened.find('search__way').trigger('change', { value });
    await flushPromises();
  };
  const told = () => (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;

  test('[UI206] {C21} a date leads to its first message', async () => {
    const opened = search();
    opened.fake.answers.seqAt = () => Promise.resolve({ epoch: EPOCH, seq: 41 });
    await choose(opened, '2026-09-05');
    const midnight = new Date(2026, 8, 5).getTime();
    expect(opened.fake.asked).toContainEqual(['seqAt', 'tea', midnight]);
    expect(wxMock['navigateTo']!.mock.calls).toMatchObject([[{ url: '/pages/chat/chat?room=tea&seq=41' }]]);
  });

  test('[UI206] {C21} a day after which nobody spoke, and a failure, are told', async () => {
    const opened = search();
    opened.fake.answers.seqAt = () => Promise.resolve({ epoch: EPOCH, seq: 0 });
    await choose(opened, '2026-09-20');
    expect(told()).toBe('那天以后没有消息');
    opened.fake.answers.seqAt = () => Promise.reject(new ChatError('offline', 'Not connected.'));
    await choose(opened, '2026-09-20');
    expect(told()).toBe('没能跳转，请再试一次。');
    opened.findAll('search__way')[1]!.tap();
    expect(wxMock['navigateTo']!.mock.calls).toMatchObject([[{ url: '/pages/album/album?room=tea' }]]);
  });
});

test('[SS133] {C21} a picture that does not load asks for fresh addresses, once for all that are shown', async () => {
  const opened = await open(() => page([picture('a'), picture('b')]));
  const renewed = () => opened.fake.asked.filter(([name]) => name === 'renewFileUrls').length;
  const [first, second] = opened.findAll('album__picture');
  first?.trigger('error');
  second?.trigger('error');
  first?.trigger('error');
  expect(renewed()).toBe(1);
});
