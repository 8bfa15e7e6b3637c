/**
 * `npm run shots`: every state of every page in every look, in `screenshots/` (git-ignored), with a contact sheet. `--only TEXT` and
 * `--look TEXT` take those whose name holds the text, `--width 320` takes them on a phone so wide. `--update` writes the references of test/e2e/pictures.test.ts instead.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright';
import { launchBrowser } from '../../test/support/browser';
import { takeCoarsePicture, writeCoarsePicture } from '../../test/support/coarse-picture';
import { buildMiniProgram } from '../../test/support/preview-build';
import { startServerProcess } from '../../test/support/server-process';
import { COMPARED, openCompared, referenceOf } from '../../test/support/states/compared';
import { LOOKS, lookName, openState, type PageState } from '../../test/support/states/page-state';
import { STATES } from '../../test/support/states/states';
import { makeWorld, type World } from '../../test/support/states/world';
import { readCommand, refuse } from '../command-line';
import { contactSheet } from './contact-sheet';

const FOLDER = path.join(__dirname, '..', '..', 'screenshots');

const PHONE_WIDTH = 390;

const { values: flags } = readCommand({
  name: 'shots',
  options: {
    only: { type: 'string', default: '' },
    look: { type: 'string', default: '' },
    width: { type: 'string', default: '' },
    update: { type: 'boolean', default: false },
  },
});

const states = STATES.filter(({ name }) => name.includes(flags.only));
if (states.length === 0) refuse('shots', `--only "${flags.only}" is in the name of no state.`);
const looks = LOOKS.filter((one) => lookName(one).includes(flags.look));
if (looks.length === 0) {
  refuse('shots', `--look "${flags.look}" is in the name of no look: ${LOOKS.map(lookName).join(', ')}.`);
}

const width = flags.width === '' ? PHONE_WIDTH : Number(flags.width);
if (!(width >= 240 && width <= 2_000))
  refuse('shots', `--width "${flags.width}" is no width of a screen in px.`);
const viewport = { width, height: width < PHONE_WIDTH ? 568 : 780 };

/** What could not be taken, one line each. */
async function takeState(browser: Browser, world: World, state: PageState): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const look of looks) {
    try {
      const phone = await openState(browser, world, state, look, { deviceScaleFactor: 2, viewport });
      // Animations stand still at their end, and fonts are there, before a picture is taken.
      await phone.page.screenshot({
        path: path.join(FOLDER, `${state.name}-${lookName(look)}.png`),
        animations: 'disabled',
      });
      await phone.close();
    } catch (thrown) {
      failed.push(`${lookName(look)}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }
  return failed;
}

function writeSheet(): void {
  const all = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.png'));
  const groups = STATES.map(({ name }) => ({
    name,
    files: LOOKS.map((look) => `${name}-${lookName(look)}.png`).filter((file) => all.includes(file)),
  }));
  fs.writeFileSync(
    path.join(FOLDER, 'index.html'),
    contactSheet(groups.filter(({ files }) => files.length > 0)),
  );
}

async function takeAll(browser: Browser, world: World): Promise<number> {
  let failures = 0;
  for (const [index, state] of states.entries()) {
    const startedAt = Date.now();
    const failed = await takeState(browser, world, state);
    failures += failed.length;
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    console.log(`${index + 1}/${states.length} ${state.name} ${seconds} s`);
    for (const line of failed) console.log(`  FAILED ${line}`);
  }
  return failures;
}

async function updateReferences(browser: Browser, world: World): Promise<void> {
  for (const [name, look] of COMPARED) {
    const phone = await openCompared(browser, world, name, look);
    fs.mkdirSync(path.dirname(referenceOf(name)), { recursive: true });
    writeCoarsePicture(referenceOf(name), await takeCoarsePicture(phone.page));
    await phone.close();
    console.log(`reference of ${name}`);
  }
}

async function main(): Promise<void> {
  fs.mkdirSync(FOLDER, { recursive: true });
  const startedAt = Date.now();
  const preview = await buildMiniProgram();
  const server = await startServerProcess(preview.dir);
  const browser = await launchBrowser();
  try {
    const world = await makeWorld(server.url);
    if (flags.update) {
      await updateReferences(browser, world);
      await world.close();
      return;
    }
    const failures = await takeAll(browser, world);
    writeSheet();
    console.log(`${Math.round((Date.now() - startedAt) / 1_000)} s; see screenshots/index.html`);
    if (failures > 0) process.exitCode = 1;
    await world.close();
  } finally {
    await browser.close();
    await server.close();
    preview.remove();
  }
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exit(1);
});
