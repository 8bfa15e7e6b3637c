/** The states of the open room. */
import type { Locator } from 'playwright';
import { byClass } from '../chat-page';
import { goOffline, LOBBY, pageOf, ROOMS } from './list-states';
import type { PageState, StatePhone } from './page-state';
import { MUTED } from './world';

const TEXT = 'message-bubble__text';
const TALK = { hash: pageOf('chat', 'talk'), ready: TEXT } as const;
const GATE = {
  hash: (rooms: StatePhone['world']['rooms']): string => `#/pages/chat/chat?room=${rooms.gate}&link=1`,
  // Only members see it.
  ready: 'room-head__people',
  isUsedUp: true,
} as const;
const LOBBY_CHAT = `${ROOMS}|pages/chat/chat?room=lobby`;

const fieldOf = ({ page }: StatePhone): Locator =>
  page.locator('.mp-top [class*="composer__input"] textarea');

async function write(phone: StatePhone, text: string): Promise<void> {
  await fieldOf(phone).fill(text);
  await fieldOf(phone).press('Enter');
}

const ownOf = ({ page }: StatePhone, status: string): Locator =>
  byClass(page, `message-bubble--${status}`).last();

async function openMenu({ page }: StatePhone, text: string): Promise<void> {
  await byClass(page, TEXT).getByText(text, { exact: true }).last().click({ delay: 700 });
  await byClass(page, 'message-menu__entry').first().waitFor();
}

const UNREAD = Array.from(
  { length: 6 },
  (_, index) => `第 ${index + 1} 件事\n${'慢慢说。\n'.repeat(4)}说完了。`,
);

const CONNECTION_STATES: readonly PageState[] = [
  {
    name: 'chat-loading',
    ...TALK,
    ready: 'chat__bone',
    before({ wire }) {
      wire.holdDown(/"type":"(msg|page)"/);
      return Promise.resolve();
    },
  },
  { name: 'chat-offline', ...TALK, act: goOffline },
  {
    name: 'chat-reconnecting',
    ...TALK,
    async act({ page, wire }) {
      wire.refuse();
      await byClass(page, 'connection-line__text').filter({ hasText: /\d/ }).first().waitFor();
    },
  },
  {
    name: 'chat-catching-up',
    hash: LOBBY_CHAT,
    user: '读者',
    isUsedUp: true,
    ready: TEXT,
    async act(phone) {
      const { page, wire, world } = phone;
      await goOffline(phone);
      await world.say(LOBBY, UNREAD);
      // A welcome holds the newest message of each room.
      wire.holdDown(/^\{"type":"(msg|page)"/);
      await page.evaluate("__preview.control.setNetwork('wifi')");
      await byClass(page, 'connection-line__text')
        .filter({ hasText: /收取中|Receiving/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'chat-gap',
    hash: (rooms) => `${pageOf('chat', 'busy')(rooms)}&seq=4`,
    ready: 'message-list__gap',
    before: ({ world }) => world.fill(),
    act: ({ page }) => byClass(page, 'message-list__gap').first().scrollIntoViewIfNeeded(),
  },
  {
    name: 'chat-failed-history',
    hash: LOBBY_CHAT,
    ready: TEXT,
    before({ wire }) {
      wire.holdUp(/"type":"history"/);
      return Promise.resolve();
    },
    async act(phone) {
      await goOffline(phone);
      await byClass(phone.page, 'message-list__older--failed').waitFor();
    },
  },
];

const SENDING_STATES: readonly PageState[] = [
  {
    name: 'chat-sending',
    ...TALK,
    user: '小雨',
    async act(phone) {
      phone.wire.holdUp(/"type":"publish"/);
      await write(phone, '这条正在发送');
      await ownOf(phone, 'sending').waitFor();
      // The spinner comes after a moment only.
      await byClass(phone.page, 'message-bubble__spinner').last().waitFor();
    },
  },
  {
    name: 'chat-queued',
    ...TALK,
    async act(phone) {
      await goOffline(phone);
      await write(phone, '没有网络时写的');
      await ownOf(phone, 'queued').waitFor();
    },
  },
  {
    name: 'chat-storage-full',
    ...TALK,
    async act(phone) {
      await goOffline(phone);
      await phone.page.evaluate(`(() => {
        for (let size = 1 << 20; size > 0; size >>= 1)
          for (let n = 0; ; n += 1)
            try { localStorage.setItem('full/' + size + '/' + n, 'x'.repeat(size)); } catch { break; }
      })()`);
      await write(phone, `手机存储满了：${'字'.repeat(600)}`);
      await ownOf(phone, 'queued').waitFor();
    },
  },
  {
    name: 'chat-failed',
    ...GATE,
    user: '说不了话',
    async act(phone) {
      const { user, wire, world } = phone;
      const { gate } = world.rooms;
      wire.holdUp(/"type":"publish"/);
      await write(phone, '这条不会发出去');
      await ownOf(phone, 'sending').waitFor();
      await world.owner.client.chat.rooms.act(gate, {
        kind: 'mute',
        user: await world.find(gate, user),
        forMs: 600_000,
      });
      wire.release();
      await ownOf(phone, 'failed').waitFor();
    },
  },
  {
    name: 'chat-too-long',
    ...TALK,
    async act(phone) {
      await write(phone, '界'.repeat(4_001));
      await byClass(phone.page, 'composer__error').waitFor();
    },
  },
];

const BARRED_STATES: readonly PageState[] = [
  { name: 'chat-muted', hash: pageOf('chat', 'muted'), user: MUTED, ready: 'chat__barrier' },
  { name: 'chat-closed', hash: pageOf('chat', 'closed'), ready: 'chat__barrier' },
  { name: 'chat-slow', hash: pageOf('chat', 'slow'), user: '小雨', ready: 'chat__rule' },
  {
    name: 'chat-removed',
    ...GATE,
    user: '被移出的人',
    async act({ page, user, world }) {
      const { gate } = world.rooms;
      await world.owner.client.chat.rooms.act(gate, { kind: 'remove', user: await world.find(gate, user) });
      await byClass(page, 'chat__notice-text').waitFor();
    },
  },
  { name: 'chat-no-such-room', hash: '#/pages/chat/chat?room=nosuch&link=1', ready: 'chat__notice-button' },
];

const TALK_STATES: readonly PageState[] = [
  { name: 'chat-talk', ...TALK },
  { name: 'chat-empty', hash: pageOf('chat', 'empty'), ready: 'composer__input' },
  { name: 'chat-long', hash: pageOf('chat', 'long'), ready: TEXT },
  {
    name: 'chat-quote',
    ...TALK,
    async act(phone) {
      await openMenu(phone, '好，我带早饭 🥟');
      await byClass(phone.page, 'message-menu__icon--quote').click();
      await byClass(phone.page, 'composer__quote').first().waitFor();
    },
  },
  { name: 'chat-menu', ...TALK, act: (phone) => openMenu(phone, '好，我带早饭 🥟') },
  {
    name: 'chat-mention',
    ...TALK,
    async act(phone) {
      await fieldOf(phone).pressSequentially('@');
      await byClass(phone.page, 'mention-picker__entry').first().waitFor();
    },
  },
  {
    name: 'chat-emoji',
    ...TALK,
    async act({ page }) {
      await byClass(page, 'composer__tool--emoji').first().click();
      await byClass(page, 'emoji-panel').first().waitFor();
    },
  },
  {
    name: 'chat-typing',
    ...TALK,
    async act({ page, world }) {
      // Told again with every key, as somebody who goes on writing does: the look before may have had the last hint.
      const keys = setInterval(() => world.other.client.chat.setTyping(world.rooms.talk, true), 300);
      try {
        await byClass(page, 'chat__typing').waitFor();
      } finally {
        clearInterval(keys);
      }
    },
  },
  {
    name: 'chat-recalled',
    ...TALK,
    user: '小雨',
    async act(phone) {
      await write(phone, '说错了');
      await ownOf(phone, 'sent').getByText('说错了').waitFor();
      await openMenu(phone, '说错了');
      await byClass(phone.page, 'message-menu__icon--recall').click();
      await byClass(phone.page, 'message-list__edit').last().waitFor();
    },
  },
  {
    name: 'chat-unread',
    hash: ROOMS,
    user: '读者',
    isUsedUp: true,
    ready: 'room-row__name',
    async act({ page, world }) {
      await world.say(LOBBY, UNREAD);
      // They have come here too, and not only where they were said.
      await page
        .locator('.mp-top .t-badge__count')
        .filter({ hasText: /^([6-9]|\d\d)/ })
        .first()
        .waitFor();
      const row = byClass(page, 'room-row__name').getByText(/^(大厅|Lobby)$/);
      await row.click();
      await byClass(page, 'message-list__unread-text').waitFor();
    },
  },
  {
    name: 'chat-pill',
    hash: LOBBY_CHAT,
    user: '读者',
    isUsedUp: true,
    ready: TEXT,
    async act({ page, world }) {
      // By hand, as only a finger counts as leaving the end.
      await byClass(page, TEXT).first().hover();
      await page.mouse.wheel(0, -2_000);
      await byClass(page, 'message-list__pill').first().waitFor();
      await world.say(LOBBY, ['刚到的消息']);
      await byClass(page, 'message-list__pill-text').waitFor();
    },
  },
];

export const CHAT_STATES: readonly PageState[] = [
  ...TALK_STATES,
  ...CONNECTION_STATES,
  ...SENDING_STATES,
  ...BARRED_STATES,
];
