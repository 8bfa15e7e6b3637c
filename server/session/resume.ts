/**
 * What a returning connection is sent of a room: decided at once, together with the subscription, so that the run that is
 * read afterwards and the live messages meet without a hole or an overlap.
 */
import type { Cursor, Gap } from '../../miniprogram/core/protocol/fields';
import { MAX_DOWN_BATCH } from '../../miniprogram/core/protocol/down';
import { MAX_HISTORY_PAGE, MAX_HISTORY_PAGE_BYTES } from '../../miniprogram/core/protocol/limits';
import { toMessage, type Room } from '../rooms/room';
import type { MessageStore, StoredMessage } from '../storage/port';
import { encodeText } from '../ws/text-frame';

export interface ResumePlan {
  /** First seq of the run; head + 1 when there is none. */
  readonly from: number;
  /** Last seq of the run: where live messages take over. */
  readonly to: number;
  readonly gap?: Gap;
}

/** `since`: what the phone has; null: nothing, it will page by itself. */
export function planResume(
  room: Pick<Room, 'head' | 'oldest' | 'epoch'>,
  since: Pick<Cursor, 'epoch' | 'seq'> | null,
  maxMessages: number,
): ResumePlan {
  const { head, oldest } = room;
  if (!since) return { from: head + 1, to: head };
  const newestPage = Math.max(oldest, head - MAX_HISTORY_PAGE + 1);
  if (since.epoch !== room.epoch || since.seq > head) {
    // A phone that knows more than we do in our own epoch was talking to another copy of this data.
    const gap: Gap = { from: since.seq + 1, to: Math.max(since.seq + 1, head), code: 'epoch' };
    return { from: newestPage, to: head, gap };
  }
  const firstThere = Math.max(oldest, since.seq + 1);
  const from = head - firstThere < maxMessages ? firstThere : newestPage;
  if (from === since.seq + 1) return { from, to: head };
  return { from, to: head, gap: { from: since.seq + 1, to: from - 1, code: 'trimmed' } };
}

/** Cuts a run into frames of a bounded number of messages and bytes. */
function packMessages(room: Room, messages: readonly StoredMessage[]): Buffer[] {
  const frames: Buffer[] = [];
  let parts: string[] = [];
  let bytes = 0;
  const close = (): void => {
    if (parts.length > 0) frames.push(encodeText(`[${parts.join(',')}]`));
    parts = [];
    bytes = 0;
  };
  for (const message of messages) {
    const text = JSON.stringify(toMessage(message, room.epoch));
    const size = Buffer.byteLength(text);
    if (parts.length === MAX_DOWN_BATCH || bytes + size > MAX_HISTORY_PAGE_BYTES) close();
    parts.push(text);
    bytes += size;
  }
  close();
  return frames;
}

/**
 * The run as frames, read page by page. What is trimmed meanwhile is left out: the phone finds the hole and pulls it, and
 * the page tells. Rejects when anything else is missing.
 */
export async function readRun(store: MessageStore, room: Room, plan: ResumePlan): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  let after = Math.max(plan.from, room.oldest) - 1;
  while (after < plan.to) {
    const limit = Math.min(MAX_HISTORY_PAGE, plan.to - after);
    const messages = await store.messagesAfter(room.room, after, limit);
    const last = messages[messages.length - 1];
    if (!last && room.oldest > plan.to) break;
    if (!last) throw new Error(`room ${room.room} has no message ${after + 1} of ${plan.to}`);
    frames.push(...packMessages(room, messages));
    after = Math.max(last.seq, room.oldest - 1);
  }
  return frames;
}
