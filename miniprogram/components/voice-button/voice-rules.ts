/**
 * Hold to talk as a state machine: pressed, slid up to cancel, let go, timed out, refused. Pure: moments and places are
 * told, and what has to happen is in the answer.
 */
import { MAX_VOICE_MS } from '../../core/protocol/limits';

/** Shorter is a tap by mistake. */
export const MIN_VOICE_MS = 1_000;
/** The seconds that are left are counted from here on. */
const COUNTDOWN_FROM_MS = 10_000;
/** How far up the finger goes to cancel. */
export const CANCEL_PX = 80;

/** How often the button looks at the time while it is held. */
export const TICK_MS = 250;
/** A busy phone is late by itself; what is later was the phone's clock. */
const LATEST_MS = 2_000;

/** How long something has gone on, whatever happens to the phone's clock meanwhile. */
export interface Passed {
  readonly ms: number;
  /** What the phone's clock said then. */
  readonly seenAt: number;
}

/** `now`: of the phone's clock, looked at once in each tick: what went on for longer, or backwards, counts as a tick. */
export function passOn({ ms, seenAt }: Passed, now: number): Passed {
  const stepMs = now - seenAt;
  const isSteady = stepMs >= 0 && stepMs <= LATEST_MS;
  return { ms: ms + (isSteady ? stepMs : TICK_MS), seenAt: now };
}

export type Voice =
  | { readonly phase: 'idle' }
  /** `isLeaving`: the finger is where letting go cancels. */
  | { readonly phase: 'recording'; readonly since: number; readonly y: number; readonly isLeaving: boolean };

/** What the owner of the recorder is told. */
export type VoiceEffect = 'start' | 'finish' | 'cancel' | 'too_short' | 'none';

export type VoiceEvent =
  | { readonly kind: 'press'; readonly at: number; readonly y: number }
  | { readonly kind: 'move'; readonly y: number }
  | { readonly kind: 'release'; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number }
  /** A call, a covered page, a touch that the phone took away, a recorder that was refused. */
  | { readonly kind: 'interrupt' };

export interface VoiceStep {
  readonly voice: Voice;
  readonly effect: VoiceEffect;
}

export const NOT_TALKING: Voice = { phase: 'idle' };

const stay = (voice: Voice): VoiceStep => ({ voice, effect: 'none' });
const end = (effect: VoiceEffect): VoiceStep => ({ voice: NOT_TALKING, effect });

export function nextVoice(voice: Voice, event: VoiceEvent): VoiceStep {
  if (voice.phase === 'idle') {
    if (event.kind !== 'press') return stay(voice);
    return { voice: { phase: 'recording', since: event.at, y: event.y, isLeaving: false }, effect: 'start' };
  }
  switch (event.kind) {
    case 'press':
      // A second finger.
      return stay(voice);
    case 'move': {
      const isLeaving = voice.y - event.y >= CANCEL_PX;
      return stay(isLeaving === voice.isLeaving ? voice : { ...voice, isLeaving });
    }
    case 'release':
      if (voice.isLeaving) return end('cancel');
      return end(event.at - voice.since < MIN_VOICE_MS ? 'too_short' : 'finish');
    case 'tick':
      return event.at - voice.since < MAX_VOICE_MS ? stay(voice) : end(voice.isLeaving ? 'cancel' : 'finish');
    case 'interrupt':
      return end('cancel');
  }
}

/** Seconds that are left once they are few, else 0. */
export function secondsLeft(voice: Voice, at: number): number {
  if (voice.phase === 'idle') return 0;
  const left = MAX_VOICE_MS - (at - voice.since);
  return left > COUNTDOWN_FROM_MS ? 0 : Math.max(1, Math.ceil(left / 1_000));
}
