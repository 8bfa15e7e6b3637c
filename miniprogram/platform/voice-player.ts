/**
 * Plays one voice at a time. Knows no message: whoever plays is told how it ended.
 */

interface WxAudio {
  src: string;
  play(): void;
  stop(): void;
  destroy(): void;
  onEnded(listener: () => void): void;
  onStop(listener: () => void): void;
  onError(listener: (failure: { errMsg: string }) => void): void;
}

export interface WxAudioApi {
  createInnerAudioContext?(): unknown;
  setInnerAudioOption?(option: {
    readonly obeyMuteSwitch: boolean;
    readonly mixWithOther: boolean;
    readonly fail: () => void;
  }): unknown;
}

export interface VoicePlayer {
  /** Whatever was playing stops. Resolves when this one is over. */
  play(src: string): Promise<'ended' | 'stopped' | 'failed'>;
  stop(): void;
}

export function createVoicePlayer(wx: WxAudioApi): VoicePlayer {
  let finish: ((outcome: 'ended' | 'stopped' | 'failed') => void) | null = null;
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
        const done = (outcome: 'ended' | 'stopped' | 'failed'): void => {
          if (finish !== done) return;
          finish = null;
          // wx: a context that is not destroyed holds a player of the phone.
          audio.destroy();
          resolve(outcome);
        };
        finish = done;
        audio.onEnded(() => done('ended'));
        audio.onStop(() => done('stopped'));
        audio.onError(() => done('failed'));
        audio.src = src;
        audio.play();
      });
    },
    stop: () => finish?.('stopped'),
  };
}
