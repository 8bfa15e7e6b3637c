/**
 * What a picture will take to decode, by its header alone, and whether it is taken at all. What is read row by row takes
 * little however large it is; interlaced and progressive pictures, and those that have to be turned, are held whole.
 */
import { open } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import { ok, type Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import { MAX_PICTURE_SIDE_PX } from '../../miniprogram/core/protocol/limits';
import type { Ending } from './file-kinds';
import type { PictureTask } from './picture-task';
import { MAX_PIXELS, READ_OPTIONS, type SharpFactory } from './sharp';

/** What is known of a picture before a pixel of it is decoded. */
export interface PicturePlan {
  readonly metadata: Metadata;
  readonly isAnimated: boolean;
  /** Of WebP, which has both. */
  readonly isLossless: boolean;
  /** Bytes. */
  readonly cost: number;
  /** The longest side it is made with; null for its own. */
  readonly sidePx: number | null;
}

/**
 * What the library takes for any picture, for each pixel of a row, and for each pixel: measured by `npm run pictures` and
 * rounded up, as are the figures below.
 */
const BASE_BYTES = 8 * 1_024 * 1_024;
const BYTES_PER_COLUMN = 2_200;
const BYTES_PER_READ_PIXEL = 0.35;
/** More than the pixels themselves: what holds them, and what is made of them. */
const HELD = 1.25;
const FORMATS: { readonly [E in Ending]?: string } = {
  png: 'png',
  jpg: 'jpeg',
  gif: 'gif',
  webp: 'webp',
  avif: 'heif',
};

/** More bytes that one pixel takes while the picture is held whole; 0 when it is read row by row. */
function bytesPerHeldPixel(
  ending: Ending,
  { channels = 4, depth, isProgressive, orientation = 1, pages = 1, chromaSubsampling }: Metadata,
  isLossless: boolean,
): number {
  const whole = channels * (depth === 'ushort' ? 2 : 1);
  // Coefficients of two bytes, until the last scan was read; of colours there are a quarter.
  if (ending === 'jpg' && isProgressive) return chromaSubsampling === '4:2:0' ? channels : channels * 2;
  // What is lossless is made anew as PNG, which goes row by row; a film is not.
  if (ending === 'webp' && pages === 1) return isLossless ? 8 : 10.5;
  if (ending === 'webp' || ending === 'gif') return isLossless ? 22 : 5.5;
  // Planes of two bytes, beside the pixels and the frames of a film.
  if (ending === 'avif') return 17.5;
  return isProgressive || orientation > 1 ? whole * HELD : 0;
}

const head = async (path: string): Promise<Buffer> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const tooLarge = (what: string): Result<never, Refusal> => refuseWith('too_large', `The picture ${what}.`);

/** By how much the sides become shorter, with room for what is larger because it is read at a half or a quarter only. */
const shrinkTo = (capacity: number, cost: number): number =>
  Math.sqrt(Math.max(0, capacity - BASE_BYTES) / (2 * (cost - BASE_BYTES)));

/** Rejects when the file is no picture. */
export async function planOf(
  sharp: SharpFactory,
  { source, ending, maxSidePx }: PictureTask,
  capacity = Infinity,
): Promise<Result<PicturePlan, Refusal>> {
  const metadata = await sharp(source, READ_OPTIONS).metadata();
  const { width, height, pages = 1, format } = metadata;
  if (format !== FORMATS[ending])
    return refuseWith('bad_kind', 'The file begins like a picture, but is none.');
  const longest = Math.max(width, height);
  if (longest > MAX_PICTURE_SIDE_PX) return tooLarge(`is wider or higher than ${MAX_PICTURE_SIDE_PX} pixels`);
  const isAnimated = pages > 1 && (ending === 'gif' || ending === 'webp');
  const pixels = width * height * (isAnimated ? pages : 1);
  if (pixels > MAX_PIXELS) return tooLarge(`has more than ${MAX_PIXELS} pixels`);
  const isLossless = ending === 'webp' && (await head(source)).includes('VP8L');
  const each = BYTES_PER_READ_PIXEL + bytesPerHeldPixel(ending, metadata, isLossless);
  const cost = BASE_BYTES + width * BYTES_PER_COLUMN + pixels * each;
  // JPEG is read at a half or a quarter of its size where whole it would be too much; not so progressive ones.
  const canShrink = ending === 'jpg' && metadata.isProgressive !== true;
  if (cost > capacity && !canShrink) {
    return tooLarge(`would take ${cost} bytes to decode, the limit is ${capacity}`);
  }
  const scale = cost > capacity ? shrinkTo(capacity, cost) : 1;
  const sidePx = Math.min(Math.floor(longest * scale), maxSidePx ?? Infinity);
  return ok({
    metadata,
    isAnimated,
    isLossless,
    cost: Math.min(cost, capacity),
    sidePx: sidePx < longest ? sidePx : null,
  });
}
