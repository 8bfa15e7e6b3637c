import type { Locator } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { openTeaRoom } from '../support/tea-phone';

jest.setTimeout(90_000);

const stage = setUpStage();

const open = (user: string): Promise<ChatPage> => openTeaRoom(stage, user);

const bubble = ({ page }: ChatPage, text: string): Locator =>
  byClass(page, 'message-bubble__text').getByText(text, { exact: true }).last();

/** Presses long on a message and picks an entry of its menu. */
async function pick(phone: ChatPage, text: string, entry: string): Promise<void> {
  await bubble(phone, text).click({ delay: 700 });
  await byClass(phone.page, 'message-menu__label').getByText(entry, { exact: true }).click();
}

async function talk(): Promise<readonly [ChatPage, ChatPage]> {
  const [ming, yu] = [await open('阿明'), await open('小雨')];
  return [ming, yu];
}

test('[UI133] {C7} an answer shows what it answers, on both phones, and a tap leads there', async () => {
  const [ming, yu] = await talk();
  await ming.write('周六去骑车吗？');
  await yu.waitForMessage('周六去骑车吗？');
  await pick(yu, '周六去骑车吗？', '引用');
  await byClass(yu.page, 'composer__quote').first().waitFor();
  await yu.write('去，几点？');
  for (const phone of [ming, yu]) {
    await phone.waitForMessage('去，几点？');
    const quote = byClass(phone.page, 'message-bubble__quote').last();
    await quote.getByText('周六去骑车吗？').waitFor();
    await quote.click();
    await phone.page.locator('.mp-top [class*="message-list__row--lit"]').first().waitFor();
  }
});

test('[UI133] {C6} a recalled message is gone on both phones, and its author may write it anew', async () => {
  const [ming, yu] = await talk();
  await ming.write('说错了');
  await yu.waitForMessage('说错了');
  await pick(ming, '说错了', '撤回');
  for (const phone of [ming, yu]) {
    await bubble(phone, '说错了').waitFor({ state: 'detached' });
    await phone.page.locator('.mp-top').getByText('撤回了一条消息').first().waitFor();
  }
  await ming.page.locator('.mp-top').getByText('重新编辑').last().click();
  await ming.page.waitForFunction(
    `document.querySelector('.mp-top [class*="composer__input"] textarea').value === '说错了'`,
  );
});

test('[UI133] {C19} a reaction is on both phones, and a tap on it takes it back', async () => {
  const [ming, yu] = await talk();
  await ming.write('升职了');
  await yu.waitForMessage('升职了');
  await bubble(yu, '升职了').click({ delay: 700 });
  await byClass(yu.page, 'message-menu__face').first().click();
  const chips = [ming, yu].map(({ page }) => byClass(page, 'message-bubble__reaction').last());
  for (const chip of chips) await chip.waitFor();
  await chips[1]?.click();
  for (const chip of chips) await chip.waitFor({ state: 'detached' });
});

test('[UI133] {C17} the author sees how many have read it', async () => {
  const [ming, yu] = await talk();
  await ming.write('收到请回复');
  await yu.waitForMessage('收到请回复');
  await ming.page.locator('.mp-top').getByText(/已读/).last().waitFor();
});

test('[UI322, UI324] {K14} words that are taken back go from the quote bar and from open results, on other devices too', async () => {
  const [ming, yu] = await talk();
  await ming.write('秘密暗号');
  await yu.waitForMessage('秘密暗号');
  await pick(yu, '秘密暗号', '引用');
  const bar = byClass(yu.page, 'composer__quote-text');
  await expectPage(bar).toContainText('秘密暗号');
  const hash = '#/pages/rooms/rooms|pages/search/search?room=tea';
  const other = await openChat(stage.browser, stage.server.url, '小雨', { hash });
  stage.keep(other);
  const query = other.page.locator('.mp-top input');
  await query.fill('暗号');
  await query.press('Enter');
  await expectPage(byClass(other.page, 'search__hit').first()).toContainText('秘密暗号');
  await pick(ming, '秘密暗号', '撤回');
  await expectPage(bar).toHaveText('引用的消息已被撤回');
  for (const { page } of [yu, other]) {
    await expectPage(page.locator('.mp-top')).not.toContainText('秘密暗号');
  }
});
