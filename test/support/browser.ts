/**
 * A Chromium for the browser tests: where this machine has one, how it gets one, and how it is launched so that it does
 * nothing but what a test tells it to.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { findBrowser, reasonOf } from './find-browser';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

const KNOWN_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser must not look for updates, sync, or guess what comes next: tests run without a network. */
const QUIET_FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
  // A microphone that beeps, instead of whatever this machine has.
  '--use-fake-device-for-media-stream',
  // Files that a test hands to the page itself count as from afar, and may then not talk to this machine.
  '--disable-features=LocalNetworkAccessChecks',
];

function findInstalled(): readonly string[] {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...files, ...KNOWN_PLACES].filter((file) => fs.existsSync(file));
}

/** What Playwright has downloaded: its Chromium, or the headless shell beside it, which it does not name. */
function findPlaywrights(): string | undefined {
  const file = chromium.executablePath();
  if (file !== '' && fs.existsSync(file)) return file;
  const folder = file.replace(/chromium-(\d+).*$/, 'chromium_headless_shell-$1');
  if (!fs.existsSync(folder)) return undefined;
  const inside = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const name = inside.find((entry) => /(headless_shell|chrome-headless-shell)(\.exe)?$/.test(entry));
  return name === undefined ? undefined : path.join(folder, name);
}

/** Elsewhere than on Linux the question opens a window, and an installed browser is whole. */
function starts(file: string): boolean {
  if (process.platform !== 'linux') return true;
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** Without a word, as what it would say are stack traces. */
function run(command: string, args: readonly string[], timeoutMs: number): string | null {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: timeoutMs,
  });
  if (status === 0) return null;
  return error === undefined ? reasonOf(`${stderr}\n${stdout}`) : error.message;
}

function download(): string | null {
  const cli = path.join(path.dirname(createRequire(__filename).resolve('playwright/package.json')), 'cli.js');
  return run(process.execPath, [cli, 'install', '--only-shell', 'chromium'], 300_000);
}

function installDebians(): string | null {
  const noList = run('apt-get', ['update'], 300_000);
  const noPackage = run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], 600_000);
  return noPackage === null ? null : (noList ?? noPackage);
}

const canInstall = (): boolean => process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');

/** The path of a browser, fetched when there is none. @throws with a sentence that says what to do */
export async function ensureBrowser(): Promise<string> {
  return Promise.resolve(
    findBrowser({
      wanted: process.env.CHROMIUM_PATH,
      exists: fs.existsSync,
      installed: findInstalled,
      playwrights: findPlaywrights,
      starts,
      download,
      ...(canInstall() && { install: installDebians }),
      say: (line) => process.stderr.write(`${line}\n`),
    }),
  );
}

/** Starts a headless browser. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await ensureBrowser();
  // The sandbox needs rights that root does not want and containers do not have; these pages are our own.
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: QUIET_FLAGS });
}
