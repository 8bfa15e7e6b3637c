/**
 * Pages of the log of a room, read a slice at a time from the end that the phone asked from, until the page is full of
 * messages or of bytes. What a slice costs does not depend on how long the log is, or how much hangs on its messages.
 */
import type { Message } from '../../miniprogram/core/protocol/fields';
import { MAX_HISTORY_PAGE_BYTES } from '../../miniprogram/core/protocol/limits';
import { clampPageLimit, type UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import { toMessage } from '../rooms/room';
import type { MessageStore, StoredMessage } from '../storage/port';
import type { Peer, Seat } from './peer';
import { tellReactors } from './reactors';
import { sizeNextSlice } from './slices';

/** `history` asks upwards, `pull` downwards. */
export type PageRequest = UpFrameOf<'history'> | UpFrameOf<'pull'>;

/** Encoded once, so that it can go out as it is. */
export interface Page {
  /** Each as bytes of JSON, oldest first. */
  readonly messages: readonly Buffer[];
  /** There are others beyond, in the direction asked. */
  readonly more: boolean;
}

/** The next ones in the direction asked, nearest first. */
async function readSlice(
  store: MessageStore,
  { type, room }: PageRequest,
  from: number,
  count: number,
): Promise<readonly StoredMessage[]> {
  if (type === 'pull') return store.messagesAfter(room, from, count);
  return [...(await store.messagesBefore(room, from, count))].reverse();
}

/** Collects messages, nearest first, until one does not fit. */
class PageBuilder {
  readonly messages: Buffer[] = [];
  bytes = 0;

  constructor(private readonly limit: number) {}

  /** False when the page is full without it. At least one fits. */
  add(message: Message): boolean {
    if (this.messages.length === this.limit) return false;
    const json = Buffer.from(JSON.stringify(message));
    if (this.messages.length > 0 && this.bytes + json.length > MAX_HISTORY_PAGE_BYTES) return false;
    this.bytes += json.length;
    this.messages.push(json);
    return true;
  }

  /** How many to read now: no more than fit, and one that tells whether there are more. */
  get next(): number {
    const { length } = this.messages;
    return Math.min(sizeNextSlice(length, this.bytes), this.limit - length + 1);
  }
}

/** Rejects when the storage cannot be read; what this person may not see is not on it. */
export async function readPage(
  store: MessageStore,
  { room, since }: Pick<Seat, 'room' | 'since'>,
  peer: Peer,
  frame: PageRequest,
  turn: Turn,
): Promise<Page> {
  const { epoch, lastSeq } = room;
  const page = new PageBuilder(clampPageLimit(frame.limit));
  const inOrder = (): readonly Buffer[] =>
    frame.type === 'history' ? [...page.messages].reverse() : page.messages;
  let from = frame.type === 'history' ? frame.before : Math.max(frame.after, since - 1);
  for (;;) {
    const { next: count, bytes } = page;
    const found = await readSlice(store, frame, from, count);
    const slice = await tellReactors({ store, user: peer.user, budget: peer.budget }, found);
    let end: Pick<Page, 'more'> | null = slice.length < count ? { more: false } : null;
    for (const stored of slice) {
      from = stored.seq;
      // What is committed but not yet fanned out stays out: it comes as a live message.
      if (stored.seq > lastSeq) continue;
      // What was said before this member came is not theirs to see.
      if (stored.seq < since) end = { more: false };
      else if (!page.add(toMessage(stored, epoch))) end = { more: true };
      else continue;
      break;
    }
    peer.budget.charge(slice.length * EACH.row + ((page.bytes - bytes) / 1_024) * EACH.kib);
    if (end) return { messages: inOrder(), ...end };
    await turn();
  }
}
