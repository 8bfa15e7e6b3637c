/** What is chosen in the album as it comes to another phone: in its order, as what it is, and where it can be seen. */
import sharp from 'sharp';
import type { Page } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { agreeToFile, choose, photo, picturesOf, type ChosenFile } from '../support/chosen-files';
import { expectPage } from '../support/expect-page';

jest.setTimeout(120_000);

const stage = setUpStage();
const CHAT = '#/pages/rooms/rooms|pages/chat/chat?room=tea';
const GROUND = 'rgb(255, 255, 255)';
const NO_GROUND = 'rgba(0, 0, 0, 0)';

async function open(user: string, query = ''): Promise<ChatPage> {
  const phone = await openChat(stage.browser, stage.server.url, user, { hash: `${query}${CHAT}` });
  stage.keep(phone);
  await byClass(phone.page, 'message-bubble__text').first().waitFor();
  return phone;
}

const text = (name: string, mimeType: string, words: string): ChosenFile => ({
  name,
  mimeType,
  buffer: Buffer.from(words),
});

/** How wide the newest pictures are that the room shows, in the order of the screen. */
const widths = (page: Page, count: number): Promise<number[]> =>
  picturesOf(page)
    .locator('img')
    .evaluateAll((all, most) => all.slice(-most).map((one) => (one as HTMLImageElement).naturalWidth), count);

test('[MD25] {K10} pictures that are chosen together come in that order, the slow and the one that is tried again too, and words do not wait', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let asked = 0;
  await ann.page.route('**/api/media', async (route) => {
    asked += 1;
    // The first is slow, and the second is lost on its way.
    if (asked === 1) await held;
    await (asked === 2 ? route.abort() : route.continue());
  });
  const later = ann.page.waitForResponse((answer) => answer.url().endsWith('/api/media') && answer.ok());
  const sides = [1_400, 220, 330, 440];
  await choose(
    ann.page,
    'album',
    await Promise.all(sides.map((side) => photo(`${side}.jpg`, side, side / 2))),
  );
  await later;
  await ann.write('written later');
  await bob.waitForMessage('written later');
  expect(await widths(bob.page, 4)).toEqual([]);
  goOn();
  // The server's small one of the first, which is the phone's own for who sent it.
  await expectPage.poll(() => widths(bob.page, 4)).toEqual([480, 220, 330, 440]);
  await expectPage.poll(() => widths(ann.page, 4)).toEqual(sides);
  ann.takeFaults(/ERR_FAILED|Failed to load resource/);
});

test('[MD28, MD30] {K11} a text that is called a picture, and a drawing that is none for every phone, come as files that can be taken along', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob')];
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  await choose(ann.page, 'album', [text('photo.jpg', 'image/jpeg', 'only words, and no picture')]);
  const files = byClass(bob.page, 'message-bubble--file');
  await expectPage(files.last()).toHaveText(/\.jpg\s*26 B/);
  await choose(ann.page, 'file', [text('drawing.svg', 'image/svg+xml', drawing)]);
  await agreeToFile(ann.page);
  await expectPage(files.last()).toHaveText(/drawing\.svg\s*62 B\s*SVG/);
  await files.last().locator('[class*="message-body__file-name"]').click();
  await bob.page
    .getByText(/下载链接已复制/)
    .first()
    .waitFor();
  ann.takeFaults(/status of 4\d\d/);
});

test('[UI330] {K12} in the dark a drawing that may be transparent stands on a light ground, in its bubble and in the viewer, and a photo on none', async () => {
  const [ann, bob] = [await open('Ann'), await open('Bob', '&theme=dark')];
  await bob.page.locator('.mp-top .theme-dark').first().waitFor();
  const clear = { r: 0, g: 0, b: 0, alpha: 0.2 };
  const drawing = sharp({ create: { width: 200, height: 100, channels: 4, background: clear } }).png();
  await choose(ann.page, 'album', [
    { name: 'drawing.png', mimeType: 'image/png', buffer: await drawing.toBuffer() },
    await photo('photo.jpg'),
  ]);
  const grounds = (): Promise<string[]> =>
    byClass(bob.page, 'message-body__image').evaluateAll((all) =>
      all.slice(-2).map((image) => getComputedStyle(image).backgroundColor),
    );
  await expectPage.poll(grounds).toEqual([GROUND, NO_GROUND]);
  await byClass(bob.page, 'message-body__image--clear').last().click();
  await expectPage(bob.page.locator('.mp-preview__image').first()).toHaveCSS('background-color', GROUND);
});
