/**
 * Pages of history in a timeline: they fill gaps and extend the top, and may overlap what is already there in any way
 * without doubling it. Only messages of the timeline's own epoch can be asked for.
 */
import type { Epoch, Message } from '../protocol/fields';
import type { OlderState, Timeline, TimelineGap, TimelineItem, TimelineMessage } from './state';
import { forgetFormerEvent, gapItem, seqOf, toTimelineMessage } from './timeline';
import { refresh, settleEvents } from './timeline-events';
import { sectionStart } from './timeline-sections';

/** Everything the server has between `from` and `to`, both included. */
export interface KnownRange {
  readonly epoch: Epoch;
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
}

const firstSeqOf = (item: TimelineItem): number => (item.kind === 'gap' ? item.from : seqOf(item));

/** The seq that a page of older messages must end before. */
export function oldestKnownSeq(timeline: Timeline): number {
  const first = timeline.items[sectionStart(timeline.items)];
  return first ? firstSeqOf(first) : timeline.cursor + 1;
}

/** What of an item is left to be asked for, once `range` is known. */
function subtract(item: TimelineItem, range: KnownRange): readonly TimelineItem[] {
  if (item.kind === 'message' || range.to < item.from || range.from > item.to) return [item];
  const gap = item;
  const rest: TimelineGap[] = [];
  if (gap.from < range.from) rest.push({ ...gap, to: range.from - 1 });
  if (gap.to > range.to) rest.push(gapItem(range.epoch, range.to + 1, gap.to, gap.lost));
  return rest;
}

/** Puts a page in its place. A page of another epoch, or what lies beyond the cursor, changes nothing. */
export function mergeRange(before: Timeline, range: KnownRange): Timeline {
  if (range.epoch !== before.epoch) return before;
  const timeline = range.messages.map(toTimelineMessage).reduce(forgetFormerEvent, before);
  const start = sectionStart(timeline.items);
  const keys = new Set(timeline.items.map((item) => item.key));
  const added: TimelineItem[] = [];
  const received = new Map<string, TimelineMessage>();
  for (const message of range.messages) {
    const isInside = message.seq >= range.from && message.seq <= Math.min(range.to, timeline.cursor);
    const item = toTimelineMessage(message);
    if (!isInside || message.epoch !== timeline.epoch) continue;
    if (keys.has(item.key)) received.set(item.key, item);
    else added.push(item);
    keys.add(item.key);
  }
  const renew = (item: TimelineItem): TimelineItem => {
    const anew = item.kind === 'message' ? received.get(item.key) : undefined;
    return item.kind === 'message' && anew ? refresh(item, anew) : item;
  };
  const items = received.size === 0 ? timeline.items : timeline.items.map(renew);
  const kept = items.slice(start).flatMap((item) => subtract(item, range));
  const section = [...kept, ...added].sort((a, b) => firstSeqOf(a) - firstSeqOf(b));
  const pending = timeline.pending.filter((message) => !keys.has(message.key));
  return settleEvents({
    ...timeline,
    items: [...items.slice(0, start), ...section],
    pending: pending.length === timeline.pending.length ? timeline.pending : pending,
  });
}

/** What is not loaded where `seq` is: a gap, or all that is above the first known message. Null when it is there. */
export function gapAt(
  timeline: Timeline,
  seq: number,
): { readonly to: number; readonly isGap: boolean } | null {
  const oldest = oldestKnownSeq(timeline);
  if (seq < oldest) return timeline.older.state === 'complete' ? null : { to: oldest - 1, isGap: false };
  const section = timeline.items.slice(sectionStart(timeline.items));
  const gap = section.find((item) => item.kind === 'gap' && item.from <= seq && seq <= item.to);
  return gap?.kind === 'gap' && !gap.lost ? { to: gap.to, isGap: true } : null;
}

/** The first known message is `from` from now on: what lies between is a gap that can be filled. */
export function openGapAbove(timeline: Timeline, from: number | undefined): Timeline {
  const oldest = oldestKnownSeq(timeline);
  if (from === undefined || from >= oldest) return timeline;
  const start = sectionStart(timeline.items);
  const gap = gapItem(timeline.epoch, from, oldest - 1, false);
  return { ...timeline, items: [...timeline.items.slice(0, start), gap, ...timeline.items.slice(start)] };
}

/** The server cannot give what this gap misses any more. */
export function loseGap(timeline: Timeline, key: string): Timeline {
  const items = timeline.items.map((item) =>
    item.kind === 'gap' && item.key === key && !item.lost ? { ...item, lost: true } : item,
  );
  return { ...timeline, items };
}

/** From which item on the present epoch is whole: what was published again stands where it was, before the divider. */
function wholeFrom({ items, cursor }: Timeline): number {
  const start = sectionStart(items);
  let next = cursor;
  for (let i = items.length - 1; i >= start; i -= 1) {
    const item = items[i];
    if (!item || (item.kind === 'gap' ? item.to : seqOf(item)) !== next) return i + 1;
    next = firstSeqOf(item) - 1;
  }
  return start > 0 && next > 0 ? start : 0;
}

/**
 * There is nothing more to ask for above: what is missing before the first known message is gone for good, and said so.
 * A room that is known from its first message on has its true beginning.
 */
export function completeTop(timeline: Timeline): Timeline {
  const older: OlderState = { state: 'complete' };
  const start = sectionStart(timeline.items);
  const missing = oldestKnownSeq(timeline) - 1;
  if (missing < 1) return { ...timeline, older };
  const gap = gapItem(timeline.epoch, 1, missing, true);
  return {
    ...timeline,
    older,
    items: [...timeline.items.slice(0, start), gap, ...timeline.items.slice(start)],
  };
}

/** Forgets all but the newest `keep` items; they can be asked for again. Own waiting messages stay. */
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  const { items } = timeline;
  const from = Math.max(items.length - keep, wholeFrom(timeline));
  if (items.length <= keep || from >= items.length) return timeline;
  return { ...timeline, items: items.slice(from), older: { state: 'idle' } };
}
