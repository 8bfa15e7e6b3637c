/**
 * Finds what a person sees as one character: an emoji may be a dozen units long. By hand, because `Intl.Segmenter` and
 * Unicode classes in patterns are missing on many phones.
 */

const ZERO_WIDTH_JOINER = 0x200d;

const within = (point: number, from: number, to: number): boolean => point >= from && point <= to;

/** Belongs to the character before it: variation selectors, skin tones, accents, key caps, the letters of a regional flag. */
function isExtender(point: number): boolean {
  return (
    within(point, 0xfe00, 0xfe0f) ||
    within(point, 0x1f3fb, 0x1f3ff) ||
    within(point, 0x0300, 0x036f) ||
    within(point, 0x20d0, 0x20f0) ||
    within(point, 0xe0020, 0xe007f)
  );
}

const isFlagLetter = (point: number): boolean => within(point, 0x1f1e6, 0x1f1ff);

/** Where the code point that ends at `end` starts. */
function pointStart(text: string, end: number): number {
  const isPair =
    end >= 2 &&
    within(text.charCodeAt(end - 1), 0xdc00, 0xdfff) &&
    within(text.charCodeAt(end - 2), 0xd800, 0xdbff);
  return isPair ? end - 2 : Math.max(0, end - 1);
}

const pointBefore = (text: string, end: number): number =>
  end <= 0 ? -1 : (text.codePointAt(pointStart(text, end)) ?? -1);

/** Two letters make a flag; which two depends on where the run of letters begins. */
function flagStart(text: string, end: number): number {
  let letters = 0;
  for (let at = end; isFlagLetter(pointBefore(text, at)); at = pointStart(text, at)) letters += 1;
  const last = pointStart(text, end);
  return letters % 2 === 0 ? pointStart(text, last) : last;
}

/** Start of the character, as people see it, that ends at `end`; 0 at the beginning of the text. */
export function graphemeStart(text: string, end: number): number {
  if (end <= 0) return 0;
  if (text.slice(end - 2, end) === '\r\n') return end - 2;
  let start = end;
  while (start > 0 && isExtender(pointBefore(text, start))) start = pointStart(text, start);
  if (start === 0) return 0;
  if (isFlagLetter(pointBefore(text, start))) return flagStart(text, start);
  start = pointStart(text, start);
  if (pointBefore(text, start) !== ZERO_WIDTH_JOINER) return start;
  return graphemeStart(text, pointStart(text, start));
}
