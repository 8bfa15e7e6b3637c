/** What a crowd costs a phone, counted and not timed: calls of setData and the characters that they carry. */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { ChatState } from '../../miniprogram/core/store/state';
import { ANN, chatState, message, userId } from '../support/chat-state';
import { flushPromises } from '../support/manual-clock';
import { openPage, resetWx, type OpenPage } from '../support/page-harness';
import { member, openInTea } from '../support/tea-room';

beforeEach(resetWx);

const MEMBERS = 5_000;
const BURST = 200;
const PAGE = 50;
/** More than a row of the list with everything that is said of it. */
const ROW_CHARS = 600;
const idOf = (i: number) => userId(`person-${i}`);
const person = (i: number): Member => member({ user: idOf(i), name: `Person ${i}`, avatar: 'tint-1' });
const charsOf = (page: OpenPage): number =>
  page.patches.reduce((sum, patch) => sum + JSON.stringify(patch).length, 0);

const items = [message({ user: ANN, seq: 1, text: 'hi' })];

function tea(online: number, members = MEMBERS): ChatState {
  return chatState({ id: 'tea', room: { name: '茶馆', members, online }, items });
}

/** `pages` of a room of five thousand, of a server that follows. */
async function openMembers(pages: number, members = MEMBERS): Promise<OpenPage> {
  const page = await openInTea('members', {
    before(fake) {
      fake.setState(tea(300, members));
      fake.answers.members = (_room, skip) => {
        const count = Math.min(PAGE, members - skip);
        const found = Array.from({ length: count }, (_, i) => person(skip + i));
        return Promise.resolve({ members: found, more: skip + PAGE < members, next: 'on', isFollowed: true });
      };
    },
  });
  for (let i = 1; i < pages; i += 1) {
    page.find('members__more').tap();
    await flushPromises();
  }
  return page;
}

test('[UI393] {K25} a page of members costs by its rows, whether the room has fifty members or five thousand', async () => {
  const small = await openMembers(1, PAGE);
  const large = await openMembers(1);
  expect(charsOf(small)).toBeLessThan(PAGE * ROW_CHARS);
  expect(Math.abs(charsOf(large) - charsOf(small))).toBeLessThan(ROW_CHARS);
  large.patches.length = 0;
  large.find('members__more').tap();
  await flushPromises();
  // That it is being asked for, and what came.
  expect(large.patches.length).toBeLessThanOrEqual(2);
  expect(charsOf(large)).toBeLessThan(PAGE * ROW_CHARS);
});

test('[UI393] {K25} two hundred who come and go are one call with what has changed, and one who is gone takes no row along', async () => {
  const page = await openMembers(6);
  page.patches.length = 0;
  page.fake.tellMembers({ offline: Array.from({ length: BURST }, (_, i) => idOf(i)) });
  expect(page.patches).toHaveLength(1);
  expect(charsOf(page)).toBeLessThan(BURST * 200);
  page.patches.length = 0;
  page.fake.tellMembers({ gone: [idOf(7)] });
  expect(page.patches).toHaveLength(1);
  expect(Object.keys(page.patches[0] ?? {}).filter((path) => path.startsWith('rows'))).toEqual([]);
});

test.each(['members', 'chat', 'rooms'] as const)(
  '[UI394] {K25} two hundred others who come and go in one frame are one call of a few characters for the page %s',
  async (name) => {
    const page =
      name === 'rooms'
        ? openPage('rooms', { before: (fake) => fake.setState(tea(300)) })
        : await openInTea(name);
    page.fake.setState(tea(300));
    await page.frame();
    page.patches.length = 0;
    for (let i = 1; i <= BURST; i += 1) page.fake.setState(tea(300 + i));
    await page.frame();
    expect(page.patches.length).toBeLessThanOrEqual(1);
    expect(charsOf(page)).toBeLessThan(400);
  },
);

test('[UI394] {K25} of a full list of rooms only the row is sent in which somebody came or went', async () => {
  const rooms = (online: number): ChatState => {
    const state = tea(300);
    const [room] = Object.values(state.rooms.byId);
    const ids = Array.from({ length: 50 }, (_, i) => `room-${i}` as RoomId);
    const byId = Object.fromEntries(
      ids.map((id, i) => [id, { ...room!, room: id, name: `Room ${i}`, online: i === 7 ? online : 1 }]),
    );
    return { ...state, rooms: { byId, ids } };
  };
  const page = openPage('rooms', { before: (fake) => fake.setState(rooms(1)) });
  await page.frame();
  expect(charsOf(page)).toBeLessThan(50 * 2 * ROW_CHARS);
  page.patches.length = 0;
  page.fake.setState(rooms(2));
  await page.frame();
  expect(charsOf(page)).toBeLessThan(400);
});

/** A room in which so many have written, and the page of it with an @ in its field. */
function lookFor(writers: number): {
  readonly page: OpenPage;
  readonly state: ChatState;
  type(text: string): void;
} {
  const people = Array.from({ length: writers }, (_, i) => person(i));
  const said = people.map((user, i) => message({ user, seq: i + 1, id: `c${i}`, text: 'hi' }));
  const before = chatState({ id: 'tea', room: { members: MEMBERS }, items: said });
  const state = { ...before, users: Object.fromEntries(people.map((one) => [one.user, one])) };
  const page = openPage('chat', { query: { room: 'tea' }, before: (fake) => fake.setState(state) });
  page.patches.length = 0;
  const type = (text: string): void =>
    page.find('composer__input').trigger('input', { value: text, cursor: text.length });
  return { page, state, type };
}

test('[UI426] {K19} whom an @ offers is one call of at most twenty rows, whether sixty have written or six hundred', () => {
  const costs = [60, 600].map((writers) => {
    const { page, type } = lookFor(writers);
    const rows = page.patchesOf('.chat__composer');
    type('@');
    expect([page.patches.length, rows.filter(({ matches }) => matches).length]).toEqual([1, 1]);
    expect(page.findAll('mention-picker__entry')).toHaveLength(20);
    return charsOf(page);
  });
  expect(Math.max(...costs)).toBeLessThan(20 * ROW_CHARS);
  expect(Math.abs(costs[1]! - costs[0]!)).toBeLessThan(ROW_CHARS);
});

test('[UI426] {K19} each letter sends those who have it and no others, and first whoever is called so and nothing more', () => {
  const { page, type } = lookFor(600);
  type('@');
  page.patches.length = 0;
  type('@person 5');
  expect(page.findAll('mention-picker__name').map((one) => one.text)[0]).toBe('Person 5');
  expect([page.patches.length, charsOf(page) < 20 * ROW_CHARS]).toEqual([1, true]);
  page.patches.length = 0;
  type('@person 523');
  expect(page.findAll('mention-picker__name').map((one) => one.text)).toEqual(['Person 523']);
  expect(charsOf(page)).toBeLessThan(2 * ROW_CHARS);
});
