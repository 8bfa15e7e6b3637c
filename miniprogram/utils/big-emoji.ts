/**
 * Whether a text is a few emoji and nothing else: those are shown bigger, as everybody expects. Works on ranges, because
 * phones that lack Unicode classes in regular expressions would not even load a file that has them.
 */

/** More than this many are a text like any other. */
const MAX_BIG_EMOJI = 3;
/** No emoji is longer than this many UTF-16 units: four people of a family, each with a skin, and three joiners. */
const MAX_UNITS = MAX_BIG_EMOJI * 20;

const ZERO_WIDTH_JOINER = 0x200d;

const inRange = (code: number, from: number, to: number): boolean => code >= from && code <= to;

const isFlagLetter = (code: number): boolean => inRange(code, 0x1f1e6, 0x1f1ff);

const isPicture = (code: number): boolean =>
  inRange(code, 0x1f000, 0x1faff) ||
  inRange(code, 0x2600, 0x27bf) ||
  inRange(code, 0x2b00, 0x2bff) ||
  code === 0x2328;

/** Changes the picture before it: skin, variant, keycap, tags of a flag. */
const isModifier = (code: number): boolean =>
  inRange(code, 0x1f3fb, 0x1f3ff) || inRange(code, 0xe0020, 0xe007f) || code === 0xfe0f || code === 0x20e3;

/** How many emoji `text` is made of, 1 to `MAX_BIG_EMOJI`; 0 when it is more, or has anything else. */
export function countBigEmoji(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length > MAX_UNITS) return 0;
  let count = 0;
  let isJoined = false;
  let isHalfFlag = false;
  for (const character of trimmed) {
    const code = character.codePointAt(0) ?? 0;
    if (code === ZERO_WIDTH_JOINER) {
      if (count === 0) return 0;
      isJoined = true;
    } else if (isModifier(code)) {
      if (count === 0) return 0;
    } else if (isPicture(code)) {
      if (!isJoined && !isHalfFlag) count += 1;
      isHalfFlag = isFlagLetter(code) && !isHalfFlag;
      isJoined = false;
    } else return 0;
  }
  return count <= MAX_BIG_EMOJI ? count : 0;
}
