import type { Page } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { PIXEL_PNG } from '../support/pixel';

jest.setTimeout(90_000);

const stage = setUpStage();

async function open(user: string, options: Parameters<typeof openChat>[3] = {}): Promise<ChatPage> {
  const phone = await openChat(stage.browser, stage.server.url, user, options);
  stage.keep(phone);
  return phone;
}

async function answer(page: Page, text: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').fill(text);
  await dialog.getByRole('button', { name: '确定' }).click();
}

describe('what people do every day', () => {
  test('[SM66] one person creates a room, another one joins it by its code, and they talk', async () => {
    const ann = await open('Ann');
    await ann.createRoom('周末骑车');
    const [, code = ''] = /room=([^&]+)/.exec((await ann.page.evaluate('location.hash')) as string) ?? [];

    const bob = await open('Bob');
    await byClass(bob.page, 'rooms__add').first().click();
    await bob.page.getByRole('button', { name: '用房间号加入' }).click();
    await answer(bob.page, 'nowhere0');
    await bob.page
      .getByRole('dialog', { name: '没能加入房间' })
      .getByRole('button', { name: '修改' })
      .click();
    await answer(bob.page, code);
    await bob.page.locator('.mp-top .mp-nav__title', { hasText: '周末骑车' }).waitFor();
    await bob.write('我来了');
    await ann.waitForMessage('我来了');
  });

  test('[SM66] a name and a picture of one’s own are seen by others', async () => {
    const cleo = await open('Cleo');
    await byClass(cleo.page, 'rooms__me').first().click();
    const chooser = cleo.page.waitForEvent('filechooser');
    await cleo.page.locator('.profile__picture').click();
    await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer: PIXEL_PNG });
    await cleo.page.locator('.mp-top .profile__picture img[src*="/media/"]').waitFor();
    await cleo.page.locator('.profile__name input').fill('克莉奥');
    await cleo.page.locator('.profile__save').click();
    await cleo.page.locator('.mp-top .mp-nav__leading').click();
    await cleo.page.locator('.mp-top .rooms__me-name', { hasText: '克莉奥' }).waitFor();
    await cleo.openRoom('茶水间');
    await cleo.write('新名字');

    const dan = await open('Dan');
    await dan.openRoom('茶水间');
    await dan.waitForMessage('新名字');
    await byClass(dan.page, 'message-bubble__name').filter({ hasText: '克莉奥' }).last().waitFor();
    await dan.page.locator('.mp-top [class*="message-bubble"] img[src*="/media/"]').last().waitFor();
  });

  test('[SM67] a text that may not be sent stays in the field with the reason, and is sent when it is mended', async () => {
    const eve = await open('Eve');
    const fay = await open('Fay');
    await eve.openRoom('茶水间');
    await fay.openRoom('茶水间');
    const field = eve.page.locator('.mp-top [class*="composer__input"] textarea');
    await eve.write('界'.repeat(4001));
    await eve.page.getByRole('alert').waitFor();
    await expectPage(field).toHaveValue('界'.repeat(4001));
    await eve.write('  \n ');
    await expectPage(field).toHaveValue('  \n ');
    await eve.write('👩‍👩‍👧 שלום\nzweite Zeile');
    await byClass(fay.page, 'message-bubble__text').filter({ hasText: 'zweite Zeile' }).waitFor();
    const text = byClass(fay.page, 'message-bubble__text').filter({ hasText: 'zweite Zeile' });
    await expectPage.poll(() => text.last().innerText()).toBe('👩‍👩‍👧 שלום\nzweite Zeile');
    await expectPage(field).toHaveValue('');
  });

  test('[SM67] {P9} with the keyboard open the newest message and the field are above it', async () => {
    const gus = await open('Gus', { hash: '' });
    await gus.page.goto(
      `${stage.server.url}/phone/?user=Gus&keyboard=300#/pages/rooms/rooms|pages/chat/chat?room=tea`,
    );
    await gus.page.reload();
    const field = gus.page.locator('.mp-top [class*="composer__input"] textarea');
    await field.focus();
    await gus.write('über der Tastatur');
    await gus.waitForMessage('über der Tastatur');
    const edge = 780 - 300;
    const last = byClass(gus.page, 'message-bubble__text').last();
    await gus.page.waitForFunction((limit) => {
      const fields = document.querySelectorAll('.mp-top [class*="composer__input"]');
      const bubbles = document.querySelectorAll('.mp-top [class*="message-bubble__text"]');
      const nodes = [fields[fields.length - 1], bubbles[bubbles.length - 1]];
      return nodes.every((node) => (node?.getBoundingClientRect().bottom ?? limit) < limit);
    }, edge);
    await expectPage(last).toHaveText('über der Tastatur');
    await expectPage(field).toBeFocused();
  });

  test('[SM68] {P5, P8} the theme and the language are chosen on the settings page and stay', async () => {
    const hal = await open('Hal', { hash: '#/pages/rooms/rooms|pages/settings/settings' });
    await hal.page.locator('.settings__theme[aria-label*="深色"]').click();
    await hal.page.locator('.mp-top .theme-dark').waitFor();
    await hal.page.locator('.settings__language[aria-label*="English"]').click();
    await hal.page.locator('.mp-top .mp-nav__title', { hasText: 'Settings' }).waitFor();
    await hal.page.reload();
    await hal.page.locator('.mp-top .theme-dark').waitFor();
    await hal.page.locator('.mp-top .mp-nav__title', { hasText: 'Settings' }).waitFor();
  });

  test('[SM69] two windows of one person are one member and show the same room', async () => {
    const first = await open('Ida');
    const second = await open('Ida');
    await first.openRoom('茶水间');
    await second.openRoom('茶水间');
    await first.write('aus dem ersten Fenster');
    await second.waitForMessage('aus dem ersten Fenster');
    await second.write('aus dem zweiten');
    await first.waitForMessage('aus dem zweiten');
    const own = second.page.locator('.mp-top [class*="message-bubble--own"]');
    await own.filter({ hasText: 'aus dem ersten Fenster' }).waitFor();
  });
});
