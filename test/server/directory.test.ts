/**
 * The directory page by page: each room once and none passed over, whatever happens to the rooms between two pages.
 */
import type { Epoch, UserId } from '../../miniprogram/core/protocol/fields';
import { createDirectory, type Directory } from '../../server/rooms/directory';
import { createRoom, type Room } from '../../server/rooms/room';
import { newSettings } from '../../server/storage/governance-port';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { createRoom as makeRoom } from '../support/room-steps';
import { connectPhone } from '../support/test-phone';
import { startTestServer } from '../support/test-server';
import { room as roomId } from '../support/store-contract';

const LIMIT = 20;
const turn = (): Promise<void> => Promise.resolve();
let clock: ManualClock;
let rooms: Room[];
let directory: Directory;

function newRoom(name: string): Room {
  const room = roomId(name);
  const log = { head: 0, oldest: 1, last: null, emptiedAt: 0 };
  return createRoom({ room, name, epoch: 'e1' as Epoch, members: 1, settings: newSettings(room), ...log });
}
const setOnline = (room: Room, count: number): void => {
  room.online.clear();
  for (let i = 0; i < count; i += 1) room.online.set(`u${i}` as UserId, 1);
};

function prepare(count: number): void {
  clock = createManualClock(1_790_000_000_000);
  rooms = Array.from({ length: count }, (_, i) => newRoom(`room${i}`));
  rooms.forEach((room, i) => setOnline(room, (i * 7) % 30));
  directory = createDirectory(clock, () => rooms);
}

async function readAll(meanwhile: (page: number) => void | Promise<void>): Promise<string[]> {
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 0; ; pages += 1) {
    const page = await directory.find('', { after, skip: found.length, limit: LIMIT }, turn);
    found.push(...page.rooms.map(({ room }) => room));
    if (!page.more) return found;
    after = page.next;
    await meanwhile(pages);
  }
}

test.each([[90], [500]])(
  '[SV407] {K25} of %i rooms each comes once although people come and go in all of them, and rooms are made and end',
  async (count) => {
    prepare(count);
    const all = rooms.map(({ room }) => room);
    const ended = new Set<string>();
    const found = await readAll(async (page) => {
      rooms.forEach((room, i) => setOnline(room, (i * 11 + page * 17) % 40));
      const end = rooms.splice((page * 13) % rooms.length, 1)[0]!;
      end.members = 0;
      ended.add(end.room);
      rooms.unshift(newRoom(`new${page}`));
      await clock.advance(6_000);
      // Others begin to read meanwhile.
      await directory.find('', { skip: 0, limit: LIMIT }, turn);
    });
    expect(new Set(found).size).toBe(found.length);
    expect(all.filter((room) => !found.includes(room) && !ended.has(room))).toEqual([]);
  },
);

test('[SV407] {K25} a place whose order is not kept any more, or that was made up, is counted instead', async () => {
  prepare(60);
  const first = await directory.find('', { skip: 0, limit: LIMIT }, turn);
  for (let i = 0; i < 40; i += 1) {
    setOnline(rooms[i]!, 100 + i);
    await directory.find('', { skip: 0, limit: LIMIT }, turn);
  }
  for (const after of [first.next, '1.1', 'x', '1790000000041.99999', '1790000000041.-1']) {
    const page = await directory.find('', { after, skip: 40, limit: LIMIT }, turn);
    expect(page.rooms.length).toBeLessThanOrEqual(LIMIT);
  }
  const counted = await directory.find('', { after: first.next, skip: 40, limit: LIMIT }, turn);
  expect(counted.rooms).toHaveLength(LIMIT);
});

test('[SV407] {K25} a phone that counts, as older ones do, has each room once too', async () => {
  const server = await startTestServer({
    limits: { publishBurst: 500, frameBurst: 2_000, roomBurst: 100, addressRoomBurst: 100 },
  });
  const phone = await connectPhone(server, 'Ann');
  const bob = await connectPhone(server, 'Bob');
  const made: string[] = [];
  for (let i = 0; i < 45; i += 1)
    made.push((await makeRoom(phone, `Hall ${String(i).padStart(2, '0')}`)).room);
  const found: string[] = [];
  for (;;) {
    phone.send({ type: 'directory', id: `d${found.length}`, query: 'hall', skip: found.length });
    const page = await phone.next('directory', ({ id }) => id === `d${found.length}`);
    found.push(...page.rooms.map(({ room }) => room));
    if (!page.more) break;
    // The last one is the fullest now.
    bob.send({ type: 'join', id: `j${found.length}`, room: made[44 - found.length / 20] });
    await bob.next('joined');
  }
  expect(found.sort()).toEqual(made.sort());
  await server.close();
});

test('[SV573] {K25} whoever asks in the same five seconds, or while nothing has changed, is led through the same order', async () => {
  prepare(500);
  const next = async (): Promise<string | undefined> =>
    (await directory.find('', { skip: 0, limit: LIMIT }, turn)).next;
  const first = await next();
  setOnline(rooms[3]!, 90);
  await clock.advance(1_000);
  expect(await next()).toBe(first);
  await clock.advance(60_000);
  const second = await next();
  expect(second).not.toBe(first);
  await clock.advance(60_000);
  expect(await next()).toBe(second);
});

test('[SV524] {S16} the order of thousands of rooms is made in slices, once for all who ask meanwhile', async () => {
  prepare(3_000);
  let turns = 0;
  const inTurn = (): Promise<void> => {
    turns += 1;
    return Promise.resolve();
  };
  const first = directory.find('', { skip: 0, limit: LIMIT }, inTurn);
  const others = [0, 20].map((skip) => directory.find('', { skip, limit: LIMIT }, inTurn));
  const pages = await Promise.all([first, ...others]);
  // Six slices of 500 are merged three times: for one order, and not for three.
  expect(turns).toBeGreaterThan(10);
  expect(turns).toBeLessThan(60);
  expect(pages[1]?.next).toBe(pages[0]?.next);
  expect(pages[2]?.rooms).not.toEqual(pages[0]?.rooms);
  const online = pages.flatMap(({ rooms: found }) => found.map((room) => room.online.size));
  expect(new Set(online.slice(0, LIMIT))).toEqual(new Set([29]));
});
