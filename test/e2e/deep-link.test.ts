/** Ways into a room from outside: share cards and mini program codes, on phones that were never signed in. */
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { openPhone } from '../support/phone-page';
import type { PhonePage } from '../support/phone-page';

jest.setTimeout(90_000);

const stage = setUpStage();

const FORWARDING = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Makes a room with one message and forwards it: the link of the card. */
async function forwardRoom(name: string): Promise<string> {
  const ann: ChatPage = await openChat(stage.browser, stage.server.url, 'Ann', FORWARDING);
  stage.keep(ann);
  await ann.createRoom(name);
  await ann.write('这里见');
  await ann.waitUntilSent();
  await ann.page.locator('.mp-top .mp-nav__capsule').click();
  await ann.page.getByRole('button', { name: '转发' }).click();
  await ann.page.getByText(`来「${name}」一起聊`).waitFor();
  await ann.page.getByRole('button', { name: '复制链接' }).click();
  await ann.page.getByText('链接已复制').waitFor();
  return ann.page.evaluate(() => navigator.clipboard.readText());
}

async function follow(url: string): Promise<PhonePage> {
  const phone = await openPhone(stage.browser, url);
  stage.keep(phone);
  return phone;
}

test('[UI101, UI102] {P3, P13} a shared card opens its room on a phone that was never signed in; back is the list', async () => {
  const link = await forwardRoom('周五电影');
  const { page } = await follow(link);
  await page.locator('.mp-top .mp-nav__title', { hasText: '周五电影' }).waitFor();
  await byClass(page, 'message-bubble__text').getByText('这里见').waitFor();
  // The system ends the app: the room comes back from its address.
  await page.reload();
  await byClass(page, 'message-bubble__text').getByText('这里见').waitFor();
  await page.locator('.mp-top .mp-nav__leading').click();
  await byClass(page, 'room-row__name').getByText('周五电影').waitFor();
});

test('[UI100, SM90] {P3} the scene of a mini program code opens its room', async () => {
  const link = await forwardRoom('周六骑车');
  const code = /room=([a-z0-9]+)/.exec(link)?.[1] ?? '';
  const scene = encodeURIComponent(encodeURIComponent(`room=${code}`));
  const { page } = await follow(`${stage.server.url}/phone/#/pages/chat/chat?scene=${scene}`);
  await byClass(page, 'message-bubble__text').getByText('这里见').waitFor();
  const launch = await page.evaluate('wx.getLaunchOptionsSync().scene');
  expect(launch).toBe(1047);
});

test('[UI101, UI102] {P3, P13} a link to no room says so, and its button leads to the list', async () => {
  const { page } = await follow(`${stage.server.url}/phone/#/pages/chat/chat?room=nosuch&link=1`);
  await byClass(page, 'chat__notice-text').getByText('没有这个房间').waitFor();
  await byClass(page, 'chat__notice-button').getByText('回到房间列表').click();
  await byClass(page, 'room-row__name').first().waitFor();
});
