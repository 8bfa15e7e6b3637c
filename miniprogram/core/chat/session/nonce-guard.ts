/**
 * Tells the frames of one connection from everything else that a phone may deliver: whoever answers our nonce carries this
 * connection, whatever the socket events say, and later frames prove themselves by the tag.
 */
import type { Random } from '../../base/clock';
import { createId } from '../../base/ids';
import type { DownFrame } from '../../protocol/down';
import { NONCE_LENGTH, TAG_LENGTH } from '../../protocol/limits';

/** `shared`: a room's frame that is encoded once for everybody; it may have come over an older socket of ours. */
type FrameOrigin = 'own' | 'shared' | 'foreign';

/** Of one connection; another one has another nonce. */
export interface NonceGuard {
  readonly nonce: string;
  readonly tag: string;
  /** The welcome with our nonce has come. */
  readonly isOpen: boolean;
  classify(frame: DownFrame): FrameOrigin;
}

/** `random` must be good enough that nobody guesses the nonce. */
export function createNonceGuard(random: Random): NonceGuard {
  const nonce = createId(random, NONCE_LENGTH);
  const tag = nonce.slice(0, TAG_LENGTH);
  let isOpen = false;

  const classifyBeforeWelcome = (frame: DownFrame): FrameOrigin => {
    if (frame.type === 'welcome') return frame.nonce === nonce && frame.tag === tag ? 'own' : 'foreign';
    if (frame.type !== 'error' && frame.type !== 'bye') return 'foreign';
    return frame.tag === undefined || frame.tag === tag ? 'own' : 'foreign';
  };

  const classifyAfterWelcome = (frame: DownFrame): FrameOrigin => {
    if (frame.type === 'welcome') return 'foreign';
    // Without a tag these two were said to a socket before its welcome, so not to this one.
    if (frame.type === 'error' || frame.type === 'bye') return frame.tag === tag ? 'own' : 'foreign';
    if (!('tag' in frame)) return 'shared';
    return frame.tag === tag ? 'own' : 'foreign';
  };

  return {
    nonce,
    tag,
    get isOpen() {
      return isOpen;
    },
    classify(frame) {
      if (isOpen) return classifyAfterWelcome(frame);
      const origin = classifyBeforeWelcome(frame);
      if (origin === 'own' && frame.type === 'welcome') isOpen = true;
      return origin;
    },
  };
}
