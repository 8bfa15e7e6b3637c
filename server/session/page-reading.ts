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

export type PageRequest = UpFrameOf<'history'> | UpFrameOf<'pull'>;

export interface Page {
  /** Each as JSON, oldest first. */
  readonly messages: readonly string[];
  /** There are others beyond, in the direction asked. */
  readonly more: boolean;
}

/** The first slice is small, because a message may have 16 KB and hundreds of names beside it; light ones come in more. */
const HEAVY_SLICE = 10;
const LIGHT_SLICE = 40;
const LIGHT_BYTES = 600;

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
  readonly messages: string[] = [];
  bytes = 0;

  constructor(private readonly limit: number) {}

  /** False when the page is full without it. At least one fits. */
  add(message: Message): boolean {
    if (this.messages.length === this.limit) return false;
    const text = JSON.stringify(message);
    const bytes = Buffer.byteLength(text);
    if (this.messages.length > 0 && this.bytes + bytes > MAX_HISTORY_PAGE_BYTES) return false;
    this.bytes += bytes;
    this.messages.push(text);
    return true;
  }

  get isLight(): boolean {
    return this.bytes <= this.messages.length * LIGHT_BYTES;
  }
}

export async function readPage(
  store: MessageStore,
  { room, since }: Pick<Seat, 'room' | 'since'>,
  peer: Peer,
  frame: PageRequest,
  turn: Turn,
): Promise<Page> {
  const { epoch, head } = room;
  const page = new PageBuilder(clampPageLimit(frame.limit));
  const inOrder = (): readonly string[] =>
    frame.type === 'history' ? [...page.messages].reverse() : page.messages;
  let from = frame.type === 'history' ? frame.before : Math.max(frame.after, since - 1);
  for (let isFirst = true; ; isFirst = false) {
    const count = !isFirst && page.isLight ? LIGHT_SLICE : HEAVY_SLICE;
    const found = await readSlice(store, frame, from, count);
    const slice = await tellReactors({ store, user: peer.user, budget: peer.budget }, found);
    peer.budget.charge(slice.length * EACH.row + (page.bytes / 1_024) * EACH.kib);
    for (const stored of slice) {
      from = stored.seq;
      // What is committed but not yet fanned out stays out: it comes as a live message.
      if (stored.seq > head) continue;
      // What was said before this member came is not theirs to see.
      if (stored.seq < since) return { messages: inOrder(), more: false };
      if (!page.add(toMessage(stored, epoch))) return { messages: inOrder(), more: true };
    }
    if (slice.length < count) return { messages: inOrder(), more: false };
    await turn();
  }
}
