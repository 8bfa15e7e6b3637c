/** Every page as axe, a finger and people with large type find it. */
import type { Browser } from 'playwright-core';
import { findFaults, findOverflow, findSmallTargets } from '../support/accessibility';
import { launchBrowser } from '../support/browser';
import { byClass, openChat } from '../support/chat-page';
import { openPhone } from '../support/phone-page';
import type { PhonePage } from '../support/phone-page';
import { buildMiniProgram } from '../support/preview-build';
import type { BuiltPreview } from '../support/preview-build';
import { startServerProcess } from '../support/server-process';
import type { ServerProcess } from '../support/server-process';

jest.setTimeout(120_000);

let browser: Browser;
let preview: BuiltPreview;
let server: ServerProcess;

beforeAll(async () => {
  preview = await buildMiniProgram();
  browser = await launchBrowser();
  server = await startServerProcess(preview.dir);
  await talk();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  preview?.remove();
});

/** Own and others' messages, so that the pages have something to show. */
async function talk(): Promise<void> {
  const ann = await openChat(browser, server.url, 'Ann');
  await ann.openRoom('茶水间');
  await ann.write('A rather long word: Donaudampfschifffahrtsgesellschaftskapitän 🎉');
  await ann.waitUntilSent();
  await ann.close();
}

interface PageCase {
  readonly name: string;
  readonly hash: string;
  readonly ready: string;
  readonly query?: string;
  /** Opens what the page shows after a tap. */
  act?(phone: PhonePage): Promise<void>;
}

const ROOMS = '#/pages/rooms/rooms';
const CHAT = `${ROOMS}|pages/chat/chat?room=tea`;
const BUBBLE = 'message-bubble__text';

const PAGES: readonly PageCase[] = [
  { name: 'rooms', hash: ROOMS, ready: 'room-row__name' },
  { name: 'chat', hash: CHAT, ready: BUBBLE },
  {
    name: 'emoji panel',
    hash: CHAT,
    ready: BUBBLE,
    async act({ page }) {
      await byClass(page, 'composer__tool--emoji').first().click();
      await byClass(page, 'emoji-panel').first().waitFor();
    },
  },
  { name: 'no such room', hash: '#/pages/chat/chat?room=nosuch&link=1', ready: 'chat__notice-button' },
  { name: 'profile', hash: `${ROOMS}|pages/profile/profile`, ready: 'profile__name' },
  {
    name: 'privacy popup',
    hash: `${ROOMS}|pages/profile/profile`,
    ready: 'profile__picture',
    query: '&privacy=1',
    async act({ page }) {
      await byClass(page, 'profile__picture').first().click();
      await byClass(page, 'privacy-popup__sheet').first().waitFor();
    },
  },
  { name: 'settings', hash: `${ROOMS}|pages/settings/settings`, ready: 'settings__url' },
];

async function open({ hash, ready, act, query: own = '' }: PageCase, query: string): Promise<PhonePage> {
  const phone = await openPhone(browser, `${server.url}/phone/?user=Bea${own}${query}${hash}`);
  await byClass(phone.page, ready).first().waitFor();
  await act?.(phone);
  return phone;
}

describe.each(PAGES)('page $name', (place) => {
  test.each(['light', 'dark'])(
    `[UI103] {P7, P5} axe finds nothing serious on ${place.name}: %s`,
    async (theme) => {
      const phone = await open(place, `&theme=${theme}`);
      expect(await findFaults(phone.page)).toEqual([]);
      phone.expectNoFaults();
      await phone.close();
    },
  );

  test(`[UI104] {P7} every control of ${place.name} is 44 px or more`, async () => {
    const phone = await open(place, '');
    expect(await findSmallTargets(phone.page)).toEqual([]);
    await phone.close();
  });

  test.each(['zh', 'en'])(
    `[UI105] {P6, P8} nothing of ${place.name} stands out sideways at the largest type: %s`,
    async (lang) => {
      const phone = await open(place, `&font=2&lang=${lang}`);
      expect(await findOverflow(phone.page)).toEqual([]);
      await phone.close();
    },
  );
});

const WIDE = { width: 1280, height: 800 };
const WIDEST_PX = 720;

test.each([
  ['rooms', ROOMS, 'rooms__rows'],
  ['chat', CHAT, 'message-bubble--own'],
  ['composer', CHAT, 'composer__row'],
  ['profile', `${ROOMS}|pages/profile/profile`, 'section'],
  ['settings', `${ROOMS}|pages/settings/settings`, 'section'],
])('[UI109] {P11} in a wide window the content of %s stays in the middle', async (_, hash, content) => {
  const phone = await openPhone(browser, `${server.url}/phone/?user=Ann${hash}`, { viewport: WIDE });
  const block = byClass(phone.page, content).first();
  await block.waitFor();
  const { x = 0, width = 0 } = (await block.boundingBox()) ?? {};
  expect(width).toBeGreaterThan(0);
  expect(x).toBeGreaterThanOrEqual((WIDE.width - WIDEST_PX) / 2);
  expect(x + width).toBeLessThanOrEqual((WIDE.width + WIDEST_PX) / 2);
  await phone.close();
});

test('[UI109] {P11} a row answers to the pointer', async () => {
  const phone = await openPhone(browser, `${server.url}/phone/?user=Ann${ROOMS}`, { viewport: WIDE });
  const row = byClass(phone.page, 'room-row--room-row').first();
  await row.waitFor();
  const colour = () => row.evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await colour();
  await row.hover();
  expect(await colour()).not.toBe(before);
  await phone.close();
});
