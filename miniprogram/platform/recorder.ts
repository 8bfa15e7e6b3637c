/**
 * The phone's one recorder: started, ended and refused as promises. What was begun is always ended, also when people let go
 * before it started. Knows no message.
 */
import type { Clock } from '../core/base/clock';

/** wx: a recording may be longer, a voice message may not. */
const MAX_MS = 60_000;
/** A recorder that has not said by then how it ended will not say it. */
const END_MS = 3_000;
/** Plays everywhere; a minute has 360 KB. wx: 16 kHz allows 24,000 to 96,000 bits. */
const FORMAT = { format: 'mp3', sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 48_000 } as const;

interface WxRecorderManager {
  start(option: typeof FORMAT & { readonly duration: number }): void;
  stop(): void;
  onStart(listener: () => void): void;
  onStop(listener: (result: { tempFilePath: string; duration: number; fileSize: number }) => void): void;
  onError(listener: (failure: { errMsg: string }) => void): void;
  onInterruptionBegin(listener: () => void): void;
}

export interface WxRecorderApi {
  getRecorderManager?(): unknown;
}

export interface Recording {
  readonly path: string;
  readonly durationMs: number;
  readonly bytes: number;
}

export interface Recorder {
  readonly isAvailable: boolean;
  /** `refused`: people, or the phone, do not allow the microphone. */
  start(): Promise<'recording' | 'refused' | 'failed'>;
  /** Ends it. Null when nothing was recorded. */
  stop(): Promise<Recording | null>;
  /** Ends it and forgets what was recorded. */
  cancel(): void;
}

interface Run {
  isStarted: boolean;
  isOver: boolean;
  isCancelled: boolean;
  onStarted(outcome: 'recording' | 'refused' | 'failed'): void;
  onEnded(recording: Recording | null): void;
  readonly started: Promise<'recording' | 'refused' | 'failed'>;
  readonly ended: Promise<Recording | null>;
}

function createRun(): Run {
  const run = { isStarted: false, isOver: false, isCancelled: false } as {
    -readonly [Field in keyof Run]: Run[Field];
  };
  run.started = new Promise((resolve) => (run.onStarted = resolve));
  run.ended = new Promise((resolve) => (run.onEnded = resolve));
  return run;
}

export function createRecorder(wx: WxRecorderApi, clock: Clock): Recorder {
  let manager: WxRecorderManager | undefined;
  let run: Run | null = null;
  let cancelDeadline = (): void => undefined;

  const end = (recording: Recording | null): void => {
    cancelDeadline();
    run?.onEnded(run.isCancelled ? null : recording);
    run = null;
  };
  const stopNow = (recorder: WxRecorderManager | undefined): void => {
    cancelDeadline();
    // Without this nothing could be recorded until the app is started again.
    cancelDeadline = clock.after(END_MS, () => end(null));
    recorder?.stop();
  };
  const halt = (): void => {
    if (!run) return;
    run.isOver = true;
    // wx: what has not started cannot be stopped, and starts all the same.
    if (run.isStarted) stopNow(manager);
  };
  const listen = (recorder: WxRecorderManager): WxRecorderManager => {
    recorder.onStart(() => {
      if (!run) return recorder.stop();
      run.isStarted = true;
      run.onStarted('recording');
      if (run.isOver) stopNow(recorder);
    });
    recorder.onStop(({ tempFilePath, duration, fileSize }) => {
      // What ends before this one began is one that was given up.
      if (run?.isStarted) end({ path: tempFilePath, durationMs: duration, bytes: fileSize });
    });
    recorder.onError(({ errMsg }) => {
      run?.onStarted(/auth|permission|scope|privacy/i.test(errMsg) ? 'refused' : 'failed');
      end(null);
    });
    // wx: a call pauses the recording; what was said until then can be sent.
    recorder.onInterruptionBegin(halt);
    return recorder;
  };

  return {
    get isAvailable() {
      return wx.getRecorderManager !== undefined;
    },
    async start() {
      // What is being called off takes a moment to end.
      if (run?.isOver) await run.ended;
      if (run || !wx.getRecorderManager) return 'failed';
      manager ??= listen(wx.getRecorderManager() as WxRecorderManager);
      run = createRun();
      const { started } = run;
      manager.start({ ...FORMAT, duration: MAX_MS });
      return started;
    },
    stop() {
      const ended = run?.ended ?? Promise.resolve(null);
      halt();
      return ended;
    },
    cancel() {
      if (run) run.isCancelled = true;
      halt();
    },
  };
}
