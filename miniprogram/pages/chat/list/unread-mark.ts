/**
 * Where reading stopped before the room was opened. Kept for the visit: opening a room marks it read, and the line above the
 * first new message must stay. Pure.
 */
import type { Epoch, RoomId } from '../../../core/protocol/fields';
import { countUnread, countsAsUnread, selectRoom, selectTimeline } from '../../../core/store/selectors';
import type { ChatState, Timeline, TimelineItem } from '../../../core/store/state';
import { sectionStart } from '../../../core/store/timeline-sections';

export interface UnreadMark {
  readonly epoch: Epoch;
  /** The first seq that may be unread, and the newest one when the room was opened. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The mark of a room as it is now; null when all is read, undefined while that is not known. */
export function takeMark(state: ChatState, id: RoomId): UnreadMark | null | undefined {
  const room = selectRoom(state, id);
  if (!room || !selectTimeline(state, id) || room.lastSeq === 0) return undefined;
  const count = countUnread(state, id);
  return count === 0 ? null : { epoch: room.epoch, from: room.read + 1, to: room.lastSeq, count };
}

const firstSeq = (item: TimelineItem): number => {
  if (item.kind === 'gap') return item.from;
  return item.delivery.status === 'sent' ? item.delivery.seq : Infinity;
};

const lastSeq = (item: TimelineItem): number => (item.kind === 'gap' ? item.to : firstSeq(item));

/** Messages that are news count, and holes, in which there may be some. */
function isUnread(item: TimelineItem, mark: UnreadMark, state: ChatState): boolean {
  if (firstSeq(item) > mark.to) return false;
  return item.kind === 'gap' || countsAsUnread(state, item);
}

/** The index in `shown` of the first unread one; -1 while it is not loaded, or when there is none. */
export function findFirstUnread(
  timeline: Timeline,
  mark: UnreadMark,
  state: ChatState,
  shown = timeline.items,
): number {
  if (timeline.epoch !== mark.epoch) return -1;
  let found = -1;
  const shownFrom = sectionStart(shown);
  for (let i = shown.length - 1; i >= shownFrom; i -= 1) {
    const item = shown[i];
    if (!item || lastSeq(item) < mark.from) return found;
    if (isUnread(item, mark, state)) found = i;
  }
  const start = sectionStart(timeline.items);
  const oldest = timeline.items[start];
  const isWhole =
    timeline.older.state === 'complete' || start > 0 || (oldest && firstSeq(oldest) <= mark.from);
  return isWhole ? found : -1;
}

/** The item that has the message `seq`, or the first one after where it was. */
export function findAtOrAfter(shown: readonly TimelineItem[], seq: number): TimelineItem | undefined {
  return shown.slice(sectionStart(shown)).find((item) => lastSeq(item) >= seq);
}

export type LoadStep =
  { readonly do: 'older' } | { readonly do: 'gap'; readonly key: string } | { readonly do: 'none' };

/** What must be loaded next so that the message `seq` is there, or what is left where it was. */
export function nextStep(timeline: Timeline, seq: number): LoadStep {
  const section = timeline.items.slice(sectionStart(timeline.items));
  const gap = section.find((item) => item.kind === 'gap' && item.from <= seq && seq <= item.to);
  if (gap?.kind === 'gap' && !gap.lost) return { do: 'gap', key: gap.key };
  const oldest = section[0];
  if ((oldest && firstSeq(oldest) <= seq) || timeline.older.state === 'complete') return { do: 'none' };
  return { do: 'older' };
}

/** How many messages are still between what is loaded and `seq`. */
export function countAhead(timeline: Timeline, seq: number): number {
  const section = timeline.items.slice(sectionStart(timeline.items));
  const gap = section.find((item) => item.kind === 'gap' && item.from <= seq && seq <= item.to);
  if (gap?.kind === 'gap') return gap.lost ? 0 : gap.to - seq + 1;
  const oldest = section[0];
  return Math.max(0, (oldest ? firstSeq(oldest) : timeline.cursor + 1) - seq);
}
