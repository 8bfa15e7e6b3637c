/**
 * `npx tsx tools/screenshots.ts`: the pictures of the papers in `docs/images/`, and every page in light and dark, Chinese
 * and English, in `screenshots/` (git-ignored) for the eye.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser';
import { openChat } from '../test/support/chat-page';
import type { ChatPage } from '../test/support/chat-page';
import { waitForApp } from '../test/support/phone-page';
import { buildMiniProgram } from '../test/support/preview-build';
import { startServerProcess } from '../test/support/server-process';

const root = path.join(__dirname, '..');
const IMAGES = path.join(root, 'docs', 'images');
const ALL = path.join(root, 'screenshots');
const PHONE = { width: 390, height: 780 };

const TALK: readonly (readonly [who: 0 | 1, text: string])[] = [
  [0, '周六去江边骑车吗？天气预报说晴 ☀️'],
  [1, '去！几点出发？'],
  [0, '八点，老地方见。'],
  [1, '好，我带早饭 🥟'],
];

interface Look {
  readonly name: string;
  readonly query: string;
}

const LOOKS: readonly Look[] = ['light', 'dark'].flatMap((theme) =>
  ['zh', 'en'].map((lang) => ({ name: `${theme}-${lang}`, query: `&theme=${theme}&lang=${lang}` })),
);

const PAGES = [
  { name: 'rooms', hash: '#/pages/rooms/rooms', ready: '[class*="room-row__name"]' },
  {
    name: 'chat',
    hash: '#/pages/rooms/rooms|pages/chat/chat?room=tea',
    ready: '.mp-top [class*="message-bubble__text"]',
  },
  { name: 'room', hash: '#/pages/rooms/rooms|pages/room/room?room=tea', ready: '.mp-top .room__face' },
  {
    name: 'members',
    hash: '#/pages/rooms/rooms|pages/members/members?room=tea',
    ready: '.mp-top .members__name',
  },
  { name: 'find', hash: '#/pages/rooms/rooms|pages/find/find', ready: '.mp-top .find__name' },
  { name: 'profile', hash: '#/pages/rooms/rooms|pages/profile/profile', ready: '.mp-top .profile__name' },
  { name: 'settings', hash: '#/pages/rooms/rooms|pages/settings/settings', ready: '.mp-top .settings__url' },
] as const;

/** Fonts, pictures and the last layout. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(700);
}

async function save(page: Page, folder: string, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

async function talk(browser: Browser, url: string): Promise<void> {
  const people: ChatPage[] = [];
  for (const name of ['阿明', '小雨']) people.push(await openChat(browser, url, name));
  for (const chat of people) await chat.openRoom('茶水间');
  for (const [who, text] of TALK) {
    await people[who]?.write(text);
    await people[1 - who]?.waitForMessage(text);
  }
  for (const chat of people) await chat.close();
}

async function takeTwoPhones(browser: Browser, url: string, lang: string, name: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1180, height: 900 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    deviceScaleFactor: 1.5,
  });
  const page = await context.newPage();
  await page.goto(`${url}/?lang=${lang}`);
  for (const person of ['阿明', '小雨']) {
    const phone = page.frameLocator(`iframe[title*="${person}"]`);
    const room = phone.locator('[class*="room-row__name"]', { hasText: '茶水间' });
    await room.waitFor();
    if (person === '小雨') await room.click();
  }
  await save(page, IMAGES, name);
  await context.close();
}

async function takePage(browser: Browser, url: string, user: string, look: Look): Promise<void> {
  const context = await browser.newContext({
    viewport: PHONE,
    reducedMotion: 'reduce',
    deviceScaleFactor: 2,
  });
  const page = await context.newPage();
  for (const { name, hash, ready } of PAGES) {
    await page.goto(`${url}/phone/?user=${encodeURIComponent(user)}${look.query}${hash}`);
    // Only the hash differs from the page before, which alone would not load anything.
    await page.reload();
    await waitForApp(page);
    await page.locator(ready).first().waitFor();
    await save(page, ALL, `${name}-${look.name}`);
    if (name === 'chat' && look.name === 'dark-zh') await save(page, IMAGES, 'chat-dark');
  }
  await context.close();
}

async function main(): Promise<void> {
  for (const folder of [IMAGES, ALL]) fs.mkdirSync(folder, { recursive: true });
  const preview = await buildMiniProgram();
  const server = await startServerProcess(preview.dir);
  const browser = await launchBrowser();
  try {
    await talk(browser, server.url);
    await takeTwoPhones(browser, server.url, 'zh', 'two-phones');
    for (const look of LOOKS) await takePage(browser, server.url, '阿明', look);
    console.log(
      `Wrote ${fs.readdirSync(IMAGES).length} pictures to docs/images and the rest to screenshots/.`,
    );
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
