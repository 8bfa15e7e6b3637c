/** The pages of minichat as a person uses them, for browser tests: open a room, write, read, scroll back. */
import type { Browser, Locator, Page } from 'playwright';
import { openPhone } from './phone-page';
import type { PhonePage, PhonePageOptions } from './phone-page';

export interface ChatPage extends PhonePage {
  /** Opens a room from the list of rooms. */
  openRoom(name: string): Promise<void>;
  /** Makes a public room from the list of rooms and is in it afterwards. Chinese pages only. */
  createRoom(name: string): Promise<void>;
  write(text: string): Promise<void>;
  /** Until a message with exactly this text is on the screen. */
  waitForMessage(text: string): Promise<void>;
  /** Texts of the open room, in the order of the screen. */
  texts(): Promise<string[]>;
  /** Until no own message waits for the server any more. */
  waitUntilSent(): Promise<void>;
  readonly connectionLine: Locator;
}

/** An element of a component or page by its BEM name, on the page on top. */
export function byClass(page: Page | Locator, name: string): Locator {
  return page.locator(`.mp-top [class*="${name}"]`);
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

export async function openChat(
  browser: Browser,
  serverUrl: string,
  user: string,
  options: PhonePageOptions & { readonly hash?: string } = {},
): Promise<ChatPage> {
  const { hash = '', ...phoneOptions } = options;
  const url = `${serverUrl}/phone/?user=${encodeURIComponent(user)}${hash}`;
  const phone = await openPhone(browser, url, phoneOptions);
  const { page } = phone;
  const field = page.locator('.mp-top [class*="composer__input"] textarea');
  return {
    ...phone,
    connectionLine: page.locator('.mp-top [class*="connection-line__text"]'),
    async openRoom(name) {
      await byClass(page, 'room-row__name').getByText(name, { exact: true }).click();
      await field.waitFor();
    },
    async createRoom(name) {
      await byClass(page, 'rooms__add').first().click();
      await page.getByRole('button', { name: '创建公开房间' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('textarea').fill(name);
      await dialog.getByRole('button', { name: '确定' }).click();
      await page.locator('.mp-top .mp-nav__title', { hasText: name }).waitFor();
    },
    async write(text) {
      await field.fill(text);
      await field.press('Enter');
    },
    async waitForMessage(text) {
      await byClass(page, 'message-bubble__text')
        .filter({ hasText: exactly(text) })
        .first()
        .waitFor();
    },
    texts: () => byClass(page, 'message-bubble__text').allInnerTexts(),
    async waitUntilSent() {
      const waiting = page
        .locator('.mp-top [class*="message-bubble--own"]')
        .locator(
          'xpath=self::*[contains(@class,"--queued") or contains(@class,"--sending") or contains(@class,"--failed")]',
        );
      await page.locator('.mp-top [class*="message-bubble--own"]').first().waitFor();
      await waiting.first().waitFor({ state: 'detached' });
    },
  };
}
