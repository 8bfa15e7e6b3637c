/** Whom people call in a message: finding them behind an `@`, and what stands there when names change. */
import type { Locator } from 'playwright';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';
import { addQuietMembers } from '../support/stopped-store';

jest.setTimeout(90_000);

const stage = setUpStage();
const TEA = '#/pages/rooms/rooms|pages/chat/chat?room=tea';
const PROFILE = '#/pages/rooms/rooms|pages/profile/profile';

async function open(user: string, hash = TEA): Promise<ChatPage> {
  return stage.keep(await openChat(stage.browser, stage.server.url, user, { hash }));
}

const field = ({ page }: ChatPage): Locator => page.locator('.mp-top [class*="composer__input"] textarea');
const offered = ({ page }: ChatPage): Locator => byClass(page, 'mention-picker__name');
const marked = ({ page }: ChatPage): Locator => byClass(page, 'message-body__mention');

async function type(phone: ChatPage, letters: string): Promise<void> {
  await field(phone).focus();
  await phone.page.keyboard.type(letters);
}

async function rename(phone: ChatPage, name: string): Promise<void> {
  await phone.page.locator('.mp-top .profile__name input').fill(name);
  await phone.page.locator('.mp-top .profile__save').click();
}

test('[UI301, UI302, UI304] {K22} who is called stays marked with today’s name, which a tap looks up, and nothing else is marked', async () => {
  const ann = await open('Ann');
  const ben = await open('Ben', PROFILE);
  await ben.page.locator('.mp-top .profile__save[aria-disabled]').waitFor();
  await type(ann, 'hi @be');
  await offered(ann).getByText('Ben', { exact: true }).click();
  await type(ann, 'and @Benjamin of x@Ben.org');
  await field(ann).press('Enter');
  await expectPage(marked(ann)).toHaveText(['@Ben']);
  await rename(ben, 'Benno');
  await expectPage(marked(ann)).toHaveText(['@Benno']);
  await ann.waitForMessage('hi @Benno and @Benjamin of x@Ben.org');
  await marked(ann).click();
  await expectPage(byClass(ann.page, 'members__name')).toHaveText(['Benno']);
});

test('[UI306] {K20} the sign of a Chinese keyboard opens the list, and a blank inside a name keeps it open', async () => {
  await open('Annabel L');
  const cem = await open('Cem');
  await type(cem, '＠');
  await expectPage(offered(cem).first()).toBeVisible();
  await type(cem, 'annabel l');
  await expectPage(offered(cem)).toHaveText(['Annabel L']);
  await offered(cem).click();
  await expectPage(field(cem)).toHaveValue('@Annabel L ');
  await field(cem).press('Enter');
  await expectPage(marked(cem).last()).toHaveText('@Annabel L');
});

test('[UI307] {K21} somebody who is removed goes from the open list at once', async () => {
  const owner = await open('Dan', '#/pages/rooms/rooms');
  await owner.createRoom('Club');
  const bob = await open('Bob', '#/pages/rooms/rooms|pages/find/find');
  await byClass(bob.page, 'find__name').getByText('Club', { exact: true }).click();
  await field(bob).waitFor();
  const eve = await open('Eve', '#/pages/rooms/rooms|pages/find/find');
  await byClass(eve.page, 'find__name').getByText('Club', { exact: true }).click();
  await type(eve, '@');
  await expectPage(offered(eve).getByText('Bob', { exact: true })).toBeVisible();
  await byClass(owner.page, 'room-head__bar').first().click();
  await owner.page.getByText('查看全部 3 位成员').click();
  await byClass(owner.page, 'members__name').getByText('Bob', { exact: true }).click();
  await owner.page.getByText('移出房间', { exact: true }).last().click();
  await owner.page.getByText('确定', { exact: true }).last().click();
  await expectPage(offered(eve)).toHaveText(['Dan']);
});

test('[UI305, UI308] {K19} of ninety members who never wrote the one whose name is typed is found, here and on their page', async () => {
  await addQuietMembers(stage.server, 90);
  const fay = await open('Fay');
  await type(fay, 'tea? @m87');
  await expectPage(offered(fay)).toHaveText(['m87']);
  await offered(fay).click();
  await expectPage(field(fay)).toHaveValue('tea? @m87 ');
  const titles: string[] = [];
  const gus = await openChat(stage.browser, stage.server.url, 'Gus', {
    hash: '#/pages/rooms/rooms|pages/members/members?room=tea',
    prepare: async (page) => {
      await page.exposeFunction('noteTitle', (title: string) => titles.push(title));
      await page.addInitScript(`
        new MutationObserver(() => {
          const title = document.querySelector('.mp-top .mp-nav__title');
          if (title) noteTitle(title.textContent);
        }).observe(document, { subtree: true, childList: true, characterData: true });
      `);
    },
  });
  stage.keep(gus);
  await expectPage(gus.page.locator('.mp-top .mp-nav__title')).toHaveText(/成员（\d{2,}）/);
  await gus.page.locator('.mp-top .members input').fill('M87');
  await expectPage(byClass(gus.page, 'members__name')).toHaveText(['m87']);
  await gus.page.locator('.mp-top .members input').fill('no such name');
  await expectPage(byClass(gus.page, 'members__failed')).toHaveText('没有叫这个名字的成员');
  expect(titles.filter((title) => /（0）/.test(title))).toEqual([]);
});

test('[UI311] {K22} what is undone after somebody was chosen is what stood there before', async () => {
  const hal = await open('Hal');
  await type(hal, 'hi @emm');
  await offered(hal).getByText('Emma', { exact: true }).click();
  await expectPage(field(hal)).toHaveValue('hi @Emma ');
  await field(hal).press('ControlOrMeta+z');
  await expectPage(field(hal)).toHaveValue('hi @emm');
  await expectPage(offered(hal)).toHaveText(['Emma']);
  await offered(hal).click();
  await type(hal, 'tea');
  await field(hal).press('Enter');
  await expectPage(marked(hal).last()).toHaveText('@Emma');
});

test('[UI311] {K22} an undo stops at a text that was given, and never mixes it with an older one', async () => {
  const ida = await open('Ida');
  await type(ida, 'ab');
  await byClass(ida.page, 'composer__tool--emoji').first().click();
  await ida.page.getByRole('button', { name: '🥟', exact: true }).click();
  await expectPage(field(ida)).toHaveValue('ab🥟');
  await type(ida, 'c');
  for (const shown of ['ab🥟', 'ab🥟', 'ab🥟']) {
    await field(ida).press('ControlOrMeta+z');
    await expectPage(field(ida)).toHaveValue(shown);
  }
  await field(ida).press('Enter');
  await expectPage(field(ida)).toHaveValue('');
  await field(ida).press('ControlOrMeta+z');
  await expectPage(field(ida)).toHaveValue('');
});
