/**
 * How large media are in a chat, told by their data alone, so that a row has its height before anything is loaded.
 */
import { MAX_VOICE_MS } from '../core/protocol/limits';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MAX_PICTURE_PX = 180;
const MIN_PICTURE_PX = 64;
const UNKNOWN_PICTURE: Size = { width: 120, height: 120 };

const SHORTEST_VOICE_PX = 76;
const LONGEST_VOICE_PX = 210;

/** The size of a picture of `width` by `height`: as a whole, unless it is so thin that its ends must be cut. */
export function pictureSize(width: number, height: number): Size {
  if (!(width > 0 && height > 0)) return UNKNOWN_PICTURE;
  const scale = Math.min(1, MAX_PICTURE_PX / Math.max(width, height));
  const fit = (side: number): number => Math.max(MIN_PICTURE_PX, Math.round(side * scale));
  return { width: fit(width), height: fit(height) };
}

/** As players write it: minutes and seconds, `1:05`. */
export function lengthText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The longer it is said, the wider it is, and shorter ones differ more. */
export function voiceWidth(seconds: number): number {
  const longest = MAX_VOICE_MS / 1_000;
  const share = Math.sqrt(Math.min(Math.max(seconds, 1), longest) / longest);
  return Math.round(SHORTEST_VOICE_PX + (LONGEST_VOICE_PX - SHORTEST_VOICE_PX) * share);
}
