/**
 * The library that decodes pictures. It has no build for some machines; then there is none, and the server does without.
 */
import type sharpFactory from 'sharp';
import type { SharpOptions } from 'sharp';

export type SharpFactory = typeof sharpFactory;

/** More would take the memory of a small server, whatever the file weighs. */
export const MAX_PIXELS = 50_000_000;
/** The same wherever a picture is read, so that what one reader takes no other refuses. */
export const READ_OPTIONS: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error' };

export async function loadSharp(): Promise<SharpFactory | null> {
  try {
    const { default: sharp } = await import('sharp');
    // One thread for each picture, so that a few of them leave the machine to the chat.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  } catch {
    return null;
  }
}
