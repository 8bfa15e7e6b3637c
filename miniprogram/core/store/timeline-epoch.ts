/**
 * What happens to a room's messages when the server lost committed history and starts a new epoch: what people have seen
 * stays, behind a divider that says that messages may be missing, and the new epoch begins after it.
 */
import type { Epoch } from '../protocol/fields';
import type { Timeline, TimelineItem, TimelineMessage } from './state';
import { createTimeline, gapItem, hasItem, seqOf } from './timeline';
import { boundaryItem, sectionStart } from './timeline-sections';

/** Two servers behind one address may lead back into an epoch that ended here before: its gaps must not meet their namesakes. */
function unusedKey(items: readonly TimelineItem[], key: string): string {
  let unused = key;
  while (hasItem(items, unused)) unused += '+';
  return unused;
}

const CLOSED = 'closed/';

/** What the old epoch leaves behind: own acked messages included, and its gaps are lost for good. */
function closeOldEpoch(timeline: Timeline): readonly TimelineItem[] {
  const acked = timeline.pending.filter((message) => seqOf(message) > 0);
  const items: readonly TimelineItem[] = [...timeline.items, ...acked];
  const start = sectionStart(items);
  const first = items[start];
  const closed = items.map((item, i) =>
    item.kind === 'gap' && i >= start
      ? { ...item, key: unusedKey(items, `${CLOSED}${item.key}`), lost: true }
      : item,
  );
  const firstSeq = first?.kind === 'message' ? seqOf(first) : 1;
  const isTopKnown = timeline.older.state === 'complete' || firstSeq <= 1;
  if (isTopKnown) return closed;
  const top = gapItem(timeline.epoch, 1, firstSeq - 1, true);
  const missing = { ...top, key: unusedKey(closed, `${CLOSED}${top.key}`) };
  return [...closed.slice(0, start), missing, ...closed.slice(start)];
}

/**
 * Starts `epoch` with everything up to `cursor` not loaded; `last` is the newest message, when it is the one at `cursor`.
 * Messages that their authors publish again are told by (user, clientId) and not shown twice.
 */
export function switchEpoch(
  timeline: Timeline,
  epoch: Epoch,
  cursor: number,
  last: TimelineMessage | null,
): Timeline {
  if (epoch === timeline.epoch) return timeline;
  const fresh = createTimeline(epoch, cursor, last);
  const pending = timeline.pending.filter(
    (message) => seqOf(message) === 0 && !hasItem(fresh.items, message.key),
  );
  const old = closeOldEpoch(timeline);
  if (old.length === 0) return { ...fresh, pending };

  const tail = fresh.items.filter((item) => !hasItem(old, item.key));
  const missing = cursor - fresh.items.length;
  const gap = missing > 0 ? [gapItem(epoch, 1, missing, false)] : [];
  const boundary = boundaryItem(timeline.epoch, timeline.cursor + 1);
  const items = [...old, { ...boundary, key: unusedKey(old, boundary.key) }, ...gap, ...tail];
  return { epoch, cursor, items, pending, older: { state: 'complete' } };
}
