/**
 * What may stand as a reaction: one emoji by its code points, without a table of all emoji, which every year makes longer.
 */
import { MAX_REACTION_UNITS } from './limits';

/** Blocks that hold pictures, arrows and signs, and no letters. */
const PICTURES: readonly (readonly [from: number, to: number])[] = [
  [0x203c, 0x203c],
  [0x2049, 0x2049],
  [0x2122, 0x2122],
  [0x2194, 0x21aa],
  [0x231a, 0x27bf],
  [0x2934, 0x2935],
  [0x2b05, 0x2b55],
  [0x3030, 0x303d],
  [0x1f004, 0x1f0cf],
  [0x1f18e, 0x1f19a],
  [0x1f1e6, 0x1f1ff],
  [0x1f300, 0x1faff],
];
/** What joins and varies pictures: never first. */
const JOINERS: readonly (readonly [from: number, to: number])[] = [
  [0x200d, 0x200d],
  [0x20e3, 0x20e3],
  [0xfe0f, 0xfe0f],
  [0xe0020, 0xe007f],
];

const isIn = (ranges: typeof PICTURES, codePoint: number): boolean =>
  ranges.some(([from, to]) => codePoint >= from && codePoint <= to);

/** True for one emoji with all that is joined to it, at most `MAX_REACTION_UNITS` units long. */
export function isReactionEmoji(text: string): boolean {
  if (text.length > MAX_REACTION_UNITS) return false;
  for (let i = 0; i < text.length; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    if (!isIn(PICTURES, codePoint) && (i === 0 || !isIn(JOINERS, codePoint))) return false;
    if (codePoint > 0xffff) i += 1;
  }
  return text.length > 0;
}
