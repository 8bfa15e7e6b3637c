/**
 * Lengths of WXSS in terms of the browser: `rpx` by a variable that the phone sets, `vw` and `vh` by the page instead of
 * the window. Works on the text of one value.
 */

/** 750 of these are the width of a page; the runtime's stylesheet defines it. */
const RPX_VARIABLE = '--rpx';

const QUOTED_OR_URL = /(url\([^)]*\)|"[^"]*"|'[^']*')/;
const RPX = /(-?\d*\.?\d+)rpx\b/g;
const VIEWPORT = /(-?\d*\.?\d+)v([wh])\b/g;
const SAFE_AREA = /(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\s*(?:,[^)]*)?\)/g;

/** `32rpx` becomes `calc(32 * var(--rpx))`, `100vh` becomes `100cqh`; quoted text and addresses stay. */
export function convertUnits(value: string): string {
  if (!/rpx|\dv[wh]|safe-area/.test(value)) return value;
  return value
    .split(QUOTED_OR_URL)
    .map((part, index) => (index % 2 === 1 ? part : convertPart(part)))
    .join('');
}

function convertPart(part: string): string {
  return part
    .replace(RPX, `calc($1 * var(${RPX_VARIABLE}))`)
    .replace(VIEWPORT, (_, number: string, axis: string) => `${number}cq${axis}`)
    .replace(SAFE_AREA, 'var(--safe-area-$1)');
}
