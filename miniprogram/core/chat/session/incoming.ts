/**
 * From one incoming value to the frames of this connection: decoded, checked, foreign ones left out, and cut off where the
 * server says goodbye. Pure but for the fence, which a welcome opens.
 */
import { decodeDown } from '../../protocol/codec';
import type { DownFrame, DownFrameOf } from '../../protocol/down';
import type { NonceGuard } from './nonce-guard';

export type FinalFrame = DownFrameOf<'bye'> | DownFrameOf<'error'>;

/** What came of one incoming value. */
export interface Incoming {
  readonly frames: readonly DownFrame[];
  /** At least one frame proves that it came over this connection. */
  readonly isOwn: boolean;
  /** The connection ends by this one. */
  readonly ending: FinalFrame | null;
  /** How many elements could not be read. */
  readonly bad: number;
}

function isFinalFrame(frame: DownFrame, nonceGuard: NonceGuard): frame is FinalFrame {
  return frame.type === 'bye' || (frame.type === 'error' && (frame.fatal || !nonceGuard.isOpen));
}

/** Without a guard there is no connection that anything could belong to, so nothing is passed on. */
export function readIncoming(value: unknown, nonceGuard: NonceGuard | null): Incoming {
  const decoded = decodeDown(value);
  const bad = decoded.bad.length;
  const frames: DownFrame[] = [];
  let isOwn = false;
  if (!nonceGuard) return { frames, isOwn, ending: null, bad };
  for (const frame of decoded.frames) {
    const verdict = nonceGuard.classify(frame);
    if (verdict === 'foreign') continue;
    if (verdict === 'own') isOwn = true;
    frames.push(frame);
    if (isFinalFrame(frame, nonceGuard)) return { frames, isOwn, ending: frame, bad };
  }
  return { frames, isOwn, ending: null, bad };
}
