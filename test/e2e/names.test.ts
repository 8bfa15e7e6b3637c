/** Names of people and files that show nothing, look alike or turn the line they stand in, as people meet them. */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat } from '../support/chat-page';
import type { ChatPage } from '../support/chat-page';
import { createClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';

jest.setTimeout(90_000);

const stage = setUpStage();
const TEA = '#/pages/rooms/rooms|pages/chat/chat?room=tea';
const PROFILE = '#/pages/rooms/rooms|pages/profile/profile';

async function open(user: string, hash = TEA): Promise<ChatPage> {
  return stage.keep(await openChat(stage.browser, stage.server.url, user, { hash }));
}

async function rename({ page }: ChatPage, name: string): Promise<void> {
  await page.locator('.mp-top .profile__name input').fill(name);
  await page.locator('.mp-top .profile__save').click();
}

const refusal = ({ page }: ChatPage) => byClass(page, 'profile__name-error');

test('[UI300, PR56] {K15} a name with a character that is not seen is refused, and the character is named', async () => {
  const ann = await open('Ann', PROFILE);
  await ann.page.locator('.mp-top .profile__save[aria-disabled]').waitFor();
  for (const [name, character] of [
    ['Ann\u202e', 'U+202E'],
    ['A\u200bnna', 'U+200B'],
    ['A\u2060nna', 'U+2060'],
  ] as const) {
    await rename(ann, name);
    await expectPage(refusal(ann)).toContainText(character);
  }
  await rename(ann, '\u200b\u2060');
  await expectPage(refusal(ann)).toHaveText('请填写名字。');
});

test('[PR55] {K15} a text that shows nothing is not sent', async () => {
  const bea = await open('Bea');
  await byClass(bea.page, 'message-list__beginning').waitFor();
  await bea.write('\u200b\u2060\u00ad');
  await expectPage(byClass(bea.page, 'composer__error')).toBeVisible();
  await expectPage(byClass(bea.page, 'message-bubble--own')).toHaveCount(0);
});

test('[SV451, SV452] {K17} a name that looks like another one’s, and a word that calls everybody, are refused', async () => {
  await open('ANNA');
  const cem = await open('Cem', PROFILE);
  await cem.page.locator('.mp-top .profile__save[aria-disabled]').waitFor();
  for (const name of ['АNNA', 'anna', 'everyone', '所有人', '小助手']) {
    await rename(cem, name);
    await expectPage(refusal(cem)).toContainText('已经有人用了');
    // Typing takes the refusal away, so the next one is of the next name.
    await cem.page.locator('.mp-top .profile__name input').fill('Cem');
    await expectPage(refusal(cem)).toBeHidden();
  }
  expect(cem.takeFaults(/409 \(Conflict\)/)).toHaveLength(5);
});

test('[UI309] {K18} a name from right to left turns no line around it', async () => {
  const dan = await open('Dan', '#/pages/rooms/rooms');
  await dan.createRoom('Club');
  const noa = await open('נועה', '#/pages/rooms/rooms|pages/find/find');
  await byClass(noa.page, 'find__name').getByText('Club', { exact: true }).click();
  const line = byClass(dan.page, 'message-list__notice').filter({ hasText: 'נועה' });
  await expectPage(line).toHaveText('\u2068נועה\u2069 加入了房间');
});

test('[UI310] {K13} the ending of a file stands apart behind its name, in the room and in the album', async () => {
  const eva = await open('Eva');
  await byClass(eva.page, 'composer__tool--more').first().click();
  const tile = byClass(eva.page, 'plus-panel__entry').filter({ hasText: '文件' });
  const [chooser] = await Promise.all([eva.page.waitForEvent('filechooser'), tile.click()]);
  const name = 'photo\u202egpj.exe';
  await chooser.setFiles([{ name, mimeType: 'application/octet-stream', buffer: Buffer.from('harmless') }]);
  await eva.page.getByRole('dialog').getByRole('button', { name: '发送' }).click();
  await eva.waitUntilSent();
  const album = await open('Fay', '#/pages/rooms/rooms|pages/album/album?room=tea');
  await byClass(album.page, 'album__kind').getByText('文件', { exact: true }).click();
  for (const { page } of [eva, album]) {
    await expectPage(byClass(page, 'file-name__stem')).toHaveText('photogpj');
    const ending = byClass(page, 'file-name__ending');
    await expectPage(ending).toHaveText('.exe');
    const [stemBox, endingBox] = [
      await byClass(page, 'file-name__stem').boundingBox(),
      await ending.boundingBox(),
    ];
    expect(endingBox?.x).toBeGreaterThanOrEqual((stemBox?.x ?? 0) + (stemBox?.width ?? 0) - 1);
  }
});

test('[UI287] {K29} the letter of a name that begins with a flag or a family is whole, beside messages and among members', async () => {
  const letters = ['🇨🇳', '👨‍👩‍👧'];
  const people = letters.map((letter) =>
    createClientPhone({ user: `${letter} 队`, serverUrl: stage.server.url }),
  );
  const [flag, family] = people;
  await Promise.all(people.map((person) => person.online()));
  const room = (await flag?.client.chat.createRoom('字母')) ?? '';
  await family?.client.chat.joinRoom(room);
  const { page } = await open('Gil', `#/pages/rooms/rooms|pages/chat/chat?room=${room}&link=1`);
  const faces = byClass(page, 'message-bubble__avatar').locator('[class*="avatar__initial"]');
  for (const [before, person] of people.entries()) {
    person.client.chat.sendText(room as RoomId, '大家好');
    await expectPage(faces).toHaveCount(before + 1);
  }
  await expectPage(faces).toHaveText(letters);
  await page.evaluate(`wx.navigateTo({ url: '/pages/members/members?room=${room}' })`);
  for (const letter of letters) {
    const member = byClass(page, 'members__row').filter({ hasText: `${letter} 队` });
    await expectPage(member.locator('[class*="avatar__initial"]')).toHaveText(letter);
  }
  await Promise.all(people.map((person) => person.close()));
});
