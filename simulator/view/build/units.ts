/**
 * Lengths of WXSS in terms of the browser: `rpx` by a variable that the phone sets, `vw` and `vh` by the page instead of
 * the window. Works on the text of one value.
 */
import { withoutRpx } from '../rpx';

const QUOTED_OR_URL = /(url\([^)]*\)|"[^"]*"|'[^']*')/;
const VIEWPORT = /(-?\d*\.?\d+)v([wh])\b/g;
const SAFE_AREA = /(?:env|constant)\(\s*safe-area-inset-(top|right|bottom|left)\s*(?:,[^)]*)?\)/g;

/** `32rpx` becomes whole px, `100vh` becomes `100cqh`; quoted text and addresses stay. */
export function convertUnits(value: string): string {
  if (!/rpx|\dv[wh]|safe-area/.test(value)) return value;
  return value
    .split(QUOTED_OR_URL)
    .map((part, index) => (index % 2 === 1 ? part : convertPart(part)))
    .join('');
}

function convertPart(part: string): string {
  return withoutRpx(part)
    .replace(VIEWPORT, (_, number: string, axis: string) => `${number}cq${axis}`)
    .replace(SAFE_AREA, 'var(--safe-area-$1)');
}
