/** `npm run screenshots`: the pictures of the papers in `docs/images/`. Those of every state are made by `npm run shots`. */
import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { launchBrowser } from '../test/support/browser';
import { bringFonts } from '../test/support/brought-fonts';
import { byClass, openChat } from '../test/support/chat-page';
import type { ChatPage } from '../test/support/chat-page';
import { buildMiniProgram } from '../test/support/preview-build';
import { startServerProcess } from '../test/support/server-process';
import { readCommand } from './command-line';

const root = path.join(__dirname, '..');
const IMAGES = path.join(root, 'docs', 'images');

const TALK: readonly (readonly [who: 0 | 1, text: string])[] = [
  [0, '周六去江边骑车吗？天气预报说晴 ☀️'],
  [1, '去！几点出发？'],
  [0, '八点，老地方见。'],
  [1, '好，我带早饭 🥟'],
];

/** Fonts, pictures and the last layout. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(700);
  for (const frame of page.frames()) await frame.evaluate('document.fonts.ready');
}

async function save(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: path.join(IMAGES, `${name}.png`) });
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
  await bringFonts(context);
  const page = await context.newPage();
  await page.goto(`${url}/?lang=${lang}`);
  for (const person of ['阿明', '小雨']) {
    const phone = page.frameLocator(`iframe[title*="${person}"]`);
    const room = phone.locator('[class*="room-row__name"]', { hasText: /^(茶水间|Tea room)$/ });
    await room.waitFor();
    if (person === '小雨') await room.click();
  }
  await save(page, name);
  await context.close();
}

async function takeDarkChat(browser: Browser, url: string): Promise<void> {
  const hash = '&theme=dark&lang=zh#/pages/rooms/rooms|pages/chat/chat?room=tea';
  const { page, close } = await openChat(browser, url, '阿明', {
    hash,
    deviceScaleFactor: 2,
    prepare: (made) => bringFonts(made.context()),
  });
  await byClass(page, 'message-bubble__text').first().waitFor();
  await save(page, 'chat-dark');
  await close();
}

async function main(): Promise<void> {
  readCommand({ name: 'screenshots', options: {} });
  fs.mkdirSync(IMAGES, { recursive: true });
  const preview = await buildMiniProgram();
  const server = await startServerProcess(preview.dir);
  const browser = await launchBrowser();
  try {
    await talk(browser, server.url);
    await takeTwoPhones(browser, server.url, 'zh', 'two-phones');
    await takeDarkChat(browser, server.url);
    console.log(`Wrote ${fs.readdirSync(IMAGES).length} pictures to docs/images.`);
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
