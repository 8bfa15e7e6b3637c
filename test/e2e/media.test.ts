/** Pictures, voices and files between two phones, over a real server, through a restart and through a cut network. */
import type { Locator, Page, Route } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { agreeToFile, choose, photo, picturesOf, type ChosenFile } from '../support/chosen-files';
import { expectPage } from '../support/expect-page';
import { waitForApp } from '../support/phone-page';

jest.setTimeout(120_000);

const stage = setUpStage();
const CHAT = '#/pages/rooms/rooms|pages/chat/chat?room=tea';

async function open(user: string, query = ''): Promise<ChatPage> {
  const phone = stage.keep(
    await openChat(stage.browser, stage.server.url, user, { hash: `${query}${CHAT}` }),
  );
  await byClass(phone.page, 'message-bubble__text').first().waitFor();
  return phone;
}

/** Until the browser shows it; rejects for a picture that cannot be loaded. */
const load = (image: Locator): Promise<number> =>
  image.evaluate(async (element: HTMLImageElement) => {
    await element.decode();
    return element.naturalWidth;
  });

async function pick(page: Page, entry: 'album' | 'file', files: readonly ChosenFile[]): Promise<void> {
  await choose(page, entry, files);
  if (entry === 'file') await agreeToFile(page);
}

const setNetwork = (page: Page, type: string): Promise<unknown> =>
  page.evaluate(`__preview.control.setNetwork(${JSON.stringify(type)})`);

test('[UI164] {C10} a picture reaches the other phone with its place reserved, and opens among the pictures of the room', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const sizes: unknown[] = [];
  const size = async (page: Page): Promise<void> => {
    const { width, height } = (await picturesOf(page).last().boundingBox()) ?? {};
    sizes.push([Math.round(width ?? 0), Math.round(height ?? 0)]);
  };
  // The bubble comes from what the message says; the picture itself is let through later.
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await bob.page.route('**/media/**', async (route) => {
    await held;
    await route.continue();
  });
  await pick(ann.page, 'album', [await photo('one.jpg'), await photo('two.jpg')]);
  await picturesOf(bob.page).nth(1).waitFor();
  await size(bob.page);
  release();
  const image = picturesOf(bob.page).last().locator('img');
  // The server's small one.
  expect(await load(image)).toBe(480);
  await size(bob.page);
  await ann.waitUntilSent();
  await size(ann.page);
  expect(sizes).toEqual([
    [180, 120],
    [180, 120],
    [180, 120],
  ]);
  await image.click();
  const viewer = bob.page.locator('.mp-preview');
  await viewer.waitFor();
  await expectPage(viewer.locator('img')).toHaveCount(2);
});

test('[UI165] {C10, D2} a picture that was picked without a network survives a restart of the app and is sent once', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const before = await picturesOf(bob.page).count();
  await setNetwork(ann.page, 'none');
  await pick(ann.page, 'album', [await photo('later.jpg')]);
  await byClass(ann.page, 'message-bubble__note').filter({ hasText: '等待连接' }).first().waitFor();
  await ann.page.route('**/api/media', (route) => route.abort());
  await ann.page.reload();
  await waitForApp(ann.page);
  // Shown from the phone itself: the server has nothing yet.
  const waiting = byClass(ann.page, 'message-bubble--own').last().locator('img');
  await waiting.first().waitFor();
  expect(await load(waiting.first())).toBe(1_200);
  await ann.page.unroute('**/api/media');
  await picturesOf(bob.page).nth(before).waitFor();
  await ann.waitUntilSent();
  await expectPage(picturesOf(bob.page)).toHaveCount(before + 1);
  ann.takeFaults(/ERR_FAILED|Failed to load resource/);
});

/** Holds the button for as long as a short sentence: what is shorter than a second is a slip of the finger. */
async function speak(page: Page): Promise<void> {
  await byClass(page, 'composer__tool--voice').first().click();
  const button = byClass(page, 'voice-button--voice-button').first();
  const hold = async (): Promise<void> => {
    await button.hover({ position: { x: 20, y: 10 } });
    await page.mouse.down();
  };
  await hold();
  await page.mouse.up();
  // WeChat's own question, before the browser's.
  await page.getByText('确定').click();
  await hold();
  await byClass(page, 'voice-button__bars').first().waitFor();
  await page.waitForFunction('new Promise((resolve) => setTimeout(() => resolve(true), 1300))');
  await page.mouse.up();
}

test('[UI166] {C11} a voice is held, sent, heard on the other phone, and its dot goes', async () => {
  const [ann, bob] = [await open('Ann', '&mic=tone'), await open('Bob')];
  await speak(ann.page);
  const voice = byClass(bob.page, 'message-body__voice').last();
  await voice.waitFor();
  await byClass(bob.page, 'message-bubble__dot').first().waitFor();
  await voice.click();
  await byClass(bob.page, 'message-body__waves--playing').first().waitFor();
  await byClass(bob.page, 'message-body__waves--playing').first().waitFor({ state: 'detached' });
  await expectPage(byClass(bob.page, 'message-bubble__dot')).toHaveCount(0);
});

/** The loudest sample of a WAV, from 0 to 1; its sound begins behind 44 bytes. */
function loudnessOf(wav: Buffer): number {
  let most = 0;
  for (let at = 44; at + 1 < wav.length; at += 2) most = Math.max(most, Math.abs(wav.readInt16LE(at)));
  return most / 32_768;
}

test('[UI166] {C11} what the microphone of the browser hears is sent in a format that every phone plays', async () => {
  const { context, page, waitUntilSent } = await open('Ann');
  const bob = await open('Bob');
  await context.grantPermissions(['microphone']);
  const answering = page.waitForResponse('**/api/media');
  await speak(page);
  const { url } = (await (await answering).json()) as { readonly url: string };
  // The address that the other phone made for itself is good for whoever holds it, for a while.
  const asking = bob.page.waitForRequest((request) => request.url().includes(url));
  const heard = byClass(bob.page, 'message-body__voice').last();
  await heard.waitFor();
  await byClass(bob.page, 'message-bubble__dot').first().waitFor();
  await heard.click();
  const wav = await (await context.request.get((await asking).url())).body();
  expect(wav.toString('latin1', 8, 12)).toBe('WAVE');
  // The browser's beep: the tone that stands in for a microphone is a fifth as loud at most.
  expect(loudnessOf(wav)).toBeGreaterThan(0.4);
  await byClass(page, 'message-body__voice').last().waitFor();
  await waitUntilSent();
});

test('[UI167] {C12} a file arrives with name and size; a document opens', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const document = {
    name: '周六路线.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF'),
  };
  await pick(ann.page, 'file', [document]);
  const file = byClass(bob.page, 'message-bubble--file').last();
  await file.waitFor();
  await expectPage(file).toHaveText(/周六路线\.pdf\s*14 B\s*PDF/);
  const [opened] = await Promise.all([
    bob.context.waitForEvent('page'),
    file.locator('[class*="message-body__file-name"]').click(),
  ]);
  expect(opened.url()).toMatch(/^blob:/);
  await opened.close();
});

test('[UI370] {K14} a document that is taken back while it is on its way does not open', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const buffer = Buffer.from('%PDF-1.4\n%%EOF');
  await pick(ann.page, 'file', [{ name: 'secret.pdf', mimeType: 'application/pdf', buffer }]);
  const bubble = byClass(bob.page, 'message-bubble--file').last();
  await expectPage(bubble).toContainText('secret');
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  // The server gave it before it was taken back.
  const given = new Promise<void>((resolve, reject) => {
    const hold = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      resolve();
      await held;
      await route.fulfill({ response });
    };
    bob.page.route('**/media/**', hold).catch(reject);
  });
  await bubble.locator('[class*="message-body__file-name"]').click();
  await given;
  await byClass(ann.page, 'message-bubble--file').last().click({ delay: 700 });
  await ann.page.getByText('撤回', { exact: true }).click();
  await expectPage(bob.page.locator('.mp-top')).not.toContainText('secret');
  release();
  await expectPage(bob.page.locator('.mp-toast')).toContainText('这条消息已经不在了');
  expect(bob.context.pages()).toHaveLength(1);
});

test('[UI168] {C10} an upload that takes its time shows how far it is, and can be called off', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const before = await picturesOf(bob.page).count();
  const own = await picturesOf(ann.page).count();
  // The server takes the file and does not answer.
  await ann.page.route('**/api/media', () => undefined);
  await pick(ann.page, 'album', [await photo('slow.jpg')]);
  await byClass(ann.page, 'message-body__percent').first().waitFor();
  await byClass(ann.page, 'message-bubble__cross').first().click();
  await ann.page.getByText('取消发送').click();
  await picturesOf(ann.page).nth(own).waitFor({ state: 'detached' });
  await ann.page.unroute('**/api/media');
  await ann.write('after');
  await bob.waitForMessage('after');
  await expectPage(picturesOf(bob.page)).toHaveCount(before);
});

test('[UI209] {C21} the pictures and files of a room are found in its settings, and a date leads into the room', async () => {
  const ann = await open('Ann');
  const { page } = ann;
  const document = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') };
  await pick(page, 'album', [await photo('album.jpg')]);
  await ann.waitUntilSent();
  await pick(page, 'file', [document]);
  await ann.waitUntilSent();
  await byClass(page, 'room-head__bar').first().click();
  await byClass(page, 'room__cell-name').getByText('图片与文件').click();
  const cells = byClass(page, 'album__cell');
  await cells.first().waitFor();
  expect(await load(cells.first().locator('img'))).toBe(480);
  await byClass(page, 'album__kind').getByText('文件', { exact: true }).click();
  await byClass(page, 'album__name').filter({ hasText: 'plan.pdf' }).first().waitFor();
  await page.evaluate('wx.navigateBack()');
  await byClass(page, 'room__cell-name').getByText('查找聊天内容').click();
  const picker = byClass(page, 'search__way-name').first();
  await picker.click();
  // Today, as the field of the browser has it.
  await page.locator('input[type=date]').dispatchEvent('change');
  await byClass(page, 'message-bubble__text').first().waitFor();
});
