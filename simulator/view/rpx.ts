/**
 * `rpx` in terms of CSS, for stylesheets and for styles that a script or a template writes. Knows the variable that the phone
 * sets and nothing of what a length is for.
 */

/** 750 of these are the width of a page; the runtime's stylesheet defines it. */
const RPX_VARIABLE = '--rpx';
const RPX = /(-?\d*\.?\d+)rpx\b/g;

/** wx: whole px, rounded down; what is not nothing is at least one px, so that a thin line is seen. */
function lengthOf(_: string, amount: string): string {
  const number = Number(amount);
  if (number === 0) return '0px';
  const floored = `round(down, calc(${amount} * var(${RPX_VARIABLE}) + 0.0001px), 1px)`;
  return number < 0 ? floored : `max(1px, ${floored})`;
}

/** The text of a value with every length in `rpx` as one that a browser knows. */
export const withoutRpx = (value: string): string => value.replace(RPX, lengthOf);
