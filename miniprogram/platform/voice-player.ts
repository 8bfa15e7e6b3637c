/**
 * Plays one voice at a time. Knows no message: whoever plays is told how it ended, also by a player that says nothing.
 */
import type { Clock } from '../core/base/clock';
import { systemClock } from './clock';

/** As long as a voice may take to come over a weak network. */
export const PLAYER_START_MS = 15_000;
/** The longest voice there is, and a moment to say that it ended. */
export const PLAYER_END_MS = 70_000;

interface WxAudio {
  src: string;
  play(): void;
  stop(): void;
  destroy(): void;
  onPlay?(listener: () => void): void;
  onEnded(listener: () => void): void;
  onStop(listener: () => void): void;
  onError(listener: (failure: { errMsg: string }) => void): void;
}

/** What is used of `wx` here. */
export interface WxAudioApi {
  createInnerAudioContext?(): unknown;
  setInnerAudioOption?(option: {
    readonly obeyMuteSwitch: boolean;
    readonly mixWithOther: boolean;
    readonly fail: () => void;
  }): unknown;
}

type Outcome = 'ended' | 'stopped' | 'failed';

/** Never rejects: the outcome says how it ended. */
export interface VoicePlayer {
  /** Whatever was playing stops. Resolves when this one is over. */
  play(src: string): Promise<Outcome>;
  stop(): void;
}

/** @returns what ends it; `onOver` is told once, by whatever is first */
function begin(
  audio: WxAudio,
  src: string,
  clock: Clock,
  onOver: (outcome: Outcome) => void,
): (outcome: Outcome) => void {
  let isOver = false;
  let cancel = (): void => undefined;
  const over = (outcome: Outcome): void => {
    cancel();
    if (isOver) return;
    isOver = true;
    onOver(outcome);
  };
  const wait = (ms: number): void => {
    cancel();
    if (!isOver) cancel = clock.after(ms, () => over('failed'));
  };
  wait(audio.onPlay ? PLAYER_START_MS : PLAYER_END_MS);
  audio.onPlay?.(() => wait(PLAYER_END_MS));
  audio.onEnded(() => over('ended'));
  audio.onStop(() => over('stopped'));
  audio.onError(() => over('failed'));
  try {
    audio.src = src;
    audio.play();
  } catch {
    // Whatever it throws, nothing will play, and its events will not say so.
    over('failed');
  }
  return over;
}

/** Asks the phone for a player when the first voice is played. */
export function createVoicePlayer(wx: WxAudioApi, clock: Clock = systemClock): VoicePlayer {
  let finish: ((outcome: Outcome) => void) | null = null;
  let isSetUp = false;

  const setUp = (): void => {
    if (isSetUp) return;
    isSetUp = true;
    // wx: without this an iPhone whose mute switch is on plays nothing.
    wx.setInnerAudioOption?.({ obeyMuteSwitch: false, mixWithOther: false, fail: () => undefined });
  };
  return {
    play(src) {
      finish?.('stopped');
      if (!wx.createInnerAudioContext) return Promise.resolve('failed');
      setUp();
      const audio = wx.createInnerAudioContext() as WxAudio;
      return new Promise((resolve) => {
        finish = begin(audio, src, clock, (outcome) => {
          // wx: a context that is not destroyed holds a player of the phone.
          audio.destroy();
          resolve(outcome);
        });
      });
    },
    stop: () => finish?.('stopped'),
  };
}
