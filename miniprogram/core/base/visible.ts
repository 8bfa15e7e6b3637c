/**
 * Which characters show nothing or turn the direction of what follows: alone they are no text, and two names that differ in
 * nothing else look the same. The one place that knows; it knows no rule of what a name or a text may be.
 */
import { createCodePointSet } from './code-points';
import { MARKS, PICTURES, UNSEEN } from './unicode-tables';

const unseen = createCodePointSet(UNSEEN);
const marks = createCodePointSet(MARKS);
const pictures = createCodePointSet(PICTURES);

/** Controls, format characters, default-ignorables and letters that are drawn as nothing. */
export const isUnseen = (codePoint: number): boolean => unseen.has(codePoint);
/** Stands on the character before it, and is nothing without one. */
export const isMark = (codePoint: number): boolean => marks.has(codePoint);
/** Whether the code point is drawn as a picture: alone among what shows nothing, it is something to see. */
export const isPicture = (codePoint: number): boolean => pictures.has(codePoint);

const FIRST_TAG = 0xe0020;
const LAST_TAG = 0xe007f;
/** Parts of the name of a flag. */
export const isTag = (codePoint: number): boolean => codePoint >= FIRST_TAG && codePoint <= LAST_TAG;

/** What makes another picture of the one before it. */
const isJoiner = (codePoint: number): boolean =>
  codePoint === 0x200d || codePoint === 0xfe0f || isTag(codePoint);

function keepIf(text: string, keeps: (codePoint: number, isAfterPicture: boolean) => boolean): string {
  let kept = '';
  let isAfterPicture = false;
  for (let i = 0; i < text.length; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    const end = codePoint > 0xffff ? i + 2 : i + 1;
    if (keeps(codePoint, isAfterPicture)) kept += text.slice(i, end);
    isAfterPicture = isPicture(codePoint) || (isAfterPicture && isJoiner(codePoint));
    i = end - 1;
  }
  return kept;
}

/** What is seen of it: without any such character. */
export const onlyVisible = (text: string): string => keepIf(text, (codePoint) => !isUnseen(codePoint));

/** The same with what joins emoji into one. */
export const dropInvisible = (text: string): string =>
  keepIf(
    text,
    (codePoint, isAfterPicture) => !isUnseen(codePoint) || (isAfterPicture && isJoiner(codePoint)),
  );

/** Whether anything of it is seen; a long text is read only as far as that. */
export function isVisible(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    const isBlank = text.charAt(i).trim() === '';
    if (!isBlank && !isUnseen(codePoint) && !isMark(codePoint)) return true;
    if (codePoint > 0xffff) i += 1;
  }
  return false;
}
