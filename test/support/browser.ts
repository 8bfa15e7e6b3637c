/**
 * Finds a Chromium for the browser tests, fetching one when there is none, and launches it so that it does nothing but what
 * a test tells it to.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';

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

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function findOnPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...files, ...KNOWN_PLACES].find((file) => fs.existsSync(file));
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

/** A browser that is already here: `CHROMIUM_PATH`, an installed one, or Playwright's. @throws when `CHROMIUM_PATH` is wrong */
export function findBrowser(): string | undefined {
  const { CHROMIUM_PATH: wanted } = process.env;
  if (wanted !== undefined && wanted !== '') {
    if (fs.existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH names ${wanted}, and there is no such file.`);
  }
  return findOnPath() ?? findPlaywrights();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function downloadPlaywrights(): string | undefined {
  say('No Chromium here: fetching the one of Playwright (about 150 MB, once).');
  const cli = path.join(path.dirname(createRequire(__filename).resolve('playwright/package.json')), 'cli.js');
  const args = [cli, 'install', '--only-shell', 'chromium'];
  spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return findPlaywrights();
}

function installDebians(): string | undefined {
  if (!isRoot() || !fs.existsSync('/usr/bin/apt-get')) return undefined;
  say("Playwright's Chromium cannot be fetched: installing Debian's with apt-get.");
  try {
    execFileSync('apt-get', ['update'], { stdio: 'ignore', timeout: 300_000 });
    const args = ['install', '-y', '--no-install-recommends', 'chromium'];
    execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  } catch {
    // The sentence below says what to do; apt-get has said why on stderr.
    return undefined;
  }
  return findOnPath();
}

/** The path of a browser, fetched when there is none. @throws with a sentence that says what to do */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser() ?? downloadPlaywrights() ?? installDebians();
  if (found !== undefined) return Promise.resolve(found);
  throw new Error(
    'No Chromium was found or could be fetched: install Chrome or Chromium, or set CHROMIUM_PATH to one, and run again.',
  );
}

/** Starts a headless browser. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await ensureBrowser();
  const args = isRoot() ? [...QUIET_FLAGS, '--no-sandbox'] : QUIET_FLAGS;
  return chromium.launch({ executablePath, headless: true, args });
}
