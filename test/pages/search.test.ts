/** Search in a room: what the server finds, and what this phone finds without it. */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { FoundPage } from '../../miniprogram/core/chat/rooms/room-service-types';
import { EPOCH, ANN, chatState, message } from '../support/chat-state';
import { toMessage } from '../../miniprogram/core/store/timeline';
import { ONLINE } from '../support/fake-client';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const ITEMS = ['Tea at four?', 'coffee', 'more tea', '四点喝茶'].map((text, i) =>
  message({ user: ANN, text, seq: i + 1, id: `c${i + 1}`, at: 0 }),
);
const OFFLINE = (): Promise<never> => Promise.reject(new ChatError('offline', 'Not connected: search.'));

function open(change: object = {}): OpenPage {
  return openPage('search', {
    query: { room: 'tea' },
    before: (fake) => fake.setState({ ...chatState({ id: 'tea', items: ITEMS }), ...change }),
  });
}
async function search(page: OpenPage, query: string): Promise<void> {
  page.find('search__field').trigger('change', { value: query });
  page.find('search__field').trigger('confirm', { value: query });
  await flushPromises();
  await page.frame();
}
const hits = (page: OpenPage): string[] => page.findAll('search__text').map(({ text }) => text);
const found = (...at: number[]): Promise<FoundPage> =>
  Promise.resolve({ epoch: EPOCH, messages: at.map((i) => toMessage(ITEMS[i]!, EPOCH)), before: 0 });

test('[UI201] {R10} what the server finds is shown, without what is blocked or deleted here; a tap goes there', async () => {
  const page = open({ hidden: { 'ann/c1': true } });
  page.fake.answers.search = () => found(2, 0);
  await search(page, 'tea');
  expect(hits(page)).toEqual(['more tea']);
  page.find('search__hit').tap();
  expect(wxMock['navigateTo']?.mock.calls[0]?.[0]).toMatchObject({
    url: expect.stringContaining('seq=3') as string,
  });
});

test('[UI202] {R10} without the server this phone finds what it has, says so, and asks again on a tap', async () => {
  const page = open();
  page.fake.answers.search = OFFLINE;
  await search(page, 'TEA ');
  expect(hits(page)).toEqual(['more tea', 'Tea at four?']);
  expect(page.find('search__more').text).toBe('没能连接服务器，只找了这部手机上的消息。点按重试');
  page.fake.answers.search = () => found(0);
  page.find('search__more').tap();
  await flushPromises();
  await page.frame();
  expect(hits(page)).toEqual(['Tea at four?']);
  expect(page.has('search__more')).toBe(false);
});

describe('[UI375] a search without a hit', () => {
  const HEAD = 100_000;
  const state = () => chatState({ id: 'tea', room: { lastSeq: HEAD }, items: ITEMS });

  /** Each question waits for `answer`, which says where the next one begins. */
  function asking() {
    const page = open(state());
    const asked: number[] = [];
    let answer: (page: FoundPage) => void = () => undefined;
    page.fake.answers.search = (_room, _query, before) => {
      asked.push(before ?? 0);
      return new Promise((resolve) => (answer = resolve));
    };
    const say = async (before: number, ...at: number[]): Promise<void> => {
      answer({ ...(await found(...at)), before });
      await flushPromises();
      await page.frame();
    };
    return { page, asked, say, more: () => page.find('search__more') };
  }

  test('[UI375] {K26} goes on by itself until there is one, and says so', async () => {
    const { page, asked, say, more } = asking();
    await search(page, 'tea');
    expect(page.find('search__notice').text).toBe('正在加载…');
    await say(95_001);
    expect([asked, more().text]).toEqual([[0, 95_001], '最近 5000 条消息里还没有，正在继续找。点按停止']);
    await say(90_001);
    await say(85_001, 2);
    expect([asked, hits(page), more().text]).toEqual([[0, 95_001, 90_001], ['more tea'], '继续找更早的消息']);
    more().tap();
    await say(80_001);
    expect(more().text).toBe('正在找更早的消息。点按停止');
    await say(0);
    expect([hits(page), page.has('search__more'), asked.length]).toEqual([['more tea'], false, 5]);
  });

  test('[UI375] {K26} is stopped by a tap, and what comes then changes nothing; another tap goes on', async () => {
    const { page, asked, say, more } = asking();
    await search(page, 'tea');
    await say(95_001);
    more().tap();
    await page.frame();
    expect(more().text).toBe('最近 5000 条消息里没有「tea」，点按继续找更早的');
    await say(90_001, 2);
    expect([hits(page), asked]).toEqual([[], [0, 95_001]]);
    more().tap();
    await flushPromises();
    expect(asked).toEqual([0, 95_001, 95_001]);
  });

  test('[UI375] {K26} rests after twenty questions, ends when people leave, and when they ask for something else', async () => {
    const { page, asked, say, more } = asking();
    await search(page, 'tea');
    for (let i = 1; i <= 20; i += 1) await say(HEAD + 1 - i * 1_000);
    expect([asked.length, more().text]).toEqual([20, '最近 20000 条消息里没有「tea」，点按继续找更早的']);
    await search(page, 'coffee');
    expect(asked.length).toBe(21);
    page.unload();
    await say(95_001);
    expect(asked.length).toBe(21);
  });
});

test('[UI202] {R10} whoever searched before there was a connection gets the answer of the server with it', async () => {
  const page = open();
  page.fake.setConnection({ state: 'connecting', since: 0 });
  page.fake.answers.search = OFFLINE;
  await search(page, 'tea');
  expect(hits(page)).toEqual(['more tea', 'Tea at four?']);
  let answer: (page: FoundPage) => void = () => undefined;
  page.fake.answers.search = () => new Promise((resolve) => (answer = resolve));
  page.fake.setConnection(ONLINE);
  await page.frame();
  expect(hits(page)).toEqual(['more tea', 'Tea at four?']);
  answer(await found(0));
  await flushPromises();
  await page.frame();
  expect(hits(page)).toEqual(['Tea at four?']);
  expect(page.fake.asked.filter(([command]) => command === 'search')).toHaveLength(2);
});

test('[UI202] {R10} without the server and without a hit here it says that it failed', async () => {
  const page = open();
  page.fake.answers.search = OFFLINE;
  await search(page, 'cocoa');
  expect(page.has('search__list')).toBe(false);
  expect(page.find('search__notice--action').text).not.toBe('');
});

test.each([
  ['привет', 'Ну, Привет'],
  ['ÄRGER', 'so ein a\u0308rger'],
  ['hello world', 'hello  \n world'],
  ['ガギ', 'ｶﾞｷﾞ'],
])('[UI320] {K26} without the server this phone finds %s as the server would', async (query, text) => {
  const items = [...ITEMS, message({ user: ANN, text, seq: 5, id: 'c5', at: 0 })];
  const page = open(chatState({ id: 'tea', items }));
  page.fake.answers.search = OFFLINE;
  await search(page, query);
  expect(hits(page)).toHaveLength(1);
});

test('[UI333] {K26} a hit between the same letters has each part once, in its order', async () => {
  const items = [message({ user: ANN, text: '好不好', seq: 5, id: 'c5', at: 0 })];
  const page = open(chatState({ id: 'tea', items }));
  page.fake.answers.search = OFFLINE;
  await search(page, '不');
  const [hit] = Object.values(page.data['hits'] as Record<string, { parts: { id: number; text: string }[] }>);
  expect(hit?.parts.map(({ text }) => text)).toEqual(['好', '不', '好']);
  expect(new Set(hit?.parts.map(({ id }) => id)).size).toBe(3);
});
