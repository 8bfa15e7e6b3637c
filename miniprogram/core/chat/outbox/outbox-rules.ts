/**
 * What can be said of a waiting message by looking at it: its lane, whether it may go out, how long it may wait.
 */
import { ERROR_CODES } from '../../protocol/error-codes';
import { isEventBody, isSpoken } from '../../protocol/kinds/facts';
import type { OutboxEntry } from './outbox-storage';
import type { LaneId } from './send-window';

/** A day without regard to summer time. */
export const DAY_MS = 24 * 3_600_000;
/** How long a message waits before it fails: half as long as the server remembers its id (`DEDUPE_DAYS`). */
export const OUTBOX_TTL_MS = 7 * DAY_MS;
/** What happened to events of somebody who is not signed in any more. */
export const NOT_MEMBER = { code: 'not_joined', reason: 'Not a member of the room any more.' } as const;
/** Why an event of the former person has come to nothing. */
export const ANOTHER_ACCOUNT = { code: 'cancelled', reason: 'The account was changed.' } as const;

/** Messages of one lane go out in order; events of a room do not wait for its contents. */
export const laneOf = ({ room, body }: OutboxEntry): LaneId => ({ room, isEvent: isEventBody(body) });

/** The server itself said no. */
export const isRefused = ({ failure }: OutboxEntry): boolean =>
  failure !== null && failure.code in ERROR_CODES;

/** Neither failed nor waiting for its file. */
export const isNext = ({ failure, file }: OutboxEntry): boolean => !failure && file === null;

/**
 * `before` was chosen earlier, and its file is not on the server yet. What was said into the phone is as quick as words and does
 * not wait for pictures and files, nor they for it.
 */
const comesFirst = (before: OutboxEntry, entry: OutboxEntry): boolean =>
  before.file !== null &&
  !before.failure &&
  before.room === entry.room &&
  isSpoken(before.body) === isSpoken(entry.body);

/** The first one whose file is on the server and that nothing comes before any more: it has its place in the line now. */
export function findReleased(entries: readonly OutboxEntry[]): OutboxEntry | undefined {
  return entries.find(
    (entry, at) =>
      entry.uploaded &&
      entry.file !== null &&
      !entry.failure &&
      !entries.slice(0, at).some((before) => comesFirst(before, entry)),
  );
}

/** How long a message may wait: far less than the server remembers what it has, or it could be there twice. */
export function outboxTtlMs(dedupeDays: number): number {
  return Math.min(OUTBOX_TTL_MS, (dedupeDays / 2) * DAY_MS);
}
