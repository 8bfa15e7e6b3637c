/**
 * Where the menu of a message stands: above it when there is room, else below, else over it; never beyond the screen, and
 * with its arrow at the middle of the message. Pure.
 */

import type { Box } from '../../utils/menu-entry';

export interface MenuPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** Of an entry at least: those of a line that is not full share what is left. */
  readonly cell: number;
  /** From the menu's left edge to the middle of the arrow. */
  readonly arrow: number;
  readonly side: 'above' | 'below' | 'over';
}

/** Entries in one line. */
const MENU_COLUMNS = 5;
const MENU_CELL_PX = 60;
/** Of an entry's height: its icon, and two lines of its label, of which only these grow. */
const ICON_PX = 32;
const LABEL_PX = 28;
/** The line of emoji above the entries. */
const EMOJI_CELL_PX = 44;
const EMOJI_LINE_PX = 56;
const PADDING_PX = 6;
const ARROW_PX = 8;
const MARGIN_PX = 8;
const CORNER_PX = 18;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

export interface MenuInput {
  readonly message: Box;
  /** What the menu may cover. */
  readonly screen: Box;
  readonly count: number;
  /** Emoji above the entries. */
  readonly emojiCount?: number;
  /** Of WeChat's font size: cells grow with it. */
  readonly scale: number;
}

export function placeMenu({ message, screen, count, emojiCount = 0, scale }: MenuInput): MenuPlace {
  const cell = MENU_CELL_PX * scale;
  const free = screen.right - screen.left - 2 * MARGIN_PX - 2 * PADDING_PX;
  const most = Math.max(1, Math.min(count, MENU_COLUMNS, Math.floor(free / cell)));
  const lines = Math.ceil(count / most);
  const columns = Math.ceil(count / lines);
  const inner = Math.max(columns * cell, Math.min(free, emojiCount * EMOJI_CELL_PX));
  const width = inner + 2 * PADDING_PX;
  const emojiLine = emojiCount > 0 ? EMOJI_LINE_PX : 0;
  const height = lines * (ICON_PX + LABEL_PX * scale) + emojiLine + 2 * PADDING_PX + ARROW_PX;
  const middle = (message.left + message.right) / 2;
  const shape = { width, cell: Math.floor(inner / columns) };
  const left = clamp(middle - width / 2, screen.left + MARGIN_PX, screen.right - MARGIN_PX - width);
  const arrow = clamp(middle - left, CORNER_PX, width - CORNER_PX);
  const above = message.top - height;
  if (above >= screen.top + MARGIN_PX) return { ...shape, left, top: above, arrow, side: 'above' };
  const fitsBelow = message.bottom + height <= screen.bottom - MARGIN_PX;
  if (fitsBelow) return { ...shape, left, top: message.bottom + ARROW_PX, arrow, side: 'below' };
  // A message that fills the screen: in its middle, without an arrow to anywhere.
  return { ...shape, left, top: (screen.top + screen.bottom - height) / 2, arrow, side: 'over' };
}
