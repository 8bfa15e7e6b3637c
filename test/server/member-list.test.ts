/**
 * Pages of members: who is online first, then by name, each person once, whatever the page begins with and however many are
 * online.
 */
import type { Epoch, UserId } from '../../miniprogram/core/protocol/fields';
import type { ServerContext } from '../../server/session/context';
import { listMembers } from '../../server/session/member-list';
import { createSeat, type Peer } from '../../server/session/peer';
import { createRoom, type Room } from '../../server/rooms/room';
import { NO_BOUND } from '../../server/cost/budget';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { createManualClock } from '../support/manual-clock';
import { newUser, room as roomId, user } from '../support/store-contract';

const MEMBERS = 620;
const R1 = roomId('r1');
let store: ChatStore;
let room: Room;
let context: ServerContext;
let turns = 0;

const nameOf = (i: number): string => `Person ${String((i * 7919) % MEMBERS).padStart(4, '0')}`;
const peer = { budget: NO_BOUND } as unknown as Peer;
const turn = (): Promise<void> => {
  turns += 1;
  return Promise.resolve();
};

beforeEach(async () => {
  store = new MemoryStore();
  await store.createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, at: 1 });
  for (let i = 0; i < MEMBERS; i += 1) {
    await store.createUser(newUser(`p${i}`, nameOf(i)));
    await store.addMember(R1, user(`p${i}`), 0);
  }
  const [stored] = await store.listRooms();
  if (!stored) throw new Error('the room is there');
  room = createRoom(stored);
  context = { store, clock: createManualClock() } as unknown as ServerContext;
  turns = 0;
});

/** Everybody's names, page after page, and whether they are online. */
async function readAll(): Promise<{ names: string[]; online: boolean[] }> {
  const seat = createSeat(room, 0);
  const all = [];
  for (let more = true; more;) {
    const page = await listMembers(context, peer, seat, { skip: all.length }, turn);
    all.push(...page.members);
    more = page.more;
  }
  return { names: all.map(({ name }) => name), online: all.map(({ online }) => online) };
}

function comeOnline(count: number): void {
  for (let i = 0; i < count; i += 1) room.online.set(`p${i}` as UserId, 1);
}

test.each([[0], [3], [50], [199], [201], [450], [MEMBERS]])(
  '[SV343] {S16} with %i people online everybody comes once, online ones first, both by name',
  async (count) => {
    comeOnline(count);
    const { names, online } = await readAll();
    expect(new Set(names).size).toBe(MEMBERS);
    expect(online).toEqual(Array.from({ length: MEMBERS }, (_, i) => i < count));
    expect(names.slice(0, count)).toEqual([...names.slice(0, count)].sort());
    expect(names.slice(count)).toEqual([...names.slice(count)].sort());
  },
);

test.each([[3], [300]])(
  '[SV343] {S16} a page that begins anywhere is the same as in the row, with %i people online',
  async (count) => {
    comeOnline(count);
    const { names } = await readAll();
    for (const skip of [0, 2, count - 1, count, count + 7, 600, MEMBERS, 9_999]) {
      const page = await listMembers(context, peer, createSeat(room, 0), { skip }, turn);
      expect(page.members.map(({ name }) => name)).toEqual(names.slice(skip, skip + 50));
      expect(page.more).toBe(skip + 50 < MEMBERS);
    }
  },
);

test('[SV343] {S16} it gives way while it walks, and a next page goes on where the last one ended', async () => {
  comeOnline(3);
  const seat = createSeat(room, 0);
  await listMembers(context, peer, seat, { skip: 550 }, turn);
  expect(turns).toBeGreaterThan(1);
  turns = 0;
  await listMembers(context, peer, seat, { skip: 600 }, turn);
  expect(turns).toBe(0);
});

/** Reads all pages as a phone that names the place, or as one that counts; `meanwhile` happens between two pages. */
async function readOn(
  isNaming: boolean,
  meanwhile: (page: number) => void | Promise<void>,
  query = '',
): Promise<string[]> {
  const seat = createSeat(room, 0);
  const users: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < MEMBERS; pages += 1) {
    // Who names the place may have another connection by now.
    const where = isNaming ? createSeat(room, 0) : seat;
    const page = await listMembers(context, peer, where, { skip: users.length, after, query }, turn);
    users.push(...page.members.map(({ user: id }) => id));
    if (!page.more) return users;
    if (isNaming) after = page.next;
    await meanwhile(pages);
  }
  throw new Error('the pages have no end');
}

const flip = (id: string, isOnline: boolean): void => {
  room.order.note(user(id), { online: !isOnline });
  if (isOnline) room.online.set(user(id), 1);
  else room.online.delete(user(id));
};
async function rename(id: string, name: string): Promise<void> {
  const [before] = await store.findUsers([user(id)]);
  room.order.note(user(id), { nameKey: before!.name.toLowerCase() });
  await store.updateUser({ user: user(id), name, avatar: '' });
}

describe.each([
  ['names the place', true],
  ['counts', false],
] as const)('a phone that %s', (_, isNaming) => {
  const EVERYBODY = Array.from({ length: MEMBERS }, (_, i) => `p${i}`).sort();

  test.each([[3], [300]])(
    '[SV406] {K25} has everybody once although people come online and go between the pages, with %i online',
    async (count) => {
      comeOnline(count);
      for (const [id] of room.online) room.reads.set(id, 0);
      const users = await readOn(isNaming, (page) => {
        for (let i = 0; i < 20; i += 1) {
          const id = `p${(page * 37 + i * 31) % MEMBERS}`;
          flip(id, !room.online.has(user(id)));
        }
      });
      expect(users.sort()).toEqual(EVERYBODY);
    },
  );

  test('[SV406] {K25} has everybody once although people have other names between the pages', async () => {
    for (const id of EVERYBODY) room.reads.set(user(id), 0);
    comeOnline(60);
    const users = await readOn(isNaming, async (page) => {
      for (let i = 0; i < 10; i += 1) {
        const id = `p${(page * 61 + i * 53) % MEMBERS}`;
        await rename(id, `${i % 2 === 0 ? 'A' : 'Z'} ${id} ${page}`);
      }
    });
    expect(users.sort()).toEqual(EVERYBODY);
  });

  test('[SV406] {K25} has everybody who stays once although others come and leave between the pages', async () => {
    for (const id of EVERYBODY) room.reads.set(user(id), 0);
    const users = await readOn(isNaming, async (page) => {
      await store.removeMember(R1, user(`p${page * 3}`));
      room.reads.delete(user(`p${page * 3}`));
      await store.createUser(newUser(`new${page}`, `A newcomer ${page}`));
      await store.addMember(R1, user(`new${page}`), 0);
      room.reads.set(user(`new${page}`), 0);
    });
    expect(new Set(users).size).toBe(users.length);
    const left = new Set(Array.from({ length: 13 }, (_, i) => `p${i * 3}`));
    expect(EVERYBODY.filter((id) => !left.has(id) && !users.includes(id))).toEqual([]);
  });

  // By "person" all are found by how their name begins, by "7" by what it holds, by "p" in both ways once some are called anew.
  test.each([['person'], ['7'], ['p']])(
    '[SV562] {K25} finds everybody of a name once although people come, leave and have other names between the pages: %s',
    async (query) => {
      for (const id of EVERYBODY) room.reads.set(user(id), 0);
      const wanted = EVERYBODY.filter((id) =>
        nameOf(Number(id.slice(1)))
          .toLowerCase()
          .includes(query),
      );
      const gone = new Set<string>();
      const users = await readOn(
        isNaming,
        async (page) => {
          for (let i = 0; i < 12; i += 1) {
            const id = `p${(page * 61 + i * 53) % MEMBERS}`;
            if (!gone.has(id)) await rename(id, `${['Aperson', 'Zperson', 'Person'][i % 3]} 7 ${id} ${page}`);
          }
          const leaver = `p${page * 3 + 1}`;
          gone.add(leaver);
          await store.removeMember(R1, user(leaver));
          room.reads.delete(user(leaver));
          await store.createUser(newUser(`new${page}`, `A person 7 ${page}`));
          await store.addMember(R1, user(`new${page}`), 0);
          room.reads.set(user(`new${page}`), 0);
        },
        query,
      );
      expect(new Set(users).size).toBe(users.length);
      expect(wanted.filter((id) => !gone.has(id) && !users.includes(id))).toEqual([]);
    },
  );
});

test('[SV562] {K25} those of a name come in the same order page after page as at once, names that begin with it first', async () => {
  // Of those that hold it some stand before the place where a page of the others ends, some behind it.
  const words = ['Mo', 'Amo', 'Zmo'];
  for (let i = 0; i < 180; i += 1) await rename(`p${i}`, `${words[i % 3]} ${String(i).padStart(3, '0')}`);
  const seat = createSeat(room, 0);
  const names: string[] = [];
  for (let more = true; more && names.length < MEMBERS;) {
    const page = await listMembers(context, peer, seat, { skip: names.length, query: 'mo' }, turn);
    names.push(...page.members.map(({ name }) => name));
    ({ more } = page);
  }
  const numbers = (first: number): string[] =>
    Array.from({ length: 60 }, (_, i) => String(3 * i + first).padStart(3, '0'));
  expect(names).toEqual(words.flatMap((word, first) => numbers(first).map((number) => `${word} ${number}`)));
  const counted = await listMembers(context, peer, createSeat(room, 0), { skip: 40, query: 'mo' }, turn);
  expect(counted.members.map(({ name }) => name)).toEqual(names.slice(40, 90));
});

test('[SV563] {K25} a next page of a name looks at nobody again who is behind it already', async () => {
  const seat = createSeat(room, 0);
  const first = await listMembers(context, peer, seat, { skip: 0, query: 'person 06' }, turn);
  expect([first.members.length, first.more]).toEqual([20, false]);
  const page = await listMembers(context, peer, seat, { skip: 0, query: 'person 0' }, turn);
  turns = 0;
  await listMembers(
    context,
    peer,
    createSeat(room, 0),
    { skip: 0, after: `${page.next ?? ''}`, query: 'person 0' },
    turn,
  );
  expect(turns).toBe(0);
});
