/**
 * A phone of the preview as a browser test sees it: a page that counts every fault. A page error, a console error or a
 * warning about list keys fails the test that calls `expectNoFaults`.
 */
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright';

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

/**
 * `SLOW_PHONE=6`: a processor six times slower, and 50 ms each way for each of them. A test that reads what is not there yet
 * passes on a fast machine, and fails here each time.
 */
const SLOWER = Number(process.env.SLOW_PHONE ?? 1);
const WAY_MS = 50 * SLOWER;

async function slowDown(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const unlimited = { downloadThroughput: -1, uploadThroughput: -1 };
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 2 * WAY_MS,
    ...unlimited,
  });
  // DevTools delay what opens a socket, and not what goes through it.
  await page.context().routeWebSocket(/\/ws(\?|$)/, (phone) => {
    const server = phone.connectToServer();
    phone.onMessage((frame) => setTimeout(() => server.send(frame), WAY_MS));
    server.onMessage((frame) => setTimeout(() => phone.send(frame), WAY_MS));
  });
}

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
  if (SLOWER > 1) await slowDown(page);
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
