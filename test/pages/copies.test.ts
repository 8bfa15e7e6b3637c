/** Words that were taken back are nowhere any more: beside the room, over it, on the pages that open from it. */
import type { Message } from '../../miniprogram/core/protocol/fields';
import type { ChatState } from '../../miniprogram/core/store/state';
import { toMessage } from '../../miniprogram/core/store/timeline';
import { ANN, BOB, EPOCH, chatState, message, roomId } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { answerActionSheet, openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';

beforeEach(resetWx);

const ONE = message({ user: ANN, id: 'c1', seq: 1, text: 'secret words' });
const TWO = message({ user: BOB, id: 'c2', seq: 2, text: 'other words' });
const state = chatState({ id: 'tea', items: [ONE, TWO] }, { id: 'den' });
const recalled = (now: ChatState = state): ChatState => {
  const gone = message({ user: ANN, id: 'c1', seq: 1, body: { kind: 'recalled', by: ANN.user } });
  return {
    ...now,
    ...chatState({ id: 'tea', items: [gone, TWO] }, { id: 'den' }),
    recalled: { 'ann/c1': true },
  };
};
const blocked = (now: ChatState): ChatState => ({ ...now, blocked: [ANN.user] });
const deleted = (now: ChatState): ChatState => ({ ...now, hidden: { 'ann/c1': true } });
const left = (): ChatState => chatState({ id: 'den' });
const LOSSES: readonly (readonly [string, (now: ChatState) => ChatState])[] = [
  ['recalled', recalled],
  ['of somebody who was blocked', blocked],
  ['deleted here', deleted],
  ['of a room that was left', left],
];

const PLAN = message({
  ...{ user: ANN, id: 'c1', seq: 1 },
  body: { kind: 'file', url: '/media/f', name: 'plan.pdf', bytes: 9 },
});
const shot = (id: string, seq: number) =>
  message({
    ...{ user: ANN, id, seq },
    body: { kind: 'image', url: `/media/${id}`, thumbUrl: `/media/${id}`, width: 9, height: 9, bytes: 9 },
  });

const TEA = roomId('tea');
const told = () => (wxMock['showToast']?.mock.calls.pop()?.[0] as { title: string } | undefined)?.title;

function open(now: ChatState = state): OpenPage {
  return openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(now) });
}
async function change(page: OpenPage, next: (now: ChatState) => ChatState): Promise<void> {
  page.fake.setState(next(page.fake.client.chat.state));
  await page.frame();
}
async function hold(page: OpenPage, entry?: string): Promise<void> {
  page.findAll('message-bubble__box')[0]!.trigger('longpress');
  await flushPromises();
  page
    .findAll('message-menu__entry')
    .find(({ text }) => text === entry)
    ?.tap();
  await page.frame();
}
const write = (page: OpenPage, value: string): void =>
  page.find('composer__input').trigger('input', { value, cursor: value.length });

describe('[UI322] the quote that is being answered', () => {
  test('[UI322] {K14} says that it was recalled, in the draft too, and the answer goes without it', async () => {
    const page = open();
    await hold(page, '引用');
    write(page, 'what?');
    await change(page, recalled);
    expect(page.find('composer__quote').text).not.toContain('secret');
    expect(page.find('composer__quote-text').text).toBe('引用的消息已被撤回');
    expect(page.fake.client.drafts.draft(TEA)).toEqual({
      text: 'what?',
      quote: { message: 'ann/c1', name: '', text: '', gone: true },
    });
    page.find('composer__send').tap();
    expect(page.fake.asked.find(([name]) => name === 'sendText')).toEqual(['sendText', 'tea', 'what?', {}]);
  });

  test('[UI322] {K14} a draft that was left says so when the room is opened again, and in the list of rooms', () => {
    const quote = { message: 'ann/c1', name: 'Ann', text: 'secret words' };
    const before = (fake: OpenPage['fake']): void => {
      fake.setState(state);
      fake.client.drafts.save(TEA, { text: '', quote });
      fake.setState(recalled());
    };
    const page = openPage('chat', { query: { room: 'tea' }, before });
    expect(page.find('composer__quote-text').text).toBe('引用的消息已被撤回');
    const rooms = openPage('rooms', { before });
    expect(rooms.find('room-row__preview').text).toContain('引用的消息已被撤回');
  });

  test.each(LOSSES.slice(1))('[UI322] {K14} is taken away when its message is %s', async (_, lose) => {
    const page = open();
    await hold(page, '引用');
    write(page, 'what?');
    await change(page, lose);
    expect(page.data['quote']).toBeNull();
    expect(page.fake.client.drafts.draft(TEA)).toEqual({ text: 'what?' });
  });
});

describe.each(LOSSES)('[UI323] when a message is %s', (_, lose) => {
  test('[UI323] {K14} its menu goes', async () => {
    const page = open();
    await hold(page);
    expect(page.has('message-menu')).toBe(true);
    await change(page, lose);
    expect(page.has('message-menu')).toBe(false);
  });

  test('[UI323] {K14} the screen of its text goes', async () => {
    const page = open();
    page.findAll('message-body')[0]!.tap();
    page.findAll('message-body')[0]!.tap();
    expect(page.find('text-reader').text).toContain('secret words');
    await change(page, lose);
    expect(page.has('text-reader')).toBe(false);
  });

  test('[UI323] {K14} it is not selected any more', async () => {
    const page = open();
    await hold(page, '多选');
    expect(page.find('selection-bar__count').text).toBe('已选择 1 条');
    await change(page, lose);
    expect(page.data['selection']).toMatchObject({ isEmpty: true });
  });

  test('[UI324] {K14} neither search results nor the album have it', async () => {
    const picture = {
      kind: 'image',
      url: '/media/a',
      thumbUrl: '/media/b',
      width: 9,
      height: 9,
      bytes: 9,
    } as const;
    const shownBy = async (name: 'search' | 'album', one: Message, what: string): Promise<number[]> => {
      const page = openPage(name, {
        query: { room: 'tea' },
        before(fake) {
          fake.setState(state);
          fake.answers.search = () => Promise.resolve({ epoch: EPOCH, messages: [one], before: 0 });
          fake.answers.media = () => Promise.resolve({ epoch: EPOCH, messages: [one], before: 0 });
        },
      });
      if (page.has('search__field')) {
        page.find('search__field').trigger('change', { value: 'words' });
        page.find('search__field').trigger('confirm', { value: 'words' });
      }
      await flushPromises();
      await page.frame();
      const before = page.findAll(what).length;
      await change(page, lose);
      return [before, page.findAll(what).length];
    };
    expect(await shownBy('search', toMessage(ONE, EPOCH), 'search__hit')).toEqual([1, 0]);
    const shot = message({ user: ANN, id: 'c1', seq: 1, body: picture });
    expect(await shownBy('album', toMessage(shot, EPOCH), 'album__cell')).toEqual([1, 0]);
  });
});

describe('[UI370] a document that is being fetched', () => {
  const PLACES = [
    ['chat', 'message-body__file'],
    ['album', 'album__file'],
  ] as const;
  const CASES = PLACES.flatMap(([name, cell]) =>
    LOSSES.map(([what, lose]) => [what, name, cell, lose] as const),
  );

  /** The file comes in when the result is called. */
  function fetchLater(): () => void {
    let bring: () => void = () => undefined;
    wxMock['downloadFile']!.mockImplementation((options: { success(answer: object): void }) => {
      bring = () => options.success({ statusCode: 200, tempFilePath: 'tmp/plan' });
    });
    return () => bring();
  }

  async function fetching(name: 'chat' | 'album', cell: string): Promise<OpenPage> {
    const page = openPage(name, {
      query: { room: 'tea' },
      before(fake) {
        fake.setState(chatState({ id: 'tea', items: [PLAN, TWO] }, { id: 'den' }));
        const found = { epoch: EPOCH, messages: [toMessage(PLAN, EPOCH)], before: 0 };
        fake.answers.media = () => Promise.resolve(found);
      },
    });
    await flushPromises();
    if (page.has('album__kind')) page.findAll('album__kind')[1]!.tap();
    await flushPromises();
    await page.frame();
    page.find(cell).tap();
    await flushPromises();
    return page;
  }

  test.each(CASES)(
    '[UI370] {K14} %s meanwhile is not opened in the %s, and that is said',
    async (_, name, cell, lose) => {
      const bring = fetchLater();
      const page = await fetching(name, cell);
      await change(page, lose);
      bring();
      await flushPromises();
      expect(wxMock['openDocument']).not.toHaveBeenCalled();
      expect(told()).toBe('这条消息已经不在了');
    },
  );

  test.each(PLACES)('[UI370] {K14} that is still there is opened in the %s', async (name, cell) => {
    const bring = fetchLater();
    const page = await fetching(name, cell);
    if (name === 'album') page.findAll('album__kind')[0]!.tap();
    bring();
    await flushPromises();
    expect(wxMock['openDocument']).toHaveBeenCalledTimes(1);
  });
});

test('[UI371] {K14} a picture that was taken back under the viewer is in no viewer that is opened later', async () => {
  const page = open(chatState({ id: 'tea', items: [shot('c1', 1), shot('c2', 2)] }));
  const urls = (): readonly string[] =>
    (wxMock['previewImage']!.mock.calls.pop() as [{ urls: readonly string[] }])[0].urls;
  page.findAll('message-body__picture')[1]!.tap();
  expect(urls()).toHaveLength(2);
  await change(page, (now) => ({
    ...now,
    ...chatState({
      id: 'tea',
      items: [{ ...shot('c1', 1), body: { kind: 'recalled', by: ANN.user } }, shot('c2', 2)],
    }),
  }));
  expect(page.findAll('message-body__picture')).toHaveLength(1);
  page.find('message-body__picture').tap();
  expect(urls()).toEqual([expect.stringMatching(/c2$/)]);
});

test('[UI323] {K14} a voice that plays is stopped', async () => {
  const body = { kind: 'voice', url: '/media/v', durationMs: 9_000, bytes: 9 } as const;
  const page = open(chatState({ id: 'tea', items: [message({ user: ANN, id: 'c1', seq: 1, body })] }));
  page.fake.answers.play = () => new Promise(() => undefined);
  page.find('message-body__voice').tap();
  await page.frame();
  expect(page.has('message-body__waves--playing')).toBe(true);
  await change(page, recalled);
  expect(page.fake.asked.map(([name]) => name)).toContain('stopPlaying');
});

test('[UI323] {K14} people who listen to the screen do not hear it any more', async () => {
  const page = open(chatState({ id: 'tea', items: [TWO] }));
  const three = message({ user: ANN, id: 'c1', seq: 3, text: 'secret words' });
  page.fake.setState(chatState({ id: 'tea', items: [TWO, three] }));
  expect(page.find('live-region').text).toContain('secret words');
  page.fake.setState({ ...page.fake.client.chat.state, recalled: { 'ann/c1': true } });
  expect(page.find('live-region').text.trim()).toBe('');
});

test('[UI325] {K14} what was taken back while people chose a room is not forwarded, and that is said', async () => {
  const page = open();
  answerActionSheet('den');
  const choose = wxMock['showActionSheet']!.getMockImplementation();
  wxMock['showActionSheet']!.mockImplementation((options: object) => {
    page.fake.setState(recalled());
    choose?.(options);
  });
  await hold(page, '转发');
  await flushPromises();
  expect(page.fake.asked.filter(([name]) => name === 'sendBody')).toEqual([]);
  expect(told()).toBe('这条消息已经不在了');
});

test.each([
  ['https://a.example', '复制链接', 'setClipboardData'],
  ['13812345678', '复制号码', 'setClipboardData'],
  ['13812345678', '呼叫 13812345678', 'makePhoneCall'],
])(
  '[UI332] {K14} %s that was taken back under the sheet: "%s" does nothing, and says why',
  async (text, entry, api) => {
    const one = message({ user: ANN, id: 'c1', seq: 1, text });
    const page = open(chatState({ id: 'tea', items: [one, TWO] }));
    answerActionSheet(entry);
    const choose = wxMock['showActionSheet']!.getMockImplementation();
    const tap = async (): Promise<void> => {
      const [link] = [...page.findAll('message-body__link'), ...page.findAll('message-body__phone')];
      link!.tap();
      await flushPromises();
    };
    await tap();
    expect(wxMock[api]).toHaveBeenCalledTimes(1);
    wxMock['showActionSheet']!.mockImplementation((options: object) => {
      page.fake.setState(recalled());
      choose?.(options);
    });
    await tap();
    expect(wxMock[api]).toHaveBeenCalledTimes(1);
    expect(told()).toBe('这条消息已经不在了');
  },
);
