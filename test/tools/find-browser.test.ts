import { findBrowser, reasonOf, type BrowserSources } from '../support/find-browser';

interface Machine {
  readonly said: string[];
  readonly tried: string[];
  find(change?: Partial<BrowserSources>): string;
}

/** Nothing is here, and nothing can be had. */
function emptyMachine(): Machine {
  const said: string[] = [];
  const tried: string[] = [];
  const attempt = (name: string, reason: string) => (): string => {
    tried.push(name);
    return reason;
  };
  const sources: BrowserSources = {
    wanted: undefined,
    exists: () => false,
    installed: () => [],
    playwrights: () => undefined,
    starts: () => true,
    download: attempt('download', 'getaddrinfo ENOTFOUND cdn.playwright.dev'),
    install: attempt('install', 'Unable to locate package chromium'),
    say: (line) => said.push(line),
  };
  return { said, tried, find: (change = {}) => findBrowser({ ...sources, ...change }) };
}

const WAY_OUT = 'install Chrome or Chromium, or set CHROMIUM_PATH to one, and run again.';

describe('the browser of the tests', () => {
  test('[SM109] is the one that CHROMIUM_PATH names, and a wrong name is told', () => {
    const { find, said } = emptyMachine();
    const installed = (): readonly string[] => ['/usr/bin/chromium'];
    expect(find({ wanted: '/opt/mine', exists: (file) => file === '/opt/mine', installed })).toBe(
      '/opt/mine',
    );
    expect(() => find({ wanted: '/opt/none', installed })).toThrow(
      /^CHROMIUM_PATH names \/opt\/none, and there is no such file\.$/,
    );
    expect(find({ wanted: '', installed })).toBe('/usr/bin/chromium');
    expect(said).toEqual([]);
  });

  test("[SM109] is an installed one before Playwright's, and only one that starts", () => {
    const { find, tried } = emptyMachine();
    const here = { installed: () => ['/bin/stub', '/bin/chrome'], playwrights: () => '/cache/shell' };
    expect(find(here)).toBe('/bin/stub');
    expect(find({ ...here, starts: (file) => file !== '/bin/stub' })).toBe('/bin/chrome');
    expect(find({ ...here, starts: (file) => file === '/cache/shell' })).toBe('/cache/shell');
    expect(tried).toEqual([]);
  });

  test('[SM109] is fetched when there is none, with one line before', () => {
    const { find, said } = emptyMachine();
    let fetched: string | undefined;
    const download = (): null => {
      fetched = '/cache/shell';
      return null;
    };
    expect(find({ download, playwrights: () => fetched })).toBe('/cache/shell');
    expect(said).toEqual(['No Chromium here: fetching the one of Playwright (about 150 MB, once).']);
  });

  test('[SM110] a download that fails is one line, and then the system is asked', () => {
    const { find, said } = emptyMachine();
    let added: readonly string[] = [];
    const install = (): null => {
      added = ['/usr/bin/chromium'];
      return null;
    };
    expect(find({ install, installed: () => added })).toBe('/usr/bin/chromium');
    expect(said.slice(1)).toEqual([
      "Playwright's Chromium cannot be used (getaddrinfo ENOTFOUND cdn.playwright.dev): installing the system's with apt-get.",
    ]);
  });

  test('[SM110] one that was fetched and does not start is not the end', () => {
    const { find, said } = emptyMachine();
    let added: readonly string[] = [];
    const sources = {
      download: () => null,
      playwrights: () => '/cache/shell',
      starts: (file: string) => file !== '/cache/shell',
      install: () => {
        added = ['/usr/bin/chromium'];
        return null;
      },
      installed: () => added,
    };
    expect(find(sources)).toBe('/usr/bin/chromium');
    expect(said[1]).toContain('(it does not start here)');
  });

  test('[SM110] whoever may not install and has no network reads one sentence that says what to do', () => {
    const { find, tried } = emptyMachine();
    expect(() => find({ install: undefined })).toThrow(
      `There is no Chromium, and Playwright's cannot be used (getaddrinfo ENOTFOUND cdn.playwright.dev): ${WAY_OUT}`,
    );
    expect(() => find()).toThrow(
      `There is no Chromium, and apt-get gives none (Unable to locate package chromium): ${WAY_OUT}`,
    );
    expect(tried).toEqual(['download', 'download', 'install']);
  });

  test('[SM110] the reason is the first error that a command named, without its stack', () => {
    const traces = `Downloading Chrome\nError: getaddrinfo ENOTFOUND cdn.playwright.dev\n    at GetAddrInfoReqWrap.onlookupall {\n  errno: -3008,\n}\nFailed to install browsers\nError: Failed to download Chrome, caused by\n`;
    expect(reasonOf(traces)).toBe('getaddrinfo ENOTFOUND cdn.playwright.dev');
    expect(reasonOf('Reading lists\nE: Unable to locate package chromium\n')).toBe(
      'Unable to locate package chromium',
    );
    expect(reasonOf('\nno space left\n\n')).toBe('no space left');
    expect(reasonOf('')).toBe('no reason was given');
  });
});
