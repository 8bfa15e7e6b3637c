import { ChatError } from '../../miniprogram/core/chat/chat-error';
import { MAX_ROWS, START_ROWS } from '../../miniprogram/pages/chat/list/list-window';
import { openPage, resetWx, wxMock, type OpenPage } from '../support/page-harness';
import { ANN, ME, chatState, message } from '../support/chat-state';
import { openLaidOut, ROW, scrollTo, settle, updateLaidOut, type LaidOutPage } from '../support/chat-layout';
import { flushPromises } from '../support/manual-clock';

// A hundred rows in jsdom take their time on a busy machine.
jest.setTimeout(60_000);

beforeEach(resetWx);

const AT = new Date(2026, 8, 21, 11, 0).getTime();
const said = (seq: number, user = ANN) => message({ user, seq, id: `c${seq}`, at: AT, text: `text ${seq}` });
const many = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => said(from + i));
const COMPLETE = { state: 'complete' } as const;

const rows = (page: OpenPage): string[] => page.findAll('message-list__row').map((row) => row.id);
const dividedRow = (page: OpenPage): string | undefined =>
  page.findAll('message-list__row').find((row) => row.dom.innerHTML.includes('message-list__divider'))?.id;
const texts = (page: OpenPage): string[] => page.findAll('message-bubble__text').map((one) => one.text);
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const scrolledTo = (page: OpenPage): unknown => page.find('message-list__scroll').attribute('scrollTop');
const endMark = (page: OpenPage): unknown => page.find('message-list__scroll').attribute('scrollIntoView');

/** A finger that goes there, and the list that follows what it asks of itself. */
async function drag(page: LaidOutPage, top: number): Promise<void> {
  const before = scrolledTo(page);
  scrollTo(page, top);
  await flushPromises();
  const now = scrolledTo(page);
  if (now !== before && typeof now === 'number') scrollTo(page, now);
  await flushPromises();
}

describe('[UI40] {C20} ten thousand messages', () => {
  test('[UI40] {C20} cost what sixty do: nodes and bytes', async () => {
    const cost = async (count: number) => {
      const page = openPage('chat', { query: { room: 'tea' } });
      page.patches.length = 0;
      page.fake.setState(chatState({ id: 'tea', items: many(10_001 - count, 10_000), older: COMPLETE }));
      await page.frame();
      const nodes = page.dom.querySelectorAll('*').length;
      return { rows: rows(page).length, nodes, bytes: bytes(page.patches) };
    };
    const [few, lots] = [await cost(START_ROWS), await cost(10_000)];
    expect(lots.rows).toBe(few.rows);
    expect(Math.abs(lots.nodes - few.nodes)).toBeLessThan(10);
    expect(Math.abs(lots.bytes - few.bytes)).toBeLessThan(100);
  });

  test('[UI54] {C20} one that comes is one patch of less than 1 KiB beside its text', async () => {
    const items = many(1, 10_000);
    const page = await openLaidOut({ items, older: COMPLETE });
    page.patches.length = 0;
    await updateLaidOut(page, { items: [...items, said(10_001)], older: COMPLETE });
    expect(page.patches).toHaveLength(1);
    expect(bytes(page.patches) - bytes('text 10001')).toBeLessThan(1_024);
    expect(texts(page).pop()).toBe('text 10001');
  });

  test('[UI40] {C1} the window slides up and down over all of them, and what is read stays where it is', async () => {
    const page = await openLaidOut({ items: many(1, 400), older: COMPLETE });
    scrollTo(page, 2_000);
    await flushPromises();
    let slides = 0;
    for (let round = 0; round < 5; round += 1) {
      const first = rows(page)[Math.floor(page.box.top / ROW)] ?? '';
      const [offset, top] = [page.box.top % ROW, rows(page)[0]];
      await drag(page, page.box.top - 500);
      if (rows(page)[0] !== top) slides += 1;
      // 500 px up: the row that was at the edge is that much further down, whatever was put in above it.
      expect(rows(page).indexOf(first) * ROW + offset - page.box.top).toBe(500);
    }
    expect(slides).toBeGreaterThan(0);
    expect(rows(page).length).toBeLessThanOrEqual(MAX_ROWS);
  });

  test('[UI360] {K2} rows that were put in above are not asked for twice while nobody knows where they left the reader', async () => {
    const page = await openLaidOut({ items: many(1, 400), older: COMPLETE });
    scrollTo(page, 2_000);
    await settle();
    const first = rows(page)[0] ?? '';
    scrollTo(page, 500);
    const put = rows(page).indexOf(first);
    expect(put).toBeGreaterThan(0);
    // The platform keeps the place, and tells it before the list was measured again.
    scrollTo(page, 500 + put * ROW);
    page.find('message-list__scroll').trigger('scrolltoupper');
    expect(rows(page).indexOf(first)).toBe(put);
    await settle();
    expect(rows(page).indexOf(first)).toBe(put);
  });

  test('[UI40] {C3} what comes while the reader is far above costs a number, and the pill leads to it', async () => {
    const items = many(1, 400);
    const page = await openLaidOut({ items, older: COMPLETE });
    scrollTo(page, 2_000);
    for (let round = 0; round < 2; round += 1) await drag(page, 300);
    expect(texts(page)).not.toContain('text 400');
    page.patches.length = 0;
    await updateLaidOut(page, { items: [...items, said(401), said(402)], older: COMPLETE });
    expect(page.patches).toEqual([{ 'list.news': 2, 'list.newsText': '2 条新消息' }]);
    expect(page.find('message-list__pill').text).toBe('2 条新消息');
    const mark = endMark(page);
    page.find('message-list__pill').tap();
    expect(texts(page).pop()).toBe('text 402');
    expect(endMark(page)).not.toBe(mark);
    expect(page.data['list']).toMatchObject({ news: 0, hasLater: false });
  });

  test('[UI40] {C3} an own message brings the window to the end from anywhere', async () => {
    const items = many(1, 400);
    const page = await openLaidOut({ items, older: COMPLETE });
    scrollTo(page, 2_000);
    for (let round = 0; round < 2; round += 1) await drag(page, 300);
    const pending = [message({ user: ME, id: 'u1', at: AT, text: 'mine', delivery: { status: 'sending' } })];
    await updateLaidOut(page, { items, pending, older: COMPLETE });
    expect(texts(page).pop()).toBe('mine');
    expect(page.has('message-list__pill')).toBe(false);
  });

  test('[UI41] {C1} earlier messages are asked of the server only when the window has reached the first loaded one', async () => {
    const page = await openLaidOut({ items: many(301, 400) });
    const asked = () => page.fake.asked.filter(([name]) => name === 'loadOlder').length;
    scrollTo(page, 2_000);
    await drag(page, 300);
    expect([asked(), page.has('message-list__spinner')]).toEqual([0, false]);
    for (let round = 0; round < 20 && asked() === 0; round += 1) await drag(page, 300);
    expect(texts(page)[0]).toBe('text 301');
    expect(asked()).toBe(1);
  });
});

describe('[UI42] {C4} the first unread message', () => {
  const UNREAD = { room: { read: 300 } };

  test('[UI42] has a line above it that stays after the room was read, also from the bottom up', async () => {
    const page = await openLaidOut({ items: many(1, 310), older: COMPLETE, ...UNREAD });
    expect(page.fake.asked).toContainEqual(['markRead', 'tea']);
    await updateLaidOut(page, { items: many(1, 312), older: COMPLETE, room: { read: 312 } });
    expect(page.find('message-list__divider').text).toBe('以下为新消息');
    expect(dividedRow(page)).toBe('m-ann--c301');
    expect(page.findAll('message-list__divider')).toHaveLength(1);
  });

  test('[UI42] there is no line when all was read, nor above own messages and notices', async () => {
    expect((await openLaidOut({ items: many(1, 20), older: COMPLETE })).has('message-list__divider')).toBe(
      false,
    );
    const mine = [...many(1, 20), said(21, ME)];
    const page = await openLaidOut({ items: [...mine, said(22)], older: COMPLETE, room: { read: 20 } });
    expect(dividedRow(page)).toBe('m-ann--c22');
  });

  test('[UI43] a pill leads to it when it is out of sight, and goes when it was seen', async () => {
    const page = await openLaidOut({ items: many(1, 330), older: COMPLETE, ...UNREAD });
    expect(page.find('message-list__unread').text).toBe('30 条未读');
    page.find('message-list__unread').tap();
    await flushPromises();
    const at = rows(page).indexOf('m-ann--c301') * ROW;
    expect(scrolledTo(page)).toBe(at - 64);
    expect(page.find('message-list__row--lit-1').id).toBe('m-ann--c301');
    scrollTo(page, at - 64);
    expect(page.has('message-list__unread')).toBe(false);
    scrollTo(page, at + 500);
    expect(page.has('message-list__unread')).toBe(false);
  });

  test('[UI43] there is none when the first one is on the screen anyway', async () => {
    const page = await openLaidOut({ items: many(1, 305), older: COMPLETE, ...UNREAD });
    expect(page.has('message-list__divider')).toBe(true);
    expect(page.has('message-list__unread')).toBe(false);
  });

  test('[UI43] {C4} it is found beyond the window, without asking the server', async () => {
    const page = await openLaidOut({ items: many(1, 900), older: COMPLETE, ...UNREAD });
    expect(texts(page)).not.toContain('text 301');
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(scrolledTo(page)).toBe(rows(page).indexOf('m-ann--c301') * ROW - 64);
    expect(rows(page).length).toBeLessThanOrEqual(MAX_ROWS);
    expect(page.fake.asked.filter(([name]) => name === 'loadOlder')).toEqual([]);
  });

  /** A server that gives pages of 110, when the test lets it. */
  function serve(page: OpenPage, first: number): { next(): Promise<void> } {
    let from = first;
    let answer: () => void = () => undefined;
    page.fake.answers.loadOlder = () =>
      new Promise((resolve) => {
        answer = () => {
          from -= 110;
          page.fake.setState(chatState({ id: 'tea', items: many(from, 900), room: { read: 900 } }));
          resolve();
        };
      });
    return {
      async next() {
        answer();
        await flushPromises();
      },
    };
  }

  test('[UI43] {C4} it is loaded page by page when it is not here yet, and how far it is gets told', async () => {
    const page = await openLaidOut({ items: many(601, 900), ...UNREAD });
    const server = serve(page, 601);
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(page.find('message-list__unread').text).toBe('正在加载，还剩 300 条');
    await server.next();
    expect(page.find('message-list__unread').text).toBe('正在加载，还剩 190 条');
    await server.next();
    await server.next();
    expect(scrolledTo(page)).toBe(rows(page).indexOf('m-ann--c301') * ROW - 64);
    expect(page.has('message-list__divider')).toBe(true);
  });

  test('[UI207] {C4} one that is far away is gone to at once, with a hole between here and there', async () => {
    const page = await openLaidOut({ items: many(801, 900), ...UNREAD });
    page.fake.answers.loadAround = (_room, seq) => {
      const gap = { kind: 'gap', key: 'g/330', from: seq + 30, to: 800, lost: false } as const;
      const items = [...many(seq - 30, seq + 29), gap, ...many(801, 900)];
      page.fake.setState(chatState({ id: 'tea', items, room: { read: 900 } }));
      return Promise.resolve();
    };
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(page.fake.asked.filter(([name]) => /^load/.test(name))).toEqual([['loadAround', 'tea', 301]]);
    expect(scrolledTo(page)).toBe(rows(page).indexOf('m-ann--c301') * ROW - 64);
  });

  test('[UI43] a tap on the way calls it off', async () => {
    const page = await openLaidOut({ items: many(601, 900), ...UNREAD });
    const server = serve(page, 601);
    const before = scrolledTo(page);
    page.find('message-list__unread').tap();
    await flushPromises();
    page.find('message-list__unread').tap();
    expect(page.find('message-list__unread').text).toBe('99+ 条未读');
    await server.next();
    expect(page.find('message-list__unread').text).toBe('99+ 条未读');
    expect(scrolledTo(page)).toBe(before);
  });

  test('[UI43] a failure says why, and the pill is there for another try', async () => {
    const page = await openLaidOut({ items: many(601, 900), ...UNREAD });
    page.fake.answers.loadOlder = () => Promise.reject(new ChatError('timeout', 'timeout'));
    page.find('message-list__unread').tap();
    await flushPromises();
    const title = '没能加载到未读的第一条：服务器没有及时回应，请再试一次。';
    expect(wxMock['showToast']).toHaveBeenCalledWith(expect.objectContaining({ title }));
    expect(page.find('message-list__unread').text).toBe('99+ 条未读');
  });

  test('[UI43] a page that brings nothing nearer ends it with a word', async () => {
    const page = await openLaidOut({ items: many(601, 900), ...UNREAD });
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(wxMock['showToast']).toHaveBeenCalledTimes(1);
    expect(page.find('message-list__unread').text).toBe('99+ 条未读');
  });

  test('[UI43] a marker whose messages are gone leads to what is left after it', async () => {
    const lost = { kind: 'gap', key: 'g/250', from: 250, to: 400, lost: true } as const;
    const page = await openLaidOut({
      items: [...many(200, 249), lost, ...many(401, 900)],
      older: COMPLETE,
      ...UNREAD,
    });
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(scrolledTo(page)).toBe(rows(page).indexOf('g-g--250') * ROW - 64);
    expect(wxMock['showToast']).not.toHaveBeenCalled();
  });

  test('[UI43] {C4} a hole on the way is filled first', async () => {
    const gap = { kind: 'gap', key: 'g/290', from: 290, to: 400, lost: false } as const;
    const page = await openLaidOut({
      items: [...many(200, 289), gap, ...many(401, 900)],
      older: COMPLETE,
      ...UNREAD,
    });
    page.fake.answers.fillGap = () => {
      page.fake.setState(
        chatState({ id: 'tea', items: many(200, 900), older: COMPLETE, room: { read: 900 } }),
      );
      return Promise.resolve();
    };
    page.find('message-list__unread').tap();
    await flushPromises();
    expect(page.fake.asked.map(([name, , key]) => [name, key])).toContainEqual(['fillGap', 'g/290']);
    expect(scrolledTo(page)).toBe(rows(page).indexOf('m-ann--c301') * ROW - 64);
  });

  test('[UI22] a page that is left on the way asks for nothing more', async () => {
    const page = await openLaidOut({ items: many(601, 900), ...UNREAD });
    const server = serve(page, 601);
    page.find('message-list__unread').tap();
    await flushPromises();
    page.unload();
    await server.next();
    expect(page.fake.asked.filter(([name]) => name === 'loadOlder')).toHaveLength(1);
  });
});

test('[UI207] {C4} a room that is opened at a message stays there, also when the list is only made then', async () => {
  const all = { id: 'tea', items: many(1, 900), room: { read: 900 } };
  const page = openPage('chat', {
    query: { room: 'tea', seq: '4' },
    before(fake) {
      fake.setState(chatState({ id: 'tea', items: [], room: { lastSeq: 900, read: 900 } }));
      fake.answers.loadOlder = () => Promise.resolve(fake.setState(chatState(all)));
    },
  });
  await flushPromises();
  await page.frame();
  await updateLaidOut(page, { ...all, items: many(1, 901) });
  expect(rows(page)).toContain('m-ann--c4');
  expect(rows(page)).not.toContain('m-ann--c901');
});

test('[UI211] {P13} a link to a message waits for the room, and a page that is left waits for nothing', async () => {
  const visit = (): OpenPage =>
    openPage('chat', {
      query: { room: 'tea', seq: '4' },
      before: (fake) => fake.setState({ ...chatState(), loaded: false }),
    });
  const left = visit();
  const listeners = left.fake.listeners;
  left.unload();
  expect(left.fake.listeners).toBeLessThan(listeners);
  const page = visit();
  await flushPromises();
  expect(wxMock['showToast']).not.toHaveBeenCalled();
  await updateLaidOut(page, { items: many(1, 900), older: COMPLETE, room: { read: 900 } });
  await updateLaidOut(page, { items: many(1, 900), older: COMPLETE, room: { read: 900 } });
  expect(rows(page)).toContain('m-ann--c4');
  expect(page.fake.listeners).toBe(listeners - 1);
});

test('[UI52] {C1} a hole that is being loaded says so and takes no second tap', async () => {
  const gap = { kind: 'gap', key: 'g/4', from: 4, to: 9, lost: false } as const;
  const page = await openLaidOut({ items: [...many(1, 3), gap, said(10)], older: COMPLETE });
  let refuse: (error: Error) => void = () => undefined;
  page.fake.answers.fillGap = () => new Promise((_resolve, reject) => (refuse = reject));
  page.find('message-list__gap').tap();
  expect(page.find('message-list__gap').text).toBe('正在加载中间的消息…');
  page.find('message-list__gap').tap();
  expect(page.fake.asked.filter(([name]) => name === 'fillGap')).toHaveLength(1);
  refuse(new ChatError('offline', 'offline'));
  await flushPromises();
  expect(page.find('message-list__gap').text).toBe('中间有 6 条消息未加载，点按加载');
});

test('[UI142] {R10} a room that is opened at a message loads what lies between, goes there and shows which it is', async () => {
  const page = openPage('chat', {
    query: { room: 'tea', seq: '5' },
    before(fake) {
      fake.setState(chatState({ id: 'tea', items: many(80, 100) }));
      fake.answers.loadOlder = async () =>
        fake.setState(chatState({ id: 'tea', items: many(1, 100), older: COMPLETE }));
    },
  });
  await flushPromises();
  await page.frame();
  expect(page.fake.asked.filter(([name]) => name === 'loadOlder')).toHaveLength(1);
  expect(texts(page)).toContain('text 5');
  expect(page.find('message-list__row--lit-1').id).toBe(rows(page)[texts(page).indexOf('text 5')]);
});

test('[UI142] {R10} a message that cannot be reached is said to be missing', async () => {
  openPage('chat', {
    query: { room: 'tea', seq: '5' },
    before(fake) {
      fake.setState(chatState({ id: 'tea', items: many(80, 100) }));
      fake.answers.loadOlder = () => Promise.reject(new ChatError('offline', 'offline'));
    },
  });
  await flushPromises();
  expect(wxMock['showToast']?.mock.calls[0]?.[0]).toMatchObject({
    title: expect.stringContaining('没能找到这条消息') as string,
  });
});
