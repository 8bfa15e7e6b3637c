/**
 * Which part of a timeline the list holds. However much is loaded, the view gets a window of it; it moves by steps when the
 * reader comes near its edge. Pure: positions in a list of keys, nothing else.
 */

/** A list opens with this many rows. */
export const START_ROWS = 60;
/** More than this are never shown at once. */
export const MAX_ROWS = 100;
/** A window moves by this many rows. */
export const STEP_ROWS = 40;
/** Rows before the one that is jumped to, and from it on, at least, as far as there are any. */
const ROWS_ABOVE_TARGET = 20;
const ROWS_FROM_TARGET = START_ROWS - ROWS_ABOVE_TARGET;

export interface ListWindow {
  /** Keys of what is shown, in order. Empty before the first time. */
  readonly shown: readonly string[];
  /** The end of the timeline is part of it, and so is what will be added there. */
  readonly isOpenBelow: boolean;
}

export const AT_THE_END: ListWindow = { shown: [], isOpenBelow: true };

/** From `from` up to, but not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type WindowMove =
  /** `keep`: the row in sight that is nearest to the side that may give way. */
  | { readonly to: 'older'; readonly keep?: string }
  | { readonly to: 'newer'; readonly keep?: string }
  | { readonly to: 'end' }
  | { readonly to: 'around'; readonly key: string };

const endOf = (count: number): Range => ({ from: Math.max(0, count - START_ROWS), to: count });

function around(index: number, count: number): Range {
  const from = Math.max(0, Math.min(index - ROWS_ABOVE_TARGET, count - START_ROWS));
  return { from, to: Math.min(count, from + START_ROWS) };
}

/** Where the window is now: from the first row that is still there to the last one, or to the end. */
function current(window: ListWindow, keys: readonly string[]): Range & { readonly last: number } {
  const shown = new Set(window.shown);
  const from = keys.findIndex((key) => shown.has(key));
  if (from < 0) return { ...endOf(keys.length), last: keys.length - 1 };
  let last = keys.length - 1;
  while (!shown.has(keys[last] ?? '')) last -= 1;
  const to = window.isOpenBelow ? keys.length : last + 1;
  // A list that is shorter than a screen or two takes what was loaded above at once.
  const isShort = window.isOpenBelow && window.shown.length < START_ROWS;
  return { from: isShort ? Math.min(from, endOf(keys.length).from) : from, to, last };
}

/** The part of `keys` to show after `move`, or without one when only the timeline has changed. */
export function windowRange(
  window: ListWindow,
  keys: readonly string[],
  move: WindowMove | null,
  isReaderAtEnd: boolean,
): Range {
  const { from, to, last } = current(window, keys);
  switch (move?.to) {
    case undefined:
      // Above the end a full window takes nothing more in: what is new waits below until the reader comes for it.
      return { from, to: isReaderAtEnd || to - from <= MAX_ROWS ? to : Math.max(last + 1, from + 1) };
    case 'older':
      return { from: Math.max(0, from - STEP_ROWS), to };
    case 'newer':
      return { from, to: Math.min(keys.length, to + STEP_ROWS) };
    case 'end':
      return keys.length - from <= MAX_ROWS ? { from, to: keys.length } : endOf(keys.length);
    case 'around': {
      const index = keys.indexOf(move.key);
      if (index < 0) return { from, to };
      if (index < from || index >= to) return around(index, keys.length);
      // A row that is shown already is scrolled to; near an edge the window grows first, for it would at once after.
      return {
        from: Math.min(from, Math.max(0, index - ROWS_ABOVE_TARGET)),
        to: Math.max(to, Math.min(keys.length, index + ROWS_FROM_TARGET)),
      };
    }
  }
}

/** Which side of `range` gives way when there are too many rows: one that the reader is surely not at, or none. */
export function sideToCut(
  move: WindowMove | null,
  isReaderAtEnd: boolean,
  { from, to }: Range,
  keys: readonly string[],
): 'first' | 'last' | null {
  if (move?.to === 'older') return 'last';
  if (move?.to === 'around') {
    const at = keys.indexOf(move.key);
    if (at < from || at >= to) return null;
    return at - from > to - at ? 'first' : 'last';
  }
  return isReaderAtEnd || move?.to === 'newer' || move?.to === 'end' ? 'first' : null;
}

/** Takes whole blocks off one side until no more than `MAX_ROWS` are left, but none with `keep` in it and none behind that. */
export function cutBlocks<Block extends { readonly ids: readonly string[] }>(
  blocks: readonly Block[],
  side: 'first' | 'last' | null,
  keep = '',
): readonly Block[] {
  if (side === null) return blocks;
  let count = blocks.reduce((sum, block) => sum + block.ids.length, 0);
  let from = 0;
  let to = blocks.length;
  while (count > MAX_ROWS && to - from > 1) {
    const gone = side === 'first' ? blocks[from] : blocks[to - 1];
    if (gone?.ids.includes(keep)) break;
    count -= gone?.ids.length ?? 0;
    if (side === 'first') from += 1;
    else to -= 1;
  }
  return blocks.slice(from, to);
}
