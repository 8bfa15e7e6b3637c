/**
 * Public rooms in the order in which people are told of them: most people online first. With many rooms the order is made at
 * most once in a while, for everybody who asks; what is told of each room is always as it is now.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Turn } from '../cost/lane';
import { nameKey } from '../storage/port';
import { isListed } from './entry-rules';
import type { Room } from './room';

export interface DirectoryPage {
  readonly rooms: readonly Room[];
  readonly more: boolean;
  /** Rooms that were looked at. */
  readonly scanned: number;
}

export interface Directory {
  find(query: string, page: { skip: number; limit: number }, turn: Turn): Promise<DirectoryPage>;
}

/** So few are put in order whenever somebody asks. */
const FEW = 200;
const ORDER_MS = 5_000;
const SLICE = 1_000;

/** Names that look the same are made the same once, and not at each comparison. */
function createKeys(): (room: Room) => string {
  const known = new WeakMap<Room, { readonly name: string; readonly key: string }>();
  return (room) => {
    const found = known.get(room);
    if (found?.name === room.name) return found.key;
    const key = nameKey(room.name);
    known.set(room, { name: room.name, key });
    return key;
  };
}

export function createDirectory(clock: Clock, all: () => readonly Room[]): Directory {
  const keyOf = createKeys();
  let order: readonly Room[] = [];
  let madeAt = -Infinity;
  let madeOf = 0;

  function compare(a: Room, b: Room): number {
    const byPeople = b.online.size - a.online.size || b.members - a.members;
    return byPeople || (keyOf(a) < keyOf(b) ? -1 : 1);
  }

  function inOrder(): readonly Room[] {
    const rooms = all();
    const isFresh = Math.abs(clock.now() - madeAt) < ORDER_MS && madeOf === rooms.length;
    if (isFresh && rooms.length > FEW) return order;
    madeAt = clock.now();
    madeOf = rooms.length;
    order = [...rooms].sort(compare);
    return order;
  }

  /** A code finds a public room too. The name of a room that nobody is in may be another one's already. */
  function isFound(room: Room, query: string): boolean {
    if (!isListed(room) || room.members === 0) return false;
    return keyOf(room).includes(query) || room.room === query || room.settings.code === query;
  }

  return {
    async find(query, { skip, limit }, turn) {
      const rooms = inOrder();
      const found: Room[] = [];
      let passed = 0;
      for (let i = 0; i < rooms.length; i += 1) {
        if (i > 0 && i % SLICE === 0) await turn();
        const room = rooms[i];
        if (!room || !isFound(room, query)) continue;
        passed += 1;
        if (found.length === limit) return { rooms: found, more: true, scanned: i + 1 };
        if (passed > skip) found.push(room);
      }
      return { rooms: found, more: false, scanned: rooms.length };
    },
  };
}
