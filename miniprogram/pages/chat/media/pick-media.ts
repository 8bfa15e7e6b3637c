/**
 * WeChat's pickers as promises: pictures from the album or the camera, files out of chats, as messages want them. Knows no
 * room.
 */
import { pictureName } from '../../../core/base/picture-name';
import type { OutgoingMedia } from '../../../core/chat/chat-types';
import { MAX_PICTURE_BYTES } from '../../../core/protocol/limits';
import { getClient } from '../../../services/app-client';

export type MediaSource = 'album' | 'camera' | 'file';

/** `refused`: the phone does not let WeChat in; `failed`: it did not open. */
export type Picked =
  /** In the order in which they were chosen; each is looked at, and made smaller, meanwhile. */
  | { readonly outcome: 'picked'; readonly media: Promise<readonly OutgoingMedia[]> }
  | { readonly outcome: 'cancelled' | 'refused' | 'failed' };

/** wx: the most that every version of the picker takes. */
const MAX_AT_ONCE = 9;
/** A picture for a weak network: sharp enough to read a page of text. */
const SMALL_WIDTH_PX = 1_280;
const SMALL_QUALITY = 60;
/** Smaller ones are sent as they are, also over a weak network. */
const WORTH_SHRINKING_BYTES = 300 * 1_024;
const WEAK_NETWORKS: readonly string[] = ['2g', '3g'];
/** What no phone shows as a picture, or not every one. */
const NOT_SHOWN = /\.(?:heic|heif|svgz?|tiff?|psd|dng|raw)$/i;
const SIDEWAYS: readonly string[] = ['left', 'right', 'left-mirrored', 'right-mirrored'];

/** What the picker offers here: older versions of WeChat have no files. */
export function mediaSources(): readonly MediaSource[] {
  const hasFiles = typeof (wx as Partial<WechatMiniprogram.Wx>).chooseMessageFile === 'function';
  return hasFiles ? ['album', 'camera', 'file'] : ['album', 'camera'];
}

function outcomeOf(errMsg: string): Picked {
  // Whoever refuses the privacy guide is told so by its popup.
  if (/cancel|privacy/i.test(errMsg)) return { outcome: 'cancelled' };
  return { outcome: /auth|permission/i.test(errMsg) ? 'refused' : 'failed' };
}

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
/** As long as people may look for a picture. Nothing else waits for it, and each tap opens a picker of its own. */
const PICK_MS = 600_000;

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

const isNetworkWeak = (): Promise<boolean> =>
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
async function toPicture(
  path: string,
  bytes: number,
  isWeak: boolean,
  name?: string,
): Promise<OutgoingMedia> {
  const called = name ?? pictureName(path, getClient().now());
  // Known not to be shown anywhere: people are asked, as for every file.
  if (NOT_SHOWN.test(called)) return { kind: 'file', path, name: called, bytes };
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

/** Pictures out of a chat are files for the picker, but not for people. */
function toMedia(file: WechatMiniprogram.ChooseFile, isWeak: boolean): Promise<OutgoingMedia> {
  const { name, path, size, type } = file;
  if (type === 'image') return toPicture(path, size, isWeak, name);
  return Promise.resolve({ kind: 'file', path, name, bytes: size });
}

const picked = (media: readonly Promise<OutgoingMedia>[]): Picked => ({
  outcome: 'picked',
  media: Promise.all(media),
});

function choose(source: MediaSource, isWeak: boolean, resolve: (picked: Picked) => void): void {
  const fail = ({ errMsg }: { errMsg: string }): void => resolve(outcomeOf(errMsg));
  if (source === 'file') {
    wx.chooseMessageFile({
      count: MAX_AT_ONCE,
      type: 'all',
      success: ({ tempFiles }) => resolve(picked(tempFiles.map((file) => toMedia(file, isWeak)))),
      fail,
    });
    return;
  }
  wx.chooseMedia({
    count: MAX_AT_ONCE,
    mediaType: ['image'],
    sourceType: [source],
    sizeType: ['original', 'compressed'],
    success: ({ tempFiles }) =>
      resolve(picked(tempFiles.map(({ tempFilePath, size }) => toPicture(tempFilePath, size, isWeak)))),
    fail,
  });
}

export async function pickMedia(source: MediaSource): Promise<Picked> {
  const isWeak = await isNetworkWeak();
  const { answerWithin } = getClient();
  // What a picker never tells looks like one that was closed.
  return answerWithin<Picked>(PICK_MS, (resolve) => choose(source, isWeak, resolve), {
    outcome: 'cancelled',
  });
}
