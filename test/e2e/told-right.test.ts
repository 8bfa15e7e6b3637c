/** What a phone says of others and of its own time: who has read, how much is unread, what holds until when. */
import type { Locator } from 'playwright';
import type { ClientMessageId, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { setUpStage } from '../support/browser-stage';
import { byClass, openChat, type ChatPage } from '../support/chat-page';
import type { ClientPhone } from '../support/client-phone';
import { expectPage } from '../support/expect-page';
import { setUpPeople } from '../support/stage-people';
import { changeStopped } from '../support/stopped-store';

jest.setTimeout(90_000);

const stage = setUpStage();
const ROOMS = '&lang=en#/pages/rooms/rooms';
const DAY_MS = 24 * 3_600_000;
const person = setUpPeople(stage);

const idOf = (who: ClientPhone): UserId => who.client.chat.state.self?.user ?? ('nobody' as UserId);

/** Whoever opens the link is let in. */
const linkTo = (room: RoomId): string => `${ROOMS}|pages/chat/chat?room=${room}&link=1`;

/** A phone in a browser, whose clock is so far ahead of the server's. */
async function open(user: string, hash: string, aheadMs = 0): Promise<ChatPage> {
  const phone = await openChat(stage.browser, stage.server.url, user, {
    hash,
    async prepare(page) {
      await page.addInitScript((ahead) => {
        const now = Date.now.bind(Date);
        Date.now = () => now() + ahead;
      }, aheadMs);
    },
  });
  return stage.keep(phone);
}

const bubble = ({ page }: ChatPage, text: string): Locator =>
  byClass(page, 'message-bubble__text').getByText(text, { exact: true });

test('[MK27, UI131] {K5} who has read it and leaves is no reader, who comes is none, and everyone is who was there', async () => {
  const owner = await person('Owner');
  const room = await owner.client.chat.createRoom('Readers');
  const [bob, dan, eve] = [await person('Bob'), await person('Dan'), await person('Eve')];
  for (const each of [bob, dan, eve]) await each.client.chat.joinRoom(room);
  const ann = await open('Ann', linkTo(room));
  await ann.write('who has read this?');
  const note = byClass(ann.page, 'message-bubble__note');
  for (const each of [owner, bob, dan]) {
    await each.until(() => each.texts(room).includes('who has read this?'), 'the question');
    each.client.chat.markRead(room);
  }
  await expectPage(note).toHaveText('Read by 3');
  await dan.client.chat.leaveRoom(room);
  await expectPage(note).toHaveText('Read by 2');
  const fay = await person('Fay');
  await fay.client.chat.joinRoom(room);
  fay.client.chat.sendText(room, 'hello');
  await ann.waitForMessage('hello');
  fay.client.chat.markRead(room);
  await owner.client.chat.rooms.act(room, { kind: 'remove', user: idOf(eve) });
  await expectPage(note).toHaveText('Read by everyone');
});

/** While the server is down, somebody says so much in the tea room. */
async function fillTeaRoom(count: number): Promise<void> {
  await changeStopped(stage.server, async (store) => {
    const [tea, user] = ['tea' as RoomId, 'talker' as UserId];
    await store.createUser({ user, name: 'Talker', avatar: 'tint-1', keyHash: null, language: 'en', at: 1 });
    await store.addMember(tea, user, 0);
    const at = Date.now();
    const said = Array.from({ length: count }, (_, i) => i + 1);
    await store.append(
      said.map((n) => {
        const clientId = `said-${n}` as ClientMessageId;
        return { room: tea, user, clientId, at, body: { kind: 'text', text: `word ${n}` } };
      }),
    );
  });
}

test('[UI286] {K7} of 350 unread messages badge, row, title and pill say 99+', async () => {
  const reader = await person('Gil');
  await reader.close();
  await fillTeaRoom(350);
  const { page } = await open('Gil', ROOMS);
  const row = page.getByRole('button', { name: /^Tea room, Talker: word 350, .+, 99\+ unread,/ });
  await expectPage(row.locator('[class*="room-row__badge"]')).toContainText('99+');
  await expectPage(page.locator('.mp-top .mp-nav__title')).toHaveText('Chats (99+)');
  await row.click();
  await expectPage(byClass(page, 'message-list__unread-text')).toHaveText('99+ unread');
});

test('[RM63] {K9} two days ahead or behind, a phone tells the time, offers a recall and keeps a silence as any other', async () => {
  const host = await person('Host');
  const room = await host.client.chat.createRoom('Clocks');
  const [hal, ida, jo] = [
    await open('Hal', linkTo(room), 2 * DAY_MS),
    await open('Ida', linkTo(room), -2 * DAY_MS),
    await open('Jo', linkTo(room)),
  ];
  const members = async () => (await host.client.chat.rooms.members(room, 0)).members;
  const memberOf = async (name: string): Promise<UserId> =>
    (await members()).find((member) => member.name === name)?.user ?? ('nobody' as UserId);
  for (const phone of [hal, ida]) {
    const text = phone === hal ? 'from ahead' : 'from behind';
    await phone.write(text);
    await jo.waitForMessage(text);
    await bubble(phone, text).click({ delay: 700 });
    await expectPage(byClass(phone.page, 'message-menu__label').getByText('Recall')).toBeVisible();
    await phone.page.keyboard.press('Escape');
  }
  const times = ({ page }: ChatPage): Promise<string[]> =>
    byClass(page, 'message-list__time').allInnerTexts();
  for (const phone of [hal, ida]) {
    const isTheSame = async (): Promise<boolean> => {
      const told = (await times(jo)).join();
      return told !== '' && told === (await times(phone)).join();
    };
    await expectPage.poll(isTheSame).toBe(true);
  }
  const barrier = ({ page }: ChatPage): Locator => byClass(page, 'chat__barrier');
  await host.client.chat.rooms.act(room, { kind: 'mute', user: await memberOf('Hal'), forMs: 600_000 });
  await expectPage(barrier(hal)).toBeVisible();
  await host.client.chat.rooms.act(room, { kind: 'mute', user: await memberOf('Ida'), forMs: 2_000 });
  host.client.chat.sendText(room, 'behind the silence');
  await ida.waitForMessage('behind the silence');
  await expectPage(barrier(ida)).toHaveCount(0);
  await expectPage(byClass(ida.page, 'composer__input')).toBeVisible();
});

test('[BA20] {K27} what stands behind 140 line breaks or 500 blanks is in the preview and in a quote', async () => {
  const kim = await person('Kim');
  const room = await kim.client.chat.createRoom('Blanks');
  await (await person('Lea')).client.chat.joinRoom(room);
  const lea = await open('Lea', ROOMS);
  for (const [before, words] of [
    ['\n'.repeat(140), 'behind lines'],
    [' '.repeat(500), 'behind blanks'],
  ] as const) {
    kim.client.chat.sendText(room, before + words);
    await expectPage(byClass(lea.page, 'room-row__preview').getByText(`Kim: ${words}`)).toBeVisible();
    await lea.openRoom('Blanks');
    const row = byClass(lea.page, 'message-list__row').filter({ hasText: words }).last();
    await row.getByRole('button', { name: /^More/ }).click();
    await byClass(lea.page, 'message-menu__label').getByText('Quote', { exact: true }).click();
    await expectPage(byClass(lea.page, 'composer__quote-text')).toHaveText(`Kim: ${words}`);
    await lea.write(`about ${words}`);
    await lea.waitForMessage(`about ${words}`);
    await expectPage(byClass(lea.page, 'message-bubble__quote').last()).toHaveText(`Kim: ${words}`);
    await lea.page.locator('.mp-top .mp-nav__leading').click();
  }
});
