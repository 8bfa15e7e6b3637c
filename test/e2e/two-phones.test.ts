import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, BrowserContext } from 'playwright';
import { launchBrowser } from '../support/browser';
import { openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { createClientPhone, room } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { openPhone } from '../support/phone-page';
import { buildMiniProgram } from '../support/preview-build';
import type { BuiltPreview } from '../support/preview-build';
import { startServerProcess } from '../support/server-process';
import type { ServerProcess } from '../support/server-process';

/** What a browser says about a server that a test has killed. */
const SERVER_GONE = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection to/;

jest.setTimeout(90_000);

let browser: Browser;
let preview: BuiltPreview;
let server: ServerProcess;

beforeAll(async () => {
  preview = await buildMiniProgram();
  browser = await launchBrowser();
}, 120_000);

beforeEach(async () => {
  server = await startServerProcess(preview.dir);
}, 60_000);

afterEach(async () => {
  await server?.close();
});

afterAll(async () => {
  await browser?.close();
  preview?.remove();
});

/** Texts that this test wrote, in the order of the screen: the bot talks too. */
async function ownTexts(chat: ChatPage, prefix: string): Promise<string[]> {
  return (await chat.texts()).filter((text) => text.startsWith(prefix));
}

/** Lets the phone load its files while the server is down. */
async function serveFilesFrom(context: BrowserContext, folder: string): Promise<void> {
  await context.route('**/phone/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    return fs.existsSync(file) ? route.fulfill({ path: file }) : route.abort();
  });
}

describe('two phones and a server', () => {
  test('[SM60] what one phone writes the other one reads, both ways, in the same order', async () => {
    const ming = await openChat(browser, server.url, '阿明');
    const yu = await openChat(browser, server.url, '小雨');
    await ming.openRoom('茶水间');
    await yu.openRoom('茶水间');
    await ming.write('e2e 一');
    await yu.waitForMessage('e2e 一');
    await yu.write('e2e two 🎉');
    await ming.waitForMessage('e2e two 🎉');
    for (let count = 3; count <= 8; count += 1) {
      await (count % 2 === 0 ? yu : ming).write(`e2e ${count}`);
    }
    await ming.waitForMessage('e2e 8');
    await ming.waitForMessage('e2e 7');
    await yu.waitForMessage('e2e 8');
    await yu.waitForMessage('e2e 7');
    await ming.waitUntilSent();
    await yu.waitUntilSent();
    const seen = await ownTexts(ming, 'e2e');
    expect(seen).toHaveLength(8);
    expect(new Set(seen).size).toBe(8);
    expect(await ownTexts(yu, 'e2e')).toEqual(seen);
    ming.expectNoFaults();
    yu.expectNoFaults();
    await ming.close();
    await yu.close();
  });

  test('[SM61] earlier messages load while the reader scrolls up, and what is read stays in place', async () => {
    const writers = ['A', 'B', 'C', 'D'].map((name) =>
      createClientPhone({ user: name, serverUrl: server.url }),
    );
    await Promise.all(writers.map((writer) => writer.online()));
    for (let count = 0; count < 18; count += 1) {
      for (const [index, writer] of writers.entries()) {
        writer.client.chat.sendText(room('tea'), `old ${count * writers.length + index}`);
      }
    }
    const last = writers[0];
    await last?.until(
      () => last.texts('tea').filter((text) => text.startsWith('old')).length >= 72,
      '72 messages',
    );
    await Promise.all(writers.map((writer) => writer.close()));

    const reader = await openChat(browser, server.url, '阿明');
    await reader.openRoom('茶水间');
    const list = reader.page.locator('.mp-top wx-scroll-view');
    await reader.page.waitForFunction(() => {
      const view = document.querySelector('.mp-top wx-scroll-view');
      return (
        view !== null && view.scrollHeight - view.clientHeight - view.scrollTop < 5 && view.scrollTop > 500
      );
    });
    const before = (await reader.texts()).length;
    // A list that is still on its way to the end takes back what a script scrolls, which is no finger: it scrolls again.
    await reader.page.waitForFunction((count) => {
      if (document.querySelectorAll('.mp-top [class*="message-bubble__text"]').length > count) return true;
      const view = document.querySelector('.mp-top wx-scroll-view');
      if (view && view.scrollTop > 300) view.scrollTo(0, 300);
      return false;
    }, before);
    const offset = await list.evaluate((view) => view.scrollTop);
    expect(offset).toBeGreaterThan(300);
    for (let round = 0; round < 6; round += 1) {
      await list.evaluate((view) => view.scrollTo(0, 0));
      await reader.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      if ((await ownTexts(reader, 'old')).length === 72) break;
      await reader.page.waitForFunction(() => {
        const view = document.querySelector('.mp-top wx-scroll-view');
        return view !== null && (view.scrollTop > 0 || view.querySelector('[class*="beginning"]') !== null);
      });
    }
    const old = await ownTexts(reader, 'old');
    expect(new Set(old).size).toBe(72);
    expect(old).toHaveLength(72);
    reader.expectNoFaults();
    await reader.close();
  });

  test('[SM62] a server that is killed and started again loses nothing and doubles nothing', async () => {
    const ming = await openChat(browser, server.url, '阿明', { ignore: SERVER_GONE });
    const yu = await openChat(browser, server.url, '小雨', { ignore: SERVER_GONE });
    await ming.openRoom('茶水间');
    await yu.openRoom('茶水间');
    await ming.write('e2e before');
    await yu.waitForMessage('e2e before');
    await server.kill();
    await ming.connectionLine.waitFor();
    await ming.write('e2e while it is down');
    await ming.waitForMessage('e2e while it is down');
    await server.start();
    await yu.waitForMessage('e2e while it is down');
    await ming.waitUntilSent();
    await yu.write('e2e after');
    await ming.waitForMessage('e2e after');
    const expected = ['e2e before', 'e2e while it is down', 'e2e after'];
    expect(await ownTexts(ming, 'e2e')).toEqual(expected);
    expect(await ownTexts(yu, 'e2e')).toEqual(expected);
    await ming.connectionLine.waitFor({ state: 'detached' });

    const late = await openChat(browser, server.url, '晚到的人');
    await late.openRoom('茶水间');
    await late.waitForMessage('e2e before');
    expect(await ownTexts(late, 'e2e')).toEqual(expected);
    for (const phone of [ming, yu, late]) {
      phone.expectNoFaults();
      await phone.close();
    }
  });

  test('[SM63] a phone that is opened while the server is down says so and connects by itself', async () => {
    const { url } = server;
    await server.kill();
    const context = await browser.newContext({ viewport: { width: 390, height: 780 }, locale: 'zh-CN' });
    await serveFilesFrom(context, preview.dir);
    const page = await context.newPage();
    await page.goto(`${url}/phone/?user=${encodeURIComponent('阿明')}`);
    await page.locator('.mp-top [class*="connection-line__text"]').waitFor();
    await server.start();
    await page.locator('.mp-top [class*="room-row__name"]').first().waitFor();
    await page.locator('.mp-top [class*="connection-line__text"]').waitFor({ state: 'detached' });
    await context.close();
  });

  test('[SM64] the first page shows two phones that are signed in as two people and can talk', async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'zh-CN',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(server.url);
    const phones = ['阿明', '小雨'].map((name) => page.frameLocator(`iframe[title*="${name}"]`));
    for (const [index, name] of ['阿明', '小雨'].entries()) {
      await phones[index]?.locator('.rooms__me-name', { hasText: name }).waitFor();
      await phones[index]?.locator('[class*="room-row__name"]', { hasText: '大厅' }).click();
    }
    const field = phones[0]?.locator('.mp-top [class*="composer__input"] textarea');
    await field?.fill('看得到吗');
    await field?.press('Enter');
    await phones[1]?.locator('[class*="message-bubble__text"]', { hasText: '看得到吗' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('[SM65] {P1} a phone without a name is a guest whom this browser remembers', async () => {
    const phone = await openPhone(browser, `${server.url}/phone/`);
    const name = phone.page.locator('.rooms__me-name', { hasText: /^访客 / });
    await name.waitFor();
    const first = await name.textContent();
    await phone.page.reload();
    await name.waitFor();
    await expectPage(name).toHaveText(first ?? '');
    phone.expectNoFaults();
    await phone.close();
  });
});
