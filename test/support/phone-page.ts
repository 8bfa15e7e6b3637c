/**
 * A phone of the preview as a browser test sees it: a page that counts every fault. A page error, a console error or a
 * warning about list keys fails the test that calls `expectNoFaults`.
 */
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';

export interface PhonePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Takes out and returns the faults that match; the test expected them. */
  takeFaults(pattern: RegExp): readonly string[];
  /** @throws with every fault since the start, or since they were taken out */
  expectNoFaults(): void;
  close(): Promise<void>;
}

export interface PhonePageOptions extends BrowserContextOptions {
  /** Faults that the test causes itself, such as a refused connection while the server is down. */
  readonly ignore?: RegExp;
  /** Before the address is opened. */
  prepare?(page: Page): Promise<void>;
}

const PHONE = { width: 390, height: 780 };

/** Warnings of glass-easel that mean wrong rows or dead handlers. */
const FATAL_WARNING = /keys are not unique|not a valid event binding|setData .* which a phone loses/;

function faultOf(message: ConsoleMessage): string | null {
  const isFault =
    message.type() === 'error' || (message.type() === 'warning' && FATAL_WARNING.test(message.text()));
  return isFault ? `${message.type()}: ${message.text()}` : null;
}

/** Opens `url` in a browser context of its own, with storage of its own, and waits for the app. */
export async function openPhone(
  browser: Browser,
  url: string,
  options: PhonePageOptions = {},
): Promise<PhonePage> {
  const { ignore, prepare, ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: PHONE,
    reducedMotion: 'reduce',
    locale: 'zh-CN',
    ...contextOptions,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const note = (fault: string | null): void => {
    if (fault !== null && ignore?.test(fault) !== true) faults.push(fault);
  };
  page.on('console', (message) => note(faultOf(message)));
  page.on('pageerror', (error) => note(`page error: ${error.stack ?? error.message}`));
  await prepare?.(page);
  await page.goto(url);
  await waitForApp(page);
  return {
    page,
    context,
    takeFaults(pattern) {
      const taken = faults.filter((fault) => pattern.test(fault));
      faults.splice(0, faults.length, ...faults.filter((fault) => !pattern.test(fault)));
      return taken;
    },
    expectNoFaults() {
      if (faults.length > 0) throw new Error(`the phone reported faults:\n${faults.join('\n')}`);
    },
    close: () => context.close(),
  };
}

/** Until the first page of the app has been shown. */
export async function waitForApp(page: Page): Promise<void> {
  await page.locator('html[mp-ready]').waitFor({ state: 'attached' });
}
