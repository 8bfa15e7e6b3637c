/**
 * Takes out of a picture what says where, when and with what it was taken, and leaves every pixel as it was: only named
 * parts of a JPEG, PNG, WebP or GIF file stay, so that a new kind of note is not served before somebody hears of it. Decodes
 * nothing.
 */
import type { Ending } from './file-kinds';

const textAt = (bytes: Buffer, at: number, length: number): string =>
  bytes.subarray(at, at + length).toString('latin1');

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;

/** What a decoder needs of the parts that are there for programs: density, colour profile, colour transform. */
const JPEG_NOTES: { readonly [marker: number]: string } = {
  0xe0: 'JFIF\0',
  0xe2: 'ICC_PROFILE\0',
  0xee: 'Adobe',
};

function isPicturePart(bytes: Buffer, at: number): boolean {
  const marker = bytes[at + 1] ?? 0;
  if (marker === COMMENT) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = JPEG_NOTES[marker];
  return name !== undefined && textAt(bytes, at + 4, name.length) === name;
}

/** Compressed pixels end at the first 0xff that is neither stuffed, nor filling, nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next & 0xf8) !== 0xd0) return at;
  }
  return bytes.length;
}

/** What follows the end of the image goes too: phones put a film, or a second picture with its own notes, there. */
function stripJpeg(bytes: Buffer): readonly Buffer[] | null {
  const parts = [bytes.subarray(0, 2)];
  for (let at = 2; at < bytes.length;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return null;
    if (marker === END_OF_IMAGE) return [...parts, bytes.subarray(at, at + 2)];
    if (at + 4 > bytes.length) return null;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return null;
    const next = marker === START_OF_SCAN ? endOfScan(bytes, end) : end;
    if (isPicturePart(bytes, at)) parts.push(bytes.subarray(at, next));
    at = next;
  }
  return parts;
}

const PNG_CHUNKS = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

function stripPng(bytes: Buffer): readonly Buffer[] | null {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const type = textAt(bytes, at + 4, 4);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    if (PNG_CHUNKS.has(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IEND') return parts;
    at = end;
  }
  return null;
}

const WEBP_CHUNKS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ICCP', 'ALPH', 'ANIM', 'ANMF']);
/** In the first byte of `VP8X`: "has EXIF", "has XMP". */
const WEBP_NOTE_FLAGS = 0x0c;

function withoutNoteFlags(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy[8] = (copy[8] ?? 0) & ~WEBP_NOTE_FLAGS;
  return copy;
}

function stripWebp(bytes: Buffer): readonly Buffer[] | null {
  const chunks: Buffer[] = [];
  const stop = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= stop;) {
    const type = textAt(bytes, at, 4);
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (end > stop) return null;
    const chunk = bytes.subarray(at, end);
    if (WEBP_CHUNKS.has(type)) chunks.push(type === 'VP8X' ? withoutNoteFlags(chunk) : chunk);
    at = end;
  }
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(
    chunks.reduce((sum, { length }) => sum + length, 4),
    4,
  );
  return [head, ...chunks];
}

/** A GIF without comments, texts and what programs wrote; how long it runs in a circle is such a part, and stays. */
function stripGif(bytes: Buffer): readonly Buffer[] | null {
  const tableOf = (flags = 0): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const endOfBlocks = (from: number): number => {
    let at = from;
    while ((bytes[at] ?? 0) > 0) at += 1 + (bytes[at] ?? 0);
    return at + 1;
  };
  const start = 13 + tableOf(bytes[10]);
  const parts = [bytes.subarray(0, start)];
  for (let at = start; at < bytes.length;) {
    if (bytes[at] === 0x3b) return [...parts, bytes.subarray(at, at + 1)];
    const isPicture = bytes[at] === 0x2c;
    if (!isPicture && bytes[at] !== 0x21) return null;
    const end = endOfBlocks(isPicture ? at + 11 + tableOf(bytes[at + 9]) : at + 2);
    const isLoop = bytes[at + 1] === 0xff && textAt(bytes, at + 3, 11) === 'NETSCAPE2.0';
    if (isPicture || bytes[at + 1] === 0xf9 || isLoop) parts.push(bytes.subarray(at, end));
    at = end;
  }
  return null;
}

const STRIPPERS: { readonly [E in Ending]?: (bytes: Buffer) => readonly Buffer[] | null } = {
  jpg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  gif: stripGif,
};

/** Null when the file is not built like its kind. */
export function stripMetadata(bytes: Buffer, ending: Ending): Buffer | null {
  const parts = STRIPPERS[ending]?.(bytes);
  return parts ? Buffer.concat(parts) : null;
}
