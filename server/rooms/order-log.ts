/**
 * What has changed of the order in which members are told since somebody began to read them page by page: who came online or went,
 * and who had another name. Whoever reads on sees the order as it was, so that nobody comes twice and nobody is passed over. Holds
 * nothing for a room that nobody reads; knows neither pages nor the store.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';

/** As it was before the change. */
export interface OrderBefore {
  readonly online?: boolean;
  readonly nameKey?: string;
}

/** Of one room; bounded, so a very old mark is not good any more. */
export interface OrderLog {
  /** Stands for the order as it is now. */
  mark(): number;
  note(user: UserId, was: OrderBefore): void;
  /** How those were at `mark` who have changed since. Nobody for a mark that is too old: then the order is that of now. */
  since(mark: number): ReadonlyMap<UserId, OrderBefore>;
}

/** More changes than this in one reading are told as they come. */
const MAX_CHANGES = 500;

/** Notes nothing before somebody reads. */
export function createOrderLog(): OrderLog {
  let changes: (readonly [UserId, OrderBefore])[] = [];
  /** How many came before those that are held. */
  let base = 0;
  let isRead = false;
  return {
    mark() {
      isRead = true;
      return base + changes.length;
    },
    note(user, was) {
      if (!isRead) return;
      changes.push([user, was]);
      if (changes.length <= MAX_CHANGES) return;
      base += changes.length;
      changes = [];
      isRead = false;
    },
    since(mark) {
      const found = new Map<UserId, OrderBefore>();
      if (mark < base) return found;
      // Of two changes the first one tells how it was.
      for (const [user, was] of changes.slice(mark - base)) found.set(user, { ...was, ...found.get(user) });
      return found;
    },
  };
}
