/**
 * Public rooms in the order in which people are told of them: most people online first. The order is made at most once in a while
 * for everybody who asks, and kept for those who read it page by page: nobody is told of a room twice, and none is passed
 * over. What is told of each room is always as it is now.
 */
import { namesOf } from '../names/seeded-names';
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Turn } from '../cost/lane';
import { nameKey } from '../storage/port';
import { isListed } from './entry-rules';
import type { Room } from './room';
import { sortInTurns } from './sort-in-turns';

interface DirectoryPage {
  readonly rooms: readonly Room[];
  readonly more: boolean;
  /** Where the next page begins, when there is one. */
  readonly next?: string;
  /** Rooms that were looked at. */
  readonly scanned: number;
}

interface DirectoryWish {
  /** As a page before has told it; else, or when its order is not kept any more, `skip` counts. */
  readonly after?: string | undefined;
  readonly skip: number;
  readonly limit: number;
}

/** A page is read in slices, each in a turn of its own. */
export interface Directory {
  find(query: string, wish: DirectoryWish, turn: Turn): Promise<DirectoryPage>;
}

/** So few are put in order whenever somebody asks. */
const FEW = 200;
const ORDER_MS = 5_000;
const SLICE = 1_000;
/** Orders that people may be reading still. */
const MAX_KEPT = 32;
const KEPT_MS = 10 * 60_000;

interface Order {
  readonly id: number;
  readonly rooms: readonly Room[];
  /** Of how many it was made. */
  readonly count: number;
  madeAt: number;
}

/** Names that look the same are made the same once, and not at each comparison. */
function createKeys(): (room: Room) => string {
  const known = new WeakMap<Room, { readonly name: string; readonly key: string }>();
  return (room) => {
    const found = known.get(room);
    if (found?.name === room.name) return found.key;
    // In each language that it has a name in; nobody looks for what stands between.
    const { names } = namesOf(room);
    const key = [room.name, ...(names ? [names.en] : [])].map(nameKey).join('\n');
    known.set(room, { name: room.name, key });
    return key;
  };
}

/** The orders of the last minutes. */
function createOrders(clock: Clock, compare: (a: Room, b: Room) => number) {
  let kept: readonly Order[] = [];
  // Places that an earlier start has told lead into no order of this one.
  let lastId = clock.now();

  let making: Promise<Order> | null = null;

  const isSame = (a: readonly Room[], b: readonly Room[]): boolean =>
    a.length === b.length && a.every((room, i) => room === b[i]);

  async function make(all: readonly Room[], turn: Turn): Promise<Order> {
    const rooms = await sortInTurns(all, compare, turn);
    const now = clock.now();
    const last = kept[kept.length - 1];
    if (last && isSame(last.rooms, rooms)) {
      last.madeAt = now;
      return last;
    }
    const order: Order = { id: (lastId += 1), rooms, count: rooms.length, madeAt: now };
    const young = kept.filter(({ madeAt }) => Math.abs(now - madeAt) < KEPT_MS);
    kept = [...young, order].slice(-MAX_KEPT);
    return order;
  }

  return {
    find: (id: number): Order | undefined => kept.find((order) => order.id === id),
    /** Whoever asks while it is being made waits for the same one. */
    newest(all: readonly Room[], turn: Turn): Promise<Order> {
      const last = kept[kept.length - 1];
      const isFresh = last && Math.abs(clock.now() - last.madeAt) < ORDER_MS && last.count === all.length;
      if (isFresh && all.length > FEW) return Promise.resolve(last);
      making ??= make(all, turn).finally(() => (making = null));
      return making;
    },
  };
}

/** `all` gives the rooms as they are at that moment. */
export function createDirectory(clock: Clock, all: () => readonly Room[]): Directory {
  const keyOf = createKeys();
  const orders = createOrders(clock, (a, b) => {
    const byPeople = b.online.size - a.online.size || b.members - a.members;
    return byPeople || (keyOf(a) < keyOf(b) ? -1 : 1);
  });

  /** A code finds a public room too. The name of a room that nobody is in may be another one's already. */
  function isFound(room: Room, query: string): boolean {
    if (!isListed(room) || room.members === 0) return false;
    return keyOf(room).includes(query) || room.room === query || room.settings.code === query;
  }

  async function beginningOf(
    { after = '', skip }: DirectoryWish,
    turn: Turn,
  ): Promise<{ order: Order; from: number; skip: number }> {
    const [, id, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(after) ?? [];
    const order = id === undefined ? undefined : orders.find(Number(id));
    if (order) return { order, from: Number(index), skip: 0 };
    return { order: await orders.newest(all(), turn), from: 0, skip };
  }

  return {
    async find(query, wish, turn) {
      const { order, from, skip } = await beginningOf(wish, turn);
      const { rooms } = order;
      const found: Room[] = [];
      let passed = 0;
      for (let i = from; i < rooms.length; i += 1) {
        if (i > from && (i - from) % SLICE === 0) await turn();
        const room = rooms[i];
        if (!room || !isFound(room, query)) continue;
        passed += 1;
        if (passed <= skip) continue;
        if (found.length === wish.limit) {
          return { rooms: found, more: true, next: `${order.id}.${i}`, scanned: i - from + 1 };
        }
        found.push(room);
      }
      return { rooms: found, more: false, scanned: Math.max(0, rooms.length - from) };
    },
  };
}
