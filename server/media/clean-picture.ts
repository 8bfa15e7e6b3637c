/**
 * A picture as it may be served: upright, and without what a camera or a program wrote into it. Pixels are encoded anew
 * only where that is needed to turn them, or where the file is built in a way that only the decoder understands.
 */
import type { Ending } from './file-kinds';
import { stripMetadata } from './picture-metadata';
import { loadSharp, READ_OPTIONS, type SharpFactory } from './sharp';

/** Never rejects and never refuses: what cannot be read comes back as it is. */
export type CleanPicture = (bytes: Buffer, ending: Ending) => Promise<Buffer>;

/** Hardly to be told from the original, which the sender's phone has compressed already. */
const QUALITY = 90;

async function encodeUpright(sharp: SharpFactory, bytes: Buffer, ending: Ending): Promise<Buffer> {
  const upright = sharp(bytes, READ_OPTIONS).autoOrient().keepIccProfile();
  if (ending === 'png') return upright.png().toBuffer();
  if (ending === 'webp') return upright.webp({ quality: QUALITY }).toBuffer();
  return upright.jpeg({ quality: QUALITY }).toBuffer();
}

async function cleanBySharp(sharp: SharpFactory, bytes: Buffer, ending: Ending): Promise<Buffer> {
  const stripped = stripMetadata(bytes, ending);
  try {
    const { orientation = 1, pages = 1 } = await sharp(bytes, READ_OPTIONS).metadata();
    // A film has no way up that viewers agree on.
    if (stripped && (orientation === 1 || pages > 1)) return stripped;
    return await encodeUpright(sharp, bytes, ending);
  } catch {
    return stripped ?? bytes;
  }
}

/** @param load gives the library, or null where there is none: then pictures are stripped, and lie as the camera held them */
export async function createPictureCleaner(load = loadSharp): Promise<CleanPicture> {
  const sharp = await load();
  return (bytes, ending) =>
    sharp ? cleanBySharp(sharp, bytes, ending) : Promise.resolve(stripMetadata(bytes, ending) ?? bytes);
}
