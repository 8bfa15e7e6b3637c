/**
 * Which characters show nothing or turn the direction of what follows, so that two names that look the same may differ in them.
 * Knows no rule of what a name may be.
 */

type Ranges = readonly (readonly [from: number, to: number])[];

/** Ignored by default as Unicode has it, controls, marks of direction, and letters that are drawn as nothing. */
const INVISIBLE: Ranges = [
  [0x0, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];
/** What makes another picture of the one before it. */
const JOINERS: Ranges = [
  [0x200d, 0x200d],
  [0xfe0f, 0xfe0f],
  [0xe0020, 0xe007f],
];
/** The blocks of pictures and signs; the keys of telephones, which a joiner makes pictures, are none. */
const PICTURES: Ranges = [
  [0x203c, 0x2bff],
  [0x3030, 0x303d],
  [0x3297, 0x3299],
  [0x1f000, 0x1faff],
];

const isIn = (ranges: Ranges, codePoint: number): boolean =>
  ranges.some(([from, to]) => codePoint >= from && codePoint <= to);

function keepIf(text: string, keeps: (codePoint: number, isAfterPicture: boolean) => boolean): string {
  let kept = '';
  let isAfterPicture = false;
  for (let i = 0; i < text.length; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    const end = codePoint > 0xffff ? i + 2 : i + 1;
    if (keeps(codePoint, isAfterPicture)) kept += text.slice(i, end);
    isAfterPicture = isIn(PICTURES, codePoint) || (isAfterPicture && isIn(JOINERS, codePoint));
    i = end - 1;
  }
  return kept;
}

/** What is seen of it: without any such character. */
export const onlyVisible = (text: string): string => keepIf(text, (codePoint) => !isIn(INVISIBLE, codePoint));

/** The same with what joins emoji into one. */
export const dropInvisible = (text: string): string =>
  keepIf(
    text,
    (codePoint, isAfterPicture) =>
      !isIn(INVISIBLE, codePoint) || (isAfterPicture && isIn(JOINERS, codePoint)),
  );

/** Whether anything of it is seen; a long text is read only as far as that. */
export function isVisible(text: string): boolean {
  for (const character of text) {
    if (character.trim() !== '' && !isIn(INVISIBLE, character.codePointAt(0) ?? 0)) return true;
  }
  return false;
}
