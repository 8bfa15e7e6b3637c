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
import { createMemoryStore } from '../../server/storage/memory/memory-store';
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
  store = createMemoryStore();
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
    const page = await listMembers(context, peer, seat, all.length, turn);
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
      const page = await listMembers(context, peer, createSeat(room, 0), skip, turn);
      expect(page.members.map(({ name }) => name)).toEqual(names.slice(skip, skip + 50));
      expect(page.more).toBe(skip + 50 < MEMBERS);
    }
  },
);

test('[SV343] {S16} it gives way while it walks, and a next page goes on where the last one ended', async () => {
  comeOnline(3);
  const seat = createSeat(room, 0);
  await listMembers(context, peer, seat, 550, turn);
  expect(turns).toBeGreaterThan(1);
  turns = 0;
  await listMembers(context, peer, seat, 600, turn);
  expect(turns).toBe(0);
});
