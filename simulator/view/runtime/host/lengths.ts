/** Lengths as pages write them, in px of this browser. */

/** wx: a bare number in a property is px; `rpx` is a 750th of the page's width. */
export function toPx(value: unknown, pageWidthPx: number): number {
  if (typeof value === 'number') return value;
  const match = /^\s*(-?\d*\.?\d+)\s*(rpx|px)?\s*$/.exec(String(value ?? ''));
  const amount = Number.parseFloat(match?.[1] ?? '0');
  return match?.[2] === 'rpx' ? (amount * pageWidthPx) / 750 : amount;
}
