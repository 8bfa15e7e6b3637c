/**
 * Where the list of a room is, laid out by a real browser whose answers to measurements come late and in any order: jumps of
 * every length, and the end that stays in sight.
 */
import type { BrowserContextOptions, Page } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { createClientPhone, room, type ClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { createSeededRandom } from '../support/seeded-random';

jest.setTimeout(180_000);

const stage = setUpStage();
const TEA = room('tea');
const CROWD = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const NEWCOMERS = ['迟到一', '迟到二', '迟到三'];
const WORDS_OF_EACH = 42;
let crowd: readonly ClientPhone[] = [];

const people = (names: readonly string[]): Promise<ClientPhone[]> =>
  Promise.all(
    names.map(async (user) => {
      const phone = createClientPhone({ user, serverUrl: stage.server.url });
      await phone.online();
      return phone;
    }),
  );

/** Rows of every height. */
const lines = (n: number): string =>
  Array.from({ length: 1 + (n % 4) }, (_, i) => `${n} 第 ${i} 行`).join('\n');

beforeAll(async () => {
  // They are members from here on, and read nothing of what follows.
  await Promise.all((await people(NEWCOMERS)).map((phone) => phone.close()));
  crowd = await people(CROWD);
  for (const { client } of crowd)
    for (let n = 1; n <= WORDS_OF_EACH; n += 1) client.chat.sendText(TEA, lines(n));
  const headOf = ({ client }: ClientPhone): number => client.chat.state.rooms.byId[TEA]?.lastSeq ?? 0;
  for (const phone of crowd)
    await phone.until(() => headOf(phone) > CROWD.length * WORDS_OF_EACH, 'what was said');
}, 120_000);

afterAll(() => Promise.all(crowd.map((phone) => phone.close())));

function speaker(): ClientPhone {
  const [first] = crowd;
  if (!first) throw new Error('Nobody is here.');
  return first;
}

/** What is asked of the layout is answered after 10 to 100 ms, each question by itself. */
async function answerLate(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = window.setTimeout.bind(window);
    const late = (work: () => void, ms?: number, ...rest: unknown[]): number =>
      real(work, ms === 0 ? 10 + Math.random() * 90 : ms, ...rest);
    Object.assign(window, { setTimeout: late });
  });
}

async function open(user: string, id: string, options: BrowserContextOptions = {}): Promise<ChatPage> {
  const hash = `#/pages/rooms/rooms|pages/chat/chat?room=${id}`;
  const chat = stage.keep(
    await openChat(stage.browser, stage.server.url, user, { hash, prepare: answerLate, ...options }),
  );
  await byClass(chat.page, 'message-bubble__text').first().waitFor();
  return chat;
}

/** The row that was gone to, and whether its beginning is in the window of the list. */
function litRow(page: Page): Promise<string> {
  return page.evaluate(() => {
    const list = document.querySelector('.mp-top [class*="message-list__scroll"]')?.getBoundingClientRect();
    const row = document.querySelector('.mp-top [class*="message-list__row--lit"]');
    const box = row?.getBoundingClientRect();
    const isInSight = !!list && !!box && box.top >= list.top - 1 && box.top + 30 <= list.bottom;
    return `${row?.getAttribute('wx-id')} ${isInSight}`;
  });
}

/** Whether the beginning of a row is in the window of the list, lit or not any more. */
function isInSight(page: Page, id: string): Promise<boolean> {
  return page.evaluate((rowId) => {
    const list = document.querySelector('.mp-top [class*="message-list__scroll"]')?.getBoundingClientRect();
    const box = document.querySelector(`.mp-top [wx-id="${rowId}"]`)?.getBoundingClientRect();
    return !!list && !!box && box.top >= list.top - 1 && box.top + 30 <= list.bottom;
  }, id);
}

/** How far the newest row reaches below what is seen. */
function hiddenBelow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const list = document.querySelector('.mp-top [class*="message-list__scroll"]')?.getBoundingClientRect();
    const rows = document.querySelectorAll('.mp-top [class*="message-list__row"]');
    const box = rows[rows.length - 1]?.getBoundingClientRect();
    return list && box ? Math.max(0, Math.round(box.bottom - list.bottom)) : -1;
  });
}

/** A finger on the list pulls it down, by so much. */
async function pullDown(page: Page, px: number): Promise<void> {
  const box = await byClass(page, 'message-list__scroll').boundingBox();
  const devTools = await page.context().newCDPSession(page);
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 60];
  const touch = (type: 'touchStart' | 'touchMove' | 'touchCancel', at?: number): Promise<unknown> =>
    devTools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at === undefined ? [] : [{ x, y: y + at }],
    });
  await touch('touchStart', 0);
  for (let moved = 20; moved <= px; moved += 20) await touch('touchMove', moved);
  // One that is lifted would leave the list rolling.
  await touch('touchCancel');
}

/** Another message comes, and the phone has it. */
async function hearNew(page: Page, n: number): Promise<void> {
  const news = () => page.evaluate('getCurrentPages().at(-1).data.list.news') as Promise<number>;
  const before = await news();
  crowd[n % crowd.length]?.client.chat.sendText(TEA, `刚说的 ${n}`);
  await expectPage.poll(news).toBeGreaterThan(before);
}

test('[UI240] {K2} fifty jumps of every length end where they were asked to, while others talk', async () => {
  const { page } = await open('读者', 'tea');
  const said = speaker()
    .messages('tea')
    .flatMap(({ key, delivery }) => (delivery.status === 'sent' ? [{ key, seq: delivery.seq }] : []));
  const random = createSeededRandom(2);
  const missed: string[] = [];
  for (let n = 0; n < 50; n += 1) {
    const target = said[Math.floor(random() * said.length)];
    const id = `m-${target?.key.replace(/[^A-Za-z0-9_-]/g, '--')}`;
    await page.evaluate(`getCurrentPages().at(-1).onQuote({ detail: ${JSON.stringify(target)} })`);
    await expectPage.poll(() => litRow(page)).toBe(`${id} true`);
    // What was measured for another reason before comes in meanwhile.
    await hearNew(page, n);
    if (!(await isInSight(page, id))) missed.push(`${n}: ${id}`);
  }
  expect(missed).toEqual([]);
});

test.each(NEWCOMERS)(
  '[UI240] {K2} the pill of a room opened without a cache leads to its row: %s',
  async (user) => {
    const { page } = await open(user, 'tea');
    await byClass(page, 'message-list__unread-text').click();
    await expectPage.poll(() => litRow(page)).toMatch(/ true$/);
    const [at = ''] = (await litRow(page)).split(' ');
    for (let n = 0; n < 3; n += 1) await hearNew(page, n);
    expect(await isInSight(page, at)).toBe(true);
  },
);

describe('[UI244] {K31} at the end', () => {
  let id = '';

  beforeAll(async () => {
    const { client } = speaker();
    id = await client.chat.createRoom('看得见的最后一条', 'public');
    await client.chat.rooms.act(room(id), { kind: 'announce', text: '公告很长。'.repeat(40) });
    const [reader] = await people(['站在末尾']);
    await reader?.client.chat.joinRoom(room(id));
    await reader?.close();
    for (let n = 1; n <= 20; n += 1) client.chat.sendText(room(id), lines(n));
    const sent = () =>
      speaker()
        .messages(id)
        .filter(({ delivery }) => delivery.status === 'sent');
    await speaker().until(() => sent().length >= 20, 'what was said');
  }, 60_000);

  test('[UI244] {K31} the newest message stays in sight, whatever becomes higher, and comes back with what becomes lower', async () => {
    const { page } = await open('站在末尾', id);
    const isSeen = () => expectPage.poll(() => hiddenBelow(page)).toBe(0);
    const field = page.locator('.mp-top [class*="composer__input"] textarea');
    await isSeen();
    await field.fill('一\n二\n三\n四\n五\n六');
    await isSeen();
    await field.fill('');
    await isSeen();
    const announcement = byClass(page, 'room-head__text').first();
    await announcement.click();
    await byClass(page, 'room-head__text--unfolded').waitFor();
    await isSeen();
    await announcement.click();
    await isSeen();
    await byClass(page, 'composer__tool--emoji').click();
    await isSeen();
    await page.setViewportSize({ width: 320, height: 560 });
    await isSeen();
    await page.setViewportSize({ width: 390, height: 780 });
    await isSeen();
    const last = speaker().messages(id).at(-1);
    speaker().client.chat.react(room(id), last?.key ?? '', '🎉', true);
    await byClass(page, 'message-bubble__chip').first().waitFor();
    await isSeen();
    expect(await page.evaluate('getCurrentPages().at(-1).data.list.news')).toBe(0);
    await expectPage(byClass(page, 'message-list__pill')).toHaveCount(0);
  });

  test('[UI245] [UI364] {K31} a finger moves a list that is on its way to its end, and the row under the eyes stays where it is then', async () => {
    const { page } = await open('站在末尾', id, { hasTouch: true });
    await pullDown(page, 500);
    await expectPage(byClass(page, 'message-list__pill')).toHaveCount(1);
    const row = byClass(page, 'message-list__row').nth(8);
    const place = async (): Promise<number> => Math.round((await row.boundingBox())?.y ?? -1);
    const before = await place();
    await byClass(page, 'room-head__text').first().click();
    await byClass(page, 'room-head__text--unfolded').waitFor();
    await expectPage.poll(place).toBe(before);
    await page.locator('.mp-top [class*="composer__input"] textarea').fill('一\n二\n三\n四');
    await expectPage.poll(place).toBe(before);
  });
});
