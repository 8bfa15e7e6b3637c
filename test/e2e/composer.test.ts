import type { Locator } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';

jest.setTimeout(90_000);

const KEYBOARD_PX = 291;
const LINE_PX = 24;
const TOUCH_PX = 44;

const stage = setUpStage();

interface Bottom extends ChatPage {
  readonly field: Locator;
  readonly row: Locator;
  tool(name: string): Locator;
  /** Upper edge of the row with the field. */
  top(): Promise<number>;
}

async function open(user: string, query = ''): Promise<Bottom> {
  const hash = `${query}#/pages/rooms/rooms|pages/chat/chat?room=tea`;
  const phone = await openChat(stage.browser, stage.server.url, user, { hash });
  stage.keep(phone);
  const { page } = phone;
  const field = page.locator('.mp-top [class*="composer__input"] textarea');
  const row = byClass(page, 'composer__row').first();
  // All messages are there: the newest one comes first, and moves when the others do.
  await byClass(page, 'message-list__beginning').waitFor();
  return {
    ...phone,
    field,
    row,
    tool: (name) => byClass(page, `composer__tool--${name}`).first(),
    top: async () => Math.round((await row.boundingBox())?.y ?? 0),
  };
}

test('[UI61] {C9, P9} keyboard and emoji panel take each other’s place without a move of the field or of the newest message', async () => {
  const phone = await open('Ann', `&keyboard=${KEYBOARD_PX}`);
  const { field, page, tool, top } = phone;
  const atRest = await top();
  await field.click();
  const onKeyboard = atRest - KEYBOARD_PX;
  await expectPage.poll(top).toBe(onKeyboard);
  // Every frame of the swaps is looked at, not their ends only.
  await page.evaluate(`
    window.tops = new Set();
    window.lasts = new Set();
    const look = () => {
      const bubbles = document.querySelectorAll('.mp-top [class*="message-bubble__text"]');
      tops.add(Math.round(document.querySelector('.mp-top [class*="composer__row"]').getBoundingClientRect().top));
      lasts.add(Math.round(bubbles[bubbles.length - 1].getBoundingClientRect().bottom));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  `);
  await tool('emoji').click();
  await byClass(page, 'emoji-panel__cell').first().waitFor();
  await tool('emoji').click();
  await byClass(page, 'emoji-panel__cell').first().waitFor({ state: 'detached' });
  expect(await page.evaluate('[...tops]')).toEqual([onKeyboard]);
  expect(await page.evaluate('lasts.size')).toBe(1);
});

test('[UI62, UI64] {C9} emoji are put where the cursor was, sent from the panel, and offered first after a restart', async () => {
  const { field, page, tool, waitForMessage } = await open('Bea', `&keyboard=${KEYBOARD_PX}&lang=en`);
  await field.fill('tea  please');
  await field.press('Home');
  for (let i = 0; i < 4; i += 1) await field.press('ArrowRight');
  await tool('emoji').click();
  await page.getByRole('button', { name: '🥟', exact: true }).click();
  await byClass(page, 'emoji-panel__key--send').click();
  await waitForMessage('tea 🥟 please');
  await page.reload();
  await tool('emoji').click();
  await expectPage(byClass(page, 'emoji-panel__title').first()).toHaveText('Recently used');
  await expectPage(byClass(page, 'emoji-panel__cell').first()).toHaveText('🥟');
});

test('[UI63] {C9, P7} what is touched in the panel is 44 px large at least, and the last row can be scrolled clear of the keys', async () => {
  const { page, tool } = await open('Cem', `&keyboard=${KEYBOARD_PX}`);
  await tool('emoji').click();
  const cells = byClass(page, 'emoji-panel__cell');
  await cells.last().scrollIntoViewIfNeeded();
  const keys = await byClass(page, 'emoji-panel__keys').boundingBox();
  const controls = [cells.last(), tool('emoji'), page.getByRole('button', { name: '删除一个字' })];
  for (const control of controls) {
    const box = await control.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(TOUCH_PX);
  }
  await byClass(page, 'emoji-panel__scroll').evaluate((element) => element.scrollTo(0, 1e6));
  const last = await cells.last().boundingBox();
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(keys?.y ?? 0);
});

test('[UI72] the field grows to five lines and then scrolls', async () => {
  const { field } = await open('Dan');
  const height = () => field.evaluate((element) => Math.round(element.getBoundingClientRect().height));
  for (const lines of [1, 2, 5, 6, 30]) {
    await field.fill(Array.from({ length: lines }, (_, i) => `line ${i}`).join('\n'));
    await expectPage.poll(height).toBe(Math.min(lines, 5) * LINE_PX);
  }
  expect(await field.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true);
});

test('[UI72] {P11} Enter sends and keeps the focus; with Shift or Ctrl it makes a new line', async () => {
  const { field, page } = await open('Eli');
  await field.focus();
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('three');
  await page.keyboard.press('Enter');
  const bubble = byClass(page, 'message-bubble__text').filter({ hasText: 'three' });
  await bubble.waitFor();
  await expectPage.poll(() => bubble.innerText()).toBe('one\ntwo\nthree');
  await expectPage(field).toHaveValue('');
  await expectPage(field).toBeFocused();
});

test('[UI65, UI70] {C18} a draft outlives the app and is marked in the list of rooms', async () => {
  const { field, page } = await open('Fay', '&lang=en');
  await field.fill('half a thought');
  await page.locator('.mp-top .mp-nav__leading').click();
  const mark = byClass(page, 'room-row__mark');
  await expectPage(mark).toHaveText('[Draft]');
  // What a phone tells the app before it takes it away.
  await page.evaluate('__preview.control.hide()');
  await page.reload();
  await mark.waitFor();
  await byClass(page, 'room-row__name').getByText('Tea room', { exact: true }).click();
  await field.waitFor();
  await expectPage(field).toHaveValue('half a thought');
});

test('[UI66, UI67] {C8} a person is found by typing, named by a tap, and taken out by one backspace', async () => {
  const { field, page } = await open('Gus');
  await field.focus();
  await page.keyboard.type('hi @emm');
  const entry = page.getByRole('option');
  await expectPage(entry).toHaveText([/Emma/]);
  await entry.click();
  await expectPage(field).toHaveValue('hi @Emma ');
  await page.keyboard.type('tea');
  for (let i = 0; i < 4; i += 1) await page.keyboard.press('Backspace');
  await expectPage(field).toHaveValue('hi ');
});
