/**
 * The library that decodes pictures. It has no build for some machines; then there is none, and the server does without.
 */
import type sharpFactory from 'sharp';
import type { SharpOptions } from 'sharp';

export type SharpFactory = typeof sharpFactory;

/** Of all frames together. */
export const MAX_PIXELS = 50_000_000;
/** The same wherever a picture is read, so that what one reader takes no other refuses. Rows are read one after the other. */
export const READ_OPTIONS: SharpOptions = {
  limitInputPixels: MAX_PIXELS,
  failOn: 'error',
  sequentialRead: true,
};
/** No valid picture within the bounds takes this long. */
export const DECODE_TIMEOUT_S = 30;

/** Null where the package has no build for this machine. */
export async function loadSharp(): Promise<SharpFactory | null> {
  try {
    const { default: sharp } = await import('sharp');
    // One thread for each picture, so that a few of them leave the machine to the chat; and nothing is held for later.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  } catch {
    // There is no build for this machine, or the one that is here cannot be loaded: the server does without.
    return null;
  }
}
