/**
 * A picture of this phone as a message wants it: which way up it is, and smaller where it is too large or the network weak.
 * Knows no picker and no room.
 */
import { pictureName } from '../../../../core/base/picture-name';
import type { OutgoingMedia } from '../../../../core/chat/chat-types';
import { asFile } from '../../../../core/protocol/kinds/file';
import { MAX_PICTURE_BYTES } from '../../../../core/protocol/limits';
import { getClient } from '../../../../services/app-client';

/** A picture for a weak network: sharp enough to read a page of text. */
const SMALL_WIDTH_PX = 1_280;
const SMALL_QUALITY = 60;
/** Smaller ones are sent as they are, also over a weak network. */
const WORTH_SHRINKING_BYTES = 300 * 1_024;
const WEAK_NETWORKS: readonly string[] = ['2g', '3g'];
/** What no phone shows as a picture, or not every one. */
const NOT_SHOWN = /\.(?:heic|heif|svgz?|tiff?|psd|dng|raw)$/i;
const SIDEWAYS: readonly string[] = ['left', 'right', 'left-mirrored', 'right-mirrored'];

interface Info {
  readonly width: number;
  readonly height: number;
  readonly isPhoto: boolean;
}

const UNKNOWN: Info = { width: 0, height: 0, isPhoto: false };

/** A question of a moment: without an answer by then people wait for nothing. */
const ASK_MS = 2_000;
/** Reading and shrinking a photo of 20 MB on a slow phone. */
const WORK_MS = 15_000;

/** wx: the sides are those of the stored picture, whichever way it is looked at. */
const lookAt = (src: string): Promise<Info> =>
  getClient().answerWithin<Info>(
    WORK_MS,
    (resolve) =>
      wx.getImageInfo({
        src,
        success({ width, height, orientation, type }) {
          const sides = SIDEWAYS.includes(orientation) ? { width: height, height: width } : { width, height };
          resolve({ ...sides, isPhoto: type === 'jpeg' });
        },
        fail: () => resolve(UNKNOWN),
      }),
    UNKNOWN,
  );

export const isNetworkWeak = (): Promise<boolean> =>
  getClient().answerWithin<boolean>(
    ASK_MS,
    (resolve) =>
      wx.getNetworkType({
        success: ({ networkType, weakNet }) => resolve(weakNet || WEAK_NETWORKS.includes(networkType)),
        fail: () => resolve(false),
      }),
    false,
  );

const sizeOf = (filePath: string): Promise<number> =>
  getClient().answerWithin<number>(
    ASK_MS,
    (resolve) =>
      wx.getFileSystemManager().getFileInfo({
        filePath,
        success: ({ size }) => resolve(size),
        fail: () => resolve(0),
      }),
    0,
  );

/** The path of a smaller copy; null when there is none. */
const shrink = (src: string, width: number): Promise<string | null> =>
  getClient().answerWithin<string | null>(
    WORK_MS,
    (resolve) =>
      wx.compressImage({
        src,
        quality: SMALL_QUALITY,
        compressedWidth: Math.min(width, SMALL_WIDTH_PX),
        success: ({ tempFilePath }) => resolve(tempFilePath),
        fail: () => resolve(null),
      }),
    null,
  );

/** Photos only: what people drew, or what moves, would suffer. */
export async function toPicture(
  path: string,
  bytes: number,
  isWeak: boolean,
  name?: string,
): Promise<OutgoingMedia> {
  const called = name ?? pictureName(path, getClient().now());
  // Known not to be shown anywhere: people are asked, as for every file.
  if (NOT_SHOWN.test(called)) return { ...asFile(called), path, bytes };
  const { width, height, isPhoto } = await lookAt(path);
  const whole = { kind: 'image', path, width, height, bytes, ...(name ? { name } : {}) } as const;
  // A larger photo is made smaller rather than refused.
  const isTooLarge = bytes > MAX_PICTURE_BYTES || (isWeak && bytes > WORTH_SHRINKING_BYTES);
  if (!isPhoto || !isTooLarge) return whole;
  const small = await shrink(path, width);
  const smallBytes = small === null ? 0 : await sizeOf(small);
  return small !== null && smallBytes > 0 && smallBytes < bytes
    ? { ...whole, path: small, bytes: smallBytes }
    : whole;
}
