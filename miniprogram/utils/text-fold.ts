/**
 * Whether a text is so long that a list shows only its beginning. An estimate that is rather too low: a text that is folded
 * has more than is shown, and a few lines more gain nothing by folding. Pure; knows no font.
 */

/** So many lines of a folded text are seen; the style has the height. */
const FOLDED_LINES = 20;
const WORTH_FOLDING_LINES = FOLDED_LINES + 4;

/** Where a text stands. */
interface Column {
  /** Of the page, beside the text. */
  readonly besidePx: number;
  readonly characterPx: number;
}

/** Beside it are pictures, gutters and the padding of the bubble. */
const BUBBLE: Column = { besidePx: 150, characterPx: 17 };
/** A small text over the whole page. */
export const CELL: Column = { besidePx: 32, characterPx: 15 };
const WIDEST_PAGE_PX = 720;
const NARROWEST_WINDOW_PX = 320;

/** Chinese characters in a line. */
export const columnsIn = (windowWidth: number, { besidePx, characterPx }: Column = BUBBLE): number =>
  Math.floor((Math.min(windowWidth, WIDEST_PAGE_PX) - besidePx) / characterPx);

/** In no window that minichat is made for are the lines shorter. */
export const FEWEST_COLUMNS = columnsIn(NARROWEST_WINDOW_PX);

const isStacked = (code: number): boolean =>
  (code >= 0x300 && code <= 0x36f) ||
  (code >= 0x1ab0 && code <= 0x1aff) ||
  (code >= 0x1dc0 && code <= 0x1dff) ||
  (code >= 0x20d0 && code <= 0x20ff) ||
  (code >= 0xfe00 && code <= 0xfe2f);

function widthOf(code: number): number {
  if (isStacked(code) || (code >= 0xdc00 && code <= 0xdfff) || code === 0x200d) return 0;
  return code < 0x2000 ? 0.45 : 1;
}

export function isLongText(text: string, columns: number): boolean {
  // Each line needs a break or a character of its own.
  if (text.length < WORTH_FOLDING_LINES - 1) return false;
  let lines = 1;
  let width = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    width += widthOf(code);
    if (code !== 0x0a && width <= columns) continue;
    lines += 1;
    width = code === 0x0a ? 0 : widthOf(code);
    if (lines >= WORTH_FOLDING_LINES) return true;
  }
  return false;
}
