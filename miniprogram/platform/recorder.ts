/**
 * The phone's one recorder: started, ended and refused as promises. What was begun is always ended, also when people let go
 * before it started. Knows no message.
 */
import type { Clock } from '../core/base/clock';
import { MAX_VOICE_MS } from '../core/protocol/limits';

/** A recorder that has not said by then how it ended will not say it. */
const END_MS = 3_000;
/** Nor will one that has not said by then that it started. */
const START_MS = 3_000;
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

/** What is used of `wx` here. */
export interface WxRecorderApi {
  getRecorderManager?(): unknown;
}

interface Recording {
  readonly path: string;
  readonly durationMs: number;
  readonly bytes: number;
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

/** One recording at a time: another start ends the one before. */
export class Recorder {
  private manager: WxRecorderManager | undefined;
  private run: Run | null = null;
  private cancelDeadline = (): void => undefined;

  constructor(
    private readonly wx: WxRecorderApi,
    private readonly clock: Clock,
  ) {}

  get isAvailable(): boolean {
    return this.wx.getRecorderManager !== undefined;
  }

  /** `refused`: people, or the phone, do not allow the microphone. */
  async start(): Promise<'recording' | 'refused' | 'failed'> {
    // What is being called off takes a moment to end.
    if (this.run?.isOver) await this.run.ended;
    if (this.run || !this.wx.getRecorderManager) return 'failed';
    const own = createRun();
    this.run = own;
    this.cancelDeadline = this.clock.after(START_MS, () => this.giveUp(own));
    try {
      this.manager ??= this.listen(this.wx.getRecorderManager() as WxRecorderManager);
      this.manager.start({ ...FORMAT, duration: MAX_VOICE_MS });
    } catch {
      // Each version of WeChat throws in words of its own: nothing is recorded.
      this.giveUp(own);
    }
    return own.started;
  }

  /** Ends it. Null when nothing was recorded. */
  stop(): Promise<Recording | null> {
    const ended = this.run?.ended ?? Promise.resolve(null);
    this.halt();
    return ended;
  }

  /** Ends it and forgets what was recorded. */
  cancel(): void {
    if (this.run) this.run.isCancelled = true;
    this.halt();
  }

  private listen(recorder: WxRecorderManager): WxRecorderManager {
    recorder.onStart(() => {
      const { run } = this;
      // It was given up.
      if (!run) return recorder.stop();
      this.cancelDeadline();
      run.isStarted = true;
      run.onStarted('recording');
      if (run.isOver) this.stopNow(recorder);
    });
    recorder.onStop(({ tempFilePath, duration, fileSize }) => {
      // What ends before this one began is one that was given up.
      if (this.run?.isStarted) this.end({ path: tempFilePath, durationMs: duration, bytes: fileSize });
    });
    recorder.onError(({ errMsg }) => {
      const wasStarted = this.run?.isStarted === true;
      this.run?.onStarted(/auth|permission|scope|privacy/i.test(errMsg) ? 'refused' : 'failed');
      this.end(null);
      // Perhaps the error was about another start, and this one goes on.
      if (wasStarted) recorder.stop();
    });
    // wx: a call pauses the recording; what was said until then can be sent.
    recorder.onInterruptionBegin(() => this.halt());
    return recorder;
  }

  private end(recording: Recording | null): void {
    this.cancelDeadline();
    this.run?.onEnded(this.run.isCancelled ? null : recording);
    this.run = null;
  }

  private giveUp(own: Run): void {
    if (this.run !== own || own.isStarted) return;
    own.onStarted('failed');
    this.end(null);
  }

  private stopNow(recorder: WxRecorderManager | undefined): void {
    this.cancelDeadline();
    // Without this nothing could be recorded until the app is started again.
    this.cancelDeadline = this.clock.after(END_MS, () => this.end(null));
    recorder?.stop();
  }

  private halt(): void {
    if (!this.run) return;
    this.run.isOver = true;
    // wx: what has not started cannot be stopped, and starts all the same.
    if (this.run.isStarted) this.stopNow(this.manager);
  }
}
