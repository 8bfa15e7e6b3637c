/**
 * One room's messages as pure functions: live messages move the cursor by one, a jump leaves a gap behind, own messages wait
 * in `pending` until they have a seq. Idempotent by (epoch, seq) and by (user, clientId). Pages of older messages are in
 * `timeline-pages.ts`, a new epoch in `timeline-epoch.ts`.
 */
import type { Epoch, Message, MessageBody } from '../protocol/fields';
import {
  messageKey,
  type Delivery,
  type OlderState,
  type Timeline,
  type TimelineGap,
  type TimelineItem,
  type TimelineMessage,
} from './state';
import { isEvent, settleAfter } from './timeline-events';
import { sectionStart } from './timeline-sections';

/** Of a timeline that was made before the server told the room's epoch: it holds own waiting messages only. */
export const UNKNOWN_EPOCH = '' as Epoch;

/** A message of the wire as it is shown: committed, with the reactions that the server has counted. */
export function toTimelineMessage(message: Message): TimelineMessage {
  const { room, user, clientId, at, body, seq, reactions } = message;
  const key = messageKey(user, clientId);
  const counted = reactions ? { reactions, baseReactions: reactions } : {};
  return {
    kind: 'message',
    key,
    room,
    user,
    clientId,
    at,
    body,
    delivery: { status: 'sent', seq },
    ...counted,
  };
}

/** The other way round, for a committed one of this epoch. */
export function toMessage(item: TimelineMessage, epoch: Epoch): Message {
  const { room, user, clientId, at, body, baseReactions } = item;
  const counted = baseReactions ? { reactions: baseReactions } : {};
  return { type: 'msg', room, epoch, seq: seqOf(item), user, clientId, at, body, ...counted };
}

/** The seq of a committed message; 0 for one that has none yet. */
export function seqOf(message: TimelineMessage): number {
  return message.delivery.status === 'sent' ? message.delivery.seq : 0;
}

/** From seq `from` to `to`, both missing; `lost` when the server has not got them either. */
export function gapItem(epoch: Epoch, from: number, to: number, lost: boolean): TimelineGap {
  // Gaps are filled from their newest end, so `from` stays and the key with it.
  return { kind: 'gap', key: `gap/${epoch}/${from}`, from, to, lost };
}

/** True when a message of this key has a place among the committed ones. */
export function hasItem(items: readonly TimelineItem[], key: string): boolean {
  for (let i = items.length - 1; i >= 0; i -= 1) if (items[i]?.key === key) return true;
  return false;
}

/** A room whose history has not been asked for yet. `last` is the newest message, when it is the one at `cursor`. */
export function createTimeline(epoch: Epoch, cursor: number, last: TimelineMessage | null): Timeline {
  const items = last && seqOf(last) === cursor ? [last] : [];
  const isWhole = cursor === 0 || (cursor === 1 && items.length === 1);
  const older: OlderState = isWhole && epoch !== UNKNOWN_EPOCH ? { state: 'complete' } : { state: 'idle' };
  return { epoch, cursor, items, pending: [], older };
}

/** An event that the present epoch has too counts there, and not where it stood in an epoch that ended: nobody sees it. */
export function forgetFormerEvent(timeline: Timeline, item: TimelineMessage): Timeline {
  if (!isEvent(item)) return timeline;
  const start = sectionStart(timeline.items);
  const isFormer = (other: TimelineItem, i: number): boolean => i < start && other.key === item.key;
  if (!timeline.items.some(isFormer)) return timeline;
  return { ...timeline, items: timeline.items.filter((other, i) => !isFormer(other, i)) };
}

/** The next live message. One that is not exactly the next changes nothing: the caller holds or drops it. */
export function applyLive(before: Timeline, message: Message): Timeline {
  if (message.epoch !== before.epoch || message.seq !== before.cursor + 1) return before;
  const item = toTimelineMessage(message);
  const timeline = forgetFormerEvent(before, item);
  const items = hasItem(timeline.items, item.key) ? timeline.items : [...timeline.items, item];
  return settleAfter({ ...withoutPending(timeline, item.key), cursor: message.seq, items }, item);
}

/** Gives up waiting for what lies between the cursor and `to`: a gap takes its place. */
export function jumpTo(timeline: Timeline, to: number): Timeline {
  if (to <= timeline.cursor) return timeline;
  const gap = gapItem(timeline.epoch, timeline.cursor + 1, to, false);
  // An own message that was acked inside the gap would never be settled by its echo.
  const pending = timeline.pending.filter((message) => {
    const seq = seqOf(message);
    return seq === 0 || seq > to;
  });
  return { ...timeline, cursor: to, items: [...timeline.items, gap], pending: keepIfSame(timeline, pending) };
}

function keepIfSame(timeline: Timeline, pending: readonly TimelineMessage[]): readonly TimelineMessage[] {
  return pending.length === timeline.pending.length ? timeline.pending : pending;
}

/** An own message that waits for its seq, as the last one or before `next`. Does nothing when it is known already. */
export function addPending(timeline: Timeline, message: TimelineMessage, next?: string): Timeline {
  const isKnown = hasItem(timeline.items, message.key) || hasItem(timeline.pending, message.key);
  if (isKnown) return timeline;
  const place = timeline.pending.findIndex(({ key }) => key === next);
  const at = place < 0 ? timeline.pending.length : place;
  const pending = [...timeline.pending.slice(0, at), message, ...timeline.pending.slice(at)];
  return settleAfter({ ...timeline, pending }, message);
}

function withoutPending(timeline: Timeline, key: string): Timeline {
  const pending = timeline.pending.filter((message) => message.key !== key);
  return pending.length === timeline.pending.length ? timeline : { ...timeline, pending };
}

/** The same timeline when no such message waits. */
export function dropPending(timeline: Timeline, key: string): Timeline {
  const dropped = timeline.pending.find((message) => message.key === key);
  return settleAfter(withoutPending(timeline, key), dropped);
}

/** Of a pending message; does nothing to one that is sent already. */
export function setDelivery(timeline: Timeline, key: string, delivery: Delivery): Timeline {
  const index = timeline.pending.findIndex((message) => message.key === key);
  const message = timeline.pending[index];
  // The first answer counts: one with another seq is a broken server's, and the echo tells the place in any case.
  if (!message || message.delivery.status === 'sent') return timeline;
  if (isSameDelivery(message.delivery, delivery)) return timeline;
  const pending = [...timeline.pending];
  pending[index] = { ...message, delivery };
  return settleAfter({ ...timeline, pending }, message);
}

/** What a waiting message says is another thing now. */
export function setBody(timeline: Timeline, key: string, body: MessageBody): Timeline {
  const pending = timeline.pending.map((message) => (message.key === key ? { ...message, body } : message));
  return { ...timeline, pending };
}

function isSameDelivery(a: Delivery, b: Delivery): boolean {
  const isWaiting = a.status === 'queued' || a.status === 'sending';
  return isWaiting && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The server committed an own message. Its echo, which comes in order, gives it its place; a commit that the cursor has
 * passed already (or that lies in another epoch's past) needs none.
 */
export function applyAck(
  timeline: Timeline,
  ack: { readonly key: string; readonly epoch: Epoch; readonly seq: number; readonly at: number },
): Timeline {
  if (ack.epoch === timeline.epoch && ack.seq <= timeline.cursor) return dropPending(timeline, ack.key);
  const settled = setDelivery(timeline, ack.key, { status: 'sent', seq: ack.seq });
  if (settled === timeline) return timeline;
  const pending = settled.pending.map((message) =>
    message.key === ack.key ? { ...message, at: ack.at } : message,
  );
  return { ...settled, pending };
}

/** The same timeline when nothing changes, but a failure is always told anew. */
export function setOlder(timeline: Timeline, older: OlderState): Timeline {
  return timeline.older.state === older.state && older.state !== 'failed' ? timeline : { ...timeline, older };
}
