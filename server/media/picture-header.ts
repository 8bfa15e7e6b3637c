/**
 * How large a picture says that it is, by its first bytes alone: for where nothing can decode it. Takes no memory that grows
 * with the picture.
 */
import type { Ending } from './file-kinds';

/** In pixels, as the file says, not turned yet. */
export interface PictureSides {
  readonly width: number;
  readonly height: number;
}

const sides = (width: number, height: number): PictureSides | null =>
  width > 0 && height > 0 ? { width, height } : null;

/** The first frame header: every kind of JPEG has one of these, apart from tables that lie between them. */
function jpegSides(bytes: Buffer): PictureSides | null {
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sides(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function webpSides(bytes: Buffer): PictureSides | null {
  const type = bytes.subarray(12, 16).toString('latin1');
  if (bytes.length < 30) return null;
  if (type === 'VP8X') return sides(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
  if (type === 'VP8 ') return sides(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
  if (type !== 'VP8L') return null;
  const bits = bytes.readUInt32LE(21);
  return sides((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
}

/** Null for what is not built like its kind. */
export function readSides(bytes: Buffer, ending: Ending): PictureSides | null {
  if (ending === 'jpg') return jpegSides(bytes);
  if (ending === 'webp') return webpSides(bytes);
  if (ending === 'png' && bytes.length >= 24) return sides(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
  if (ending === 'gif' && bytes.length >= 10) return sides(bytes.readUInt16LE(6), bytes.readUInt16LE(8));
  return null;
}
