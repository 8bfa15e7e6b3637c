/** Long and strange texts in the list, and messages that are reached without a long press. */
import type { Locator, Page } from 'playwright';
import { findFaults } from '../support/accessibility';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { createClientPhone, room, type ClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';

jest.setTimeout(120_000);

const stage = setUpStage();
const TEA = room('tea');
const LINES = Array.from({ length: 140 }, (_, i) => `第 ${i + 1} 行`).join('\n');
const STACKED = `名${'\u0301\u0308'.repeat(60)}字`;
const FOLDED_PX = 17 * 1.4 * 20;
let writer: ClientPhone;

const keyOf = (text: string): string =>
  writer.messages('tea').find(({ body }) => body.kind === 'text' && body.text === text)?.key ?? '';
const headOf = (): number => writer.client.chat.state.rooms.byId[TEA]?.lastSeq ?? 0;

async function say(texts: readonly string[]): Promise<void> {
  const before = headOf();
  for (const text of texts) writer.client.chat.sendText(TEA, text);
  await writer.until(() => headOf() >= before + texts.length, 'what was said');
}

beforeAll(async () => {
  writer = createClientPhone({ user: '话多', serverUrl: stage.server.url });
  await writer.online();
  await say([LINES, STACKED]);
}, 60_000);

afterAll(() => writer?.close());

async function open(user: string, options = {}): Promise<ChatPage> {
  const hash = '#/pages/rooms/rooms|pages/chat/chat?room=tea';
  const chat = stage.keep(await openChat(stage.browser, stage.server.url, user, { hash, ...options }));
  await byClass(chat.page, 'message-bubble__text').first().waitFor();
  return chat;
}

const rowOf = (page: Page, text: string): Locator =>
  page.locator(`.mp-top [class*="message-list__row"]`, {
    has: page.locator('[class*="message-bubble__text"]', { hasText: text }),
  });

const heightOf = (locator: Locator): Promise<number> => locator.evaluate((element) => element.clientHeight);

/** How far what is drawn of the row reaches beyond it. */
const topOf = async (page: Page, row: Locator): Promise<number> => {
  const list = await byClass(page, 'message-list__scroll').boundingBox();
  return Math.round(((await row.boundingBox())?.y ?? 0) - (list?.y ?? 0));
};

test('[UI250] {K30} a text of 140 lines shows twenty, opens by a tap, and begins in sight when it is folded again', async () => {
  const { page } = await open('读者一');
  const row = rowOf(page, '第 140 行');
  const body = row.locator('[class*="message-body__folded"]');
  await expectPage.poll(() => heightOf(body)).toBeCloseTo(FOLDED_PX, -1);
  await row.getByRole('button', { name: '展开全文' }).click();
  await expectPage(body).toHaveCount(0);
  expect(await heightOf(row)).toBeGreaterThan(3_000);
  await byClass(page, 'message-list__scroll').evaluate((list) => list.scrollBy(0, 1_000));
  await row.getByRole('button', { name: '收起' }).click();
  await expectPage(body).toHaveCount(1);
  await expectPage.poll(() => topOf(page, row)).toBeGreaterThanOrEqual(-1);
});

test('[UI251] {K30} stacked signs end where their bubble does', async () => {
  const { page } = await open('读者三');
  const clip = rowOf(page, STACKED).locator('[class*="message-body--clipped"]');
  const [inner, box] = await Promise.all([
    clip.boundingBox(),
    rowOf(page, STACKED).locator('[class*="message-bubble__box"]').boundingBox(),
  ]);
  await expectPage(clip).toHaveCSS('overflow', 'hidden');
  expect([inner?.y, inner?.height]).toEqual([box?.y, box?.height]);
});

test('[UI253] {K32} a key reaches a message, opens its menu, goes through it, and comes back', async () => {
  const { page } = await open('读者四');
  const bubble = rowOf(page, STACKED).getByRole('article');
  await expectPage(bubble).toHaveAttribute('aria-label', /话多/);
  const menu = page.locator('.mp-top').getByRole('menu');
  for (const key of ['Enter', 'Space']) {
    await bubble.focus();
    await page.keyboard.press(key);
    await menu.waitFor();
    await expectPage(menu.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    await expectPage(bubble).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await menu.getByRole('menuitem', { name: '引用' }).press('Enter');
  await byClass(page, 'composer__quote-text').waitFor();
});

test('[UI254] {K32} a sign beside every message opens its menu by a tap, and a tap on the text opens none', async () => {
  const { page } = await open('读者五', { hasTouch: true, isMobile: true });
  const row = rowOf(page, STACKED);
  const sign = row.getByRole('button', { name: /^更多操作/ });
  await expectPage(sign).toHaveCSS('opacity', '0.5');
  await row.locator('[class*="message-bubble__text"]').tap();
  await sign.tap();
  const menu = page.locator('.mp-top').getByRole('menu');
  await menu.waitFor();
  expect(await findFaults(page)).toEqual([]);
});

// The last one: what is said here pushes the other texts out of what a room opens with.
test('[UI252] {K30} who is led to a folded text finds it open, and its row where a jump ends', async () => {
  const { page } = await open('读者二');
  const row = rowOf(page, '第 140 行');
  await row.locator('[class*="message-body__folded"]').waitFor();
  await say(Array.from({ length: 30 }, (_, i) => `后来 ${i}`));
  await page.evaluate(
    `getCurrentPages().at(-1).onQuote({ detail: { key: ${JSON.stringify(keyOf(LINES))}, seq: 1 } })`,
  );
  await expectPage(row.locator('[class*="message-body__folded"]')).toHaveCount(0);
  await expectPage.poll(() => topOf(page, row)).toBe(64);
});
