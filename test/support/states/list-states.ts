/** The states of every page but the open room: lists, room settings, search, profile, settings. */
import type { Locator } from 'playwright';
import { byClass } from '../chat-page';
import { room } from '../client-phone';
import type { PageState, StatePhone } from './page-state';
import { LONER, type RoomName } from './world';

export const ROOMS = '#/pages/rooms/rooms';
const ROW = 'room-row__name';

/** A page of one room, opened from the list. */
export const pageOf =
  (page: string, name: RoomName): Extract<PageState['hash'], (...rooms: never[]) => string> =>
  (rooms) =>
    `${ROOMS}|pages/${page}/${page}?room=${rooms[name]}`;

const rowOf = ({ page }: StatePhone, name: RegExp): Locator =>
  byClass(page, ROW).getByText(name, { exact: true });

const sheetOf = ({ page }: Pick<StatePhone, 'page'>): Locator => page.locator('.mp-sheet__item').first();

/** The phone has no network, and knows. */
export async function goOffline({ page }: StatePhone): Promise<void> {
  await page.evaluate("__preview.control.setNetwork('none')");
  await byClass(page, 'connection-line__text').first().waitFor();
}

/** Nothing is known of any room. Never answered: the context is closed first. */
async function neverSignIn({ page }: Pick<StatePhone, 'page'>): Promise<void> {
  await page.route('**/api/login', () => undefined);
}

async function swipe(phone: StatePhone, name: RegExp): Promise<void> {
  const { page } = phone;
  const box = await rowOf(phone, name).boundingBox();
  if (box === null) throw new Error(`The row of ${name} is not shown.`);
  await page.mouse.move(box.x + 200, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x - 20, box.y + 10, { steps: 6 });
  await page.mouse.up();
  await byClass(page, 'swipe-cell__action').last().waitFor();
}

async function fill({ page }: StatePhone, field: string, text: string): Promise<void> {
  await page.locator(`.mp-top ${field}`).first().fill(text);
}

const ROOMS_STATES: readonly PageState[] = [
  { name: 'rooms-list', hash: ROOMS, ready: ROW },
  { name: 'rooms-first-run', hash: ROOMS, user: null, ready: ROW },
  {
    name: 'rooms-loading',
    hash: ROOMS,
    user: '慢慢来',
    ready: 'rooms__bone',
    before: neverSignIn,
  },
  { name: 'rooms-empty', hash: ROOMS, user: LONER, ready: 'rooms__empty-title' },
  {
    name: 'rooms-offline',
    hash: ROOMS,
    ready: ROW,
    act: goOffline,
  },
  {
    name: 'rooms-reconnecting',
    hash: ROOMS,
    ready: ROW,
    async act({ page, wire }) {
      wire.refuse();
      await byClass(page, 'connection-line__text').filter({ hasText: /\d/ }).first().waitFor();
    },
  },
  {
    name: 'rooms-replaced',
    hash: ROOMS,
    user: '两个窗口',
    isUsedUp: true,
    ready: ROW,
    async act({ context, page }) {
      const second = await context.newPage();
      await second.goto(page.url());
      await byClass(page, 'connection-line__action').first().waitFor();
      await page.bringToFront();
    },
  },
  { name: 'rooms-swipe', hash: ROOMS, ready: ROW, act: (phone) => swipe(phone, /^(大厅|Lobby)$/) },
  {
    name: 'rooms-menu',
    hash: ROOMS,
    ready: ROW,
    async act(phone) {
      await rowOf(phone, /^(茶水间|Tea room)$/).click({ delay: 700 });
      await sheetOf(phone).waitFor();
    },
  },
  {
    name: 'rooms-add',
    hash: ROOMS,
    ready: ROW,
    async act(phone) {
      await byClass(phone.page, 'rooms__add').first().click();
      await sheetOf(phone).waitFor();
    },
  },
  {
    name: 'rooms-no-match',
    hash: ROOMS,
    ready: ROW,
    async act(phone) {
      await fill(phone, 'input', 'zzz');
      await byClass(phone.page, 'rooms__no-match').waitFor();
    },
  },
  {
    name: 'rooms-removed',
    hash: (rooms) => `#/pages/chat/chat?room=${rooms.gate}&link=1`,
    user: '被移出的人',
    isUsedUp: true,
    ready: 'room-head__people',
    async act({ page, user, world }) {
      const { gate } = world.rooms;
      await page.goto(page.url().replace(/#.*/, ROOMS));
      await page.reload();
      await byClass(page, ROW).first().waitFor();
      await world.owner.client.chat.rooms.act(gate, { kind: 'remove', user: await world.find(gate, user) });
      await byClass(page, 'rooms__lost-text').first().waitFor();
    },
  },
];

const ROOM_STATES: readonly PageState[] = [
  { name: 'room-owner', hash: pageOf('room', 'talk'), ready: 'room__face-name' },
  { name: 'room-member', hash: pageOf('room', 'long'), user: '小雨', ready: 'room__face-name' },
  {
    name: 'room-loading',
    hash: pageOf('room', 'talk'),
    user: '慢慢来',
    ready: 'room__missing',
    before: neverSignIn,
  },
  {
    name: 'members-loading',
    hash: pageOf('members', 'talk'),
    user: '慢慢来',
    ready: 'members__bone',
    before: neverSignIn,
  },
  { name: 'members-list', hash: pageOf('members', 'talk'), user: '小雨', ready: 'members__name' },
  {
    name: 'members-sheet',
    hash: pageOf('members', 'talk'),
    ready: 'members__name',
    async act(phone) {
      await byClass(phone.page, 'members__name').getByText('小雨', { exact: true }).click();
      await sheetOf(phone).waitFor();
    },
  },
  { name: 'find-list', hash: `${ROOMS}|pages/find/find`, ready: 'find__name' },
  {
    name: 'find-none',
    hash: `${ROOMS}|pages/find/find`,
    ready: 'find__name',
    async act(phone) {
      await fill(phone, 'input', 'zzz');
      await byClass(phone.page, 'find__notice').first().waitFor();
    },
  },
  ...[
    { name: 'search-hits', query: '八点', shown: 'search__hit' },
    { name: 'search-none', query: 'zzz', shown: 'search__notice' },
  ].map(({ name, query, shown }): PageState => ({
    name,
    hash: pageOf('search', 'talk'),
    ready: 'search__field',
    async act(phone) {
      await fill(phone, 'input', query);
      await phone.page.locator('.mp-top input').first().press('Enter');
      await byClass(phone.page, shown).first().waitFor();
    },
  })),
];

const PROFILE = `${ROOMS}|pages/profile/profile`;
const openPopup = async ({ page }: StatePhone): Promise<void> => {
  await page.locator('.mp-top .profile__save[aria-disabled]').waitFor();
  await byClass(page, 'profile__picture').first().click();
  await byClass(page, 'privacy-popup__sheet').waitFor();
};

const OWN_STATES: readonly PageState[] = [
  { name: 'profile-page', hash: PROFILE, ready: 'profile__name' },
  {
    name: 'profile-wrong-name',
    hash: PROFILE,
    ready: 'profile__name',
    async act(phone) {
      await fill(phone, 'input', '名'.repeat(30));
      await byClass(phone.page, 'profile__save').click();
      await byClass(phone.page, 'profile__name-error').waitFor();
    },
  },
  { name: 'profile-privacy', hash: PROFILE, query: '&privacy=1', ready: 'profile__picture', act: openPopup },
  {
    name: 'profile-refused',
    hash: PROFILE,
    query: '&privacy=1',
    ready: 'profile__picture',
    async act(phone) {
      await openPopup(phone);
      await byClass(phone.page, 'privacy-popup__choice--refuse').click();
      await phone.page.locator('.mp-toast').waitFor();
    },
  },
  { name: 'settings-page', hash: `${ROOMS}|pages/settings/settings`, ready: 'settings__url' },
  {
    name: 'settings-wrong-server',
    hash: `${ROOMS}|pages/settings/settings`,
    ready: 'settings__url',
    async act(phone) {
      await fill(phone, 'input', 'ftp://nowhere');
      await byClass(phone.page, 'settings__save').click();
      await byClass(phone.page, 'settings__url-error').waitFor();
    },
  },
];

export const LIST_STATES: readonly PageState[] = [...ROOMS_STATES, ...ROOM_STATES, ...OWN_STATES];
export const LOBBY = room('lobby');
