/** Words of every script as people look for them, and links of every script as people take them along. */
import type { Page } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { createClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { openTeaRoom } from '../support/tea-phone';

jest.setTimeout(90_000);

const stage = setUpStage();

const open = (user: string): Promise<ChatPage> => openTeaRoom(stage, user);

/** What is looked for, and what was written; the hit as its line has it. */
const WORDS = [
  ['привет', 'Ну Привет всем', 'Привет'],
  ['ПРИВЕТ', 'Ну Привет всем', 'Привет'],
  ['ärger', 'Nur ÄRGER', 'ÄRGER'],
  ['hello world', 'Hello \n\n world', 'Hello world'],
  ['hello  world', 'Hello \n\n world', 'Hello world'],
  ['wide', 'Ｗｉｄｅ', 'Ｗｉｄｅ'],
  // The same letters before the hit and behind it.
  ['不', '好不好', '不'],
] as const;

async function look(page: Page, words: string): Promise<void> {
  const field = page.locator('.mp-top input');
  await field.fill('');
  await field.fill(words);
  await field.press('Enter');
}

test('[SV471, UI320, UI333] {K26} the server and the phone find the same words, in any case, width and white space', async () => {
  // A room of its own: in the others a bot says words again.
  const { page, createRoom, write, waitUntilSent } = stage.keep(
    await openChat(stage.browser, stage.server.url, 'Ann'),
  );
  await createRoom('找词');
  const [, room = ''] = /room=([^&]+)/.exec((await page.evaluate('location.hash')) as string) ?? [];
  for (const text of new Set(WORDS.map(([, text]) => text))) {
    await write(text);
    await expectPage(byClass(page, 'message-bubble__text').last()).toHaveText(text);
  }
  await waitUntilSent();
  await page.evaluate(`wx.navigateTo({ url: '/pages/search/search?room=${room}' })`);
  const ofPhone = page.locator('.mp-top').getByText(/只找了这部手机上的消息/);
  const marks = byClass(page, 'search__mark');
  for (const isLocal of [false, true]) {
    if (isLocal) await page.evaluate(`__preview.control.setNetwork('none')`);
    for (const [words, , hit] of WORDS) {
      await look(page, words);
      await expectPage(marks).toHaveText([hit]);
      await expectPage(ofPhone).toHaveCount(isLocal ? 1 : 0);
    }
  }
});

test.each(['https://zh.wikipedia.org/wiki/微信', 'https://例子.测试/路?问=答#é', 'http://пример.испытание'])(
  '[UI327] {K28} the link %s is whole, on the screen and where it is taken along',
  async (link) => {
    const [ann, bob] = [await open('Ann'), await open('Bob')];
    await ann.write(`看看 ${link}，很好。`);
    const shown = byClass(bob.page, 'message-body__link').last();
    await expectPage(shown).toHaveText(link);
    await shown.click();
    await bob.page.getByRole('button', { name: '复制链接' }).click();
    const taken = `new Promise((resolve) => wx.getClipboardData({ success: ({ data }) => resolve(data) }))`;
    await expectPage.poll(() => bob.page.evaluate(taken)).toBe(link);
  },
);

test('[UI288, UI374] {K33} a link and a number in an announcement are taken along, above the messages and in the settings', async () => {
  const owner = createClientPhone({ user: 'Owner', serverUrl: stage.server.url });
  await owner.online();
  const room = await owner.client.chat.createRoom('公告');
  const text = `报名：https://例子.测试/报名 或 13800138000。${'带好水。'.repeat(20)}`;
  await owner.client.chat.rooms.act(room, { kind: 'announce', text });
  await owner.close();
  const hash = `#/pages/rooms/rooms|pages/chat/chat?room=${room}&link=1`;
  const { page } = stage.keep(await openChat(stage.browser, stage.server.url, 'Cem', { hash }));
  const taken = `new Promise((resolve) => wx.getClipboardData({ success: ({ data }) => resolve(data) }))`;
  for (const place of ['room-head__text', 'room__announcement-text']) {
    const parts = byClass(page, place).locator('[class*="linked-text__part"]');
    await expectPage(parts).toHaveText(['https://例子.测试/报名', '13800138000']);
    await parts.first().click();
    await page.getByRole('button', { name: '复制链接' }).click();
    await expectPage.poll(() => page.evaluate(taken)).toBe('https://例子.测试/报名');
    await parts.last().click();
    await page.getByRole('button', { name: '复制号码' }).click();
    await expectPage.poll(() => page.evaluate(taken)).toBe('13800138000');
    if (place === 'room-head__text') {
      await expectPage(byClass(page, 'room-head__text--unfolded')).toHaveCount(0);
      await byClass(page, 'room-head__bar').first().click();
    }
  }
});
