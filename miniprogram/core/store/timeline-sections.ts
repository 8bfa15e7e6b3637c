/**
 * The parts of a timeline: what was seen of epochs that the server has forgotten, a divider after each, and the present
 * epoch at the end.
 */
import type { Epoch } from '../protocol/fields';
import type { TimelineGap, TimelineItem } from './state';

const BOUNDARY = 'epoch/';

/** The place where one epoch ended and messages may have been lost. */
export function boundaryItem(epoch: Epoch, from: number): TimelineGap {
  return { kind: 'gap', key: `${BOUNDARY}${epoch}/${from}`, from, to: from, lost: true };
}

/** Where the items of the current epoch begin; what is before belongs to epochs that the server has forgotten. */
export function sectionStart(items: readonly TimelineItem[]): number {
  for (let i = items.length - 1; i >= 0; i -= 1) if (items[i]?.key.startsWith(BOUNDARY)) return i + 1;
  return 0;
}
