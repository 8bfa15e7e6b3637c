/**
 * Running a room, by two people in two browsers.
 */
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import { expectPage } from '../support/expect-page';

jest.setTimeout(90_000);

const stage = setUpStage();

const choose = ({ page }: ChatPage, label: string) => page.getByText(label, { exact: true }).last().click();

test('[UI81, UI82, SM53] {R5} a row that is dragged to the left with the mouse stays open, and its room is pinned', async () => {
  const ann = await openChat(stage.browser, stage.server.url, 'Ann', { hash: '&lang=zh' });
  const row = byClass(ann.page, 'room-row__name').getByText('茶水间', { exact: true });
  await row.hover({ position: { x: 40, y: 8 } });
  const box = (await row.boundingBox())!;
  await ann.page.mouse.down();
  await ann.page.mouse.move(box.x - 150, box.y + 10, { steps: 6 });
  await ann.page.mouse.up();
  await choose(ann, '置顶');
  await byClass(ann.page, 'room-row--pinned').waitFor();
  await expectPage(byClass(ann.page, 'room-row__name').first()).toHaveText('茶水间');
  ann.expectNoFaults();
  await ann.close();
});

test('[UI399] on an English phone a room is made, and leaving it is asked about', async () => {
  const { page } = stage.keep(
    await openChat(stage.browser, stage.server.url, 'Eve', { hash: '&lang=en', locale: 'en-US' }),
  );
  await byClass(page, 'rooms__add').first().click();
  await page.getByRole('button', { name: 'Create a public room' }).click();
  await page.getByRole('dialog').locator('textarea').fill('Evening walk');
  await page.getByRole('dialog').getByRole('button', { name: 'OK' }).click();
  await byClass(page, 'room-head__bar').first().click();
  await byClass(page, 'room__leave').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
  await expectPage(page.getByRole('dialog')).toHaveCount(0);
});

test('[UI91] {R5} who leaves a room from its settings is among their rooms, not before the room that they left', async () => {
  const { page } = stage.keep(
    await openChat(stage.browser, stage.server.url, 'Eve', { hash: '&lang=zh#/pages/rooms/rooms' }),
  );
  await byClass(page, 'room-row__name').getByText('茶水间', { exact: true }).click();
  await byClass(page, 'room-head__bar').first().click();
  await byClass(page, 'room__leave').click();
  await page.getByRole('dialog').getByRole('button', { name: '退出' }).click();
  await byClass(page, 'rooms__me-name').waitFor();
  await expectPage(byClass(page, 'room-row__name').getByText('茶水间', { exact: true })).toHaveCount(0);
});

test('[UI88, UI96, UI97] {C22} a member who is muted cannot write, and one who is removed reads so', async () => {
  const ann = await openChat(stage.browser, stage.server.url, 'Ann', { hash: '&lang=zh' });
  await ann.createRoom('Club');
  const code = await byClass(ann.page, 'message-list')
    .getByText(/房间号 [\w-]+/)
    .first()
    .innerText();
  const room = code.replace(/^房间号 /, '');
  const bob = await openChat(stage.browser, stage.server.url, 'Bob', {
    hash: '&lang=zh#/pages/rooms/rooms|pages/find/find',
  });
  await byClass(bob.page, 'find__name').getByText('Club', { exact: true }).click();
  await byClass(bob.page, 'composer__input').waitFor();

  await byClass(ann.page, 'room-head__bar').first().click();
  await ann.page.getByText('查看全部 2 位成员').click();
  const member = byClass(ann.page, 'members__name').getByText('Bob', { exact: true });
  await member.click();
  await choose(ann, '禁言…');
  await choose(ann, '10 分钟');
  await byClass(bob.page, 'chat__barrier')
    .getByText(/你已被禁言/)
    .waitFor();
  await expectPage(byClass(bob.page, 'composer__input')).toBeHidden();

  await member.click();
  await choose(ann, '移出房间');
  await choose(ann, '确定');
  await bob.page.getByText('你已被移出「Club」，不能再查看这里的消息。').waitFor();
  expect(room).toMatch(/^\w{4}-\w{4}-\w{4}$/);
  ann.expectNoFaults();
  bob.expectNoFaults();
  await Promise.all([ann.close(), bob.close()]);
});

test.each([
  ['zh', '大厅'],
  ['en', 'Lobby'],
])('[UI396] the rooms of a new server are named in the language of the phone: %s', async (lang, name) => {
  const hash = `&lang=${lang}#/pages/rooms/rooms`;
  const { page } = stage.keep(await openChat(stage.browser, stage.server.url, `读${lang}`, { hash }));
  await byClass(page, 'room-row__name').getByText(name, { exact: true }).click();
  await expectPage(page.locator('.mp-top .mp-nav')).toContainText(name);
});
