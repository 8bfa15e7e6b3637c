/**
 * Small pictures of large ones, upright and without what cameras write into files. Where the library that makes them is not
 * there, a picture is its own thumbnail. Knows no names and no limits of size.
 */
import type { Sharp } from 'sharp';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import { loadSharp, MAX_PIXELS, READ_OPTIONS, type SharpFactory } from './sharp';

/** A bubble is 180 px at most, on screens of up to three pixels each. */
export const THUMBNAIL_PX = 480;
const QUALITY = 78;

export interface Thumbnail {
  readonly bytes: Buffer;
  readonly ending: 'jpg' | 'png';
}

export interface PictureInfo {
  /** As it is looked at. */
  readonly width: number;
  readonly height: number;
  /** Null when the picture itself is small enough. */
  readonly thumbnail: Thumbnail | null;
}

export interface Thumbnails {
  /** False: nothing is known of pictures here, and none is refused. */
  readonly isAvailable: boolean;
  /** Refuses what is no picture after all. */
  look(bytes: Buffer): Promise<Result<PictureInfo | null, Refusal>>;
}

async function shrink(picture: Sharp, hasAlpha: boolean): Promise<Thumbnail> {
  const small = picture
    .autoOrient()
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true });
  // wx: `<image>` shows WebP only when it is told to, so a transparent one is a PNG.
  if (hasAlpha) return { bytes: await small.png().toBuffer(), ending: 'png' };
  return { bytes: await small.jpeg({ quality: QUALITY, mozjpeg: true }).toBuffer(), ending: 'jpg' };
}

async function lookAt(sharp: SharpFactory, bytes: Buffer): Promise<PictureInfo> {
  const picture = sharp(bytes, READ_OPTIONS);
  const { autoOrient, hasAlpha, orientation = 1 } = await picture.metadata();
  const { width, height } = autoOrient;
  const made = await shrink(picture, hasAlpha);
  const isSmall = Math.max(width, height) <= THUMBNAIL_PX && orientation === 1;
  return { width, height, thumbnail: isSmall && bytes.length <= made.bytes.length ? null : made };
}

/** @param load gives the library, or null where there is none */
export async function createThumbnails(load = loadSharp): Promise<Thumbnails> {
  const sharp = await load();
  return {
    isAvailable: sharp !== null,
    async look(bytes) {
      if (!sharp) return ok(null);
      try {
        return ok(await lookAt(sharp, bytes));
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        if (/pixel limit/i.test(reason)) {
          return err({ code: 'too_large', reason: `The picture has more than ${MAX_PIXELS} pixels.` });
        }
        return err({ code: 'bad_kind', reason: 'The file begins like a picture, but is none.' });
      }
    },
  };
}
