/**
 * What a browser test file needs around its tests: the built preview, one server, one browser, and phones that are checked for
 * faults and closed after each test.
 */
import type { Browser } from 'playwright';
import { launchBrowser } from './browser';
import type { PhonePage } from './phone-page';
import { buildMiniProgram, type BuiltPreview } from './preview-build';
import { startServerProcess, type ServerProcess } from './server-process';

export interface BrowserStage {
  readonly browser: Browser;
  readonly server: ServerProcess;
  /** After the test it must have reported no fault, and is closed. */
  keep<Phone extends PhonePage>(phone: Phone): Phone;
}

/** Call it once at the top of a file: it registers the hooks. */
export function setUpStage(): BrowserStage {
  let browser: Browser | undefined;
  let preview: BuiltPreview | undefined;
  let server: ServerProcess | undefined;
  let phones: PhonePage[] = [];

  beforeAll(async () => {
    preview = await buildMiniProgram();
    browser = await launchBrowser();
    server = await startServerProcess(preview.dir);
  }, 120_000);

  afterEach(async () => {
    const kept = phones;
    phones = [];
    for (const phone of kept) phone.expectNoFaults();
    await Promise.all(kept.map((phone) => phone.close()));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    preview?.remove();
  });

  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The stage is there inside tests only.');
    return part;
  };
  return {
    get browser() {
      return started(browser);
    },
    get server() {
      return started(server);
    },
    keep(phone) {
      phones.push(phone);
      return phone;
    },
  };
}
