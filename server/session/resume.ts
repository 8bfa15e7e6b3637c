/**
 * What a returning connection is sent of a room: decided at once, together with the subscription, so that the run that is
 * read afterwards and the live messages meet with nothing missing and nothing twice.
 */
import type { Cursor, Gap } from '../../miniprogram/core/protocol/fields';
import { MAX_HISTORY_PAGE } from '../../miniprogram/core/protocol/limits';
import type { Room } from '../rooms/room';

/** Which part of the log goes to this connection, both ends included. */
export interface ResumePlan {
  /** First seq of the run; lastSeq + 1 when there is none. */
  readonly from: number;
  /** Last seq of the run: where live messages take over. */
  readonly to: number;
  readonly gap?: Gap;
}

/** `since`: what the phone has; null: nothing, it will page by itself. */
export function planResume(
  room: Pick<Room, 'lastSeq' | 'oldest' | 'epoch'>,
  since: Pick<Cursor, 'epoch' | 'seq'> | null,
  maxMessages: number,
): ResumePlan {
  const { lastSeq, oldest } = room;
  if (!since) return { from: lastSeq + 1, to: lastSeq };
  const newestPage = Math.max(oldest, lastSeq - MAX_HISTORY_PAGE + 1);
  if (since.epoch !== room.epoch || since.seq > lastSeq) {
    // A phone that knows more than we do in our own epoch was talking to another copy of this data.
    const lost = Math.min(since.seq + 1, Number.MAX_SAFE_INTEGER);
    const gap: Gap = { from: lost, to: Math.max(lost, lastSeq), code: 'epoch' };
    return { from: newestPage, to: lastSeq, gap };
  }
  const firstThere = Math.max(oldest, since.seq + 1);
  const from = lastSeq - firstThere < maxMessages ? firstThere : newestPage;
  if (from === since.seq + 1) return { from, to: lastSeq };
  return { from, to: lastSeq, gap: { from: since.seq + 1, to: from - 1, code: 'trimmed' } };
}
