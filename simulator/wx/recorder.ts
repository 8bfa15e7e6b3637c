/**
 * `wx.getRecorderManager()`: the one recorder of the app, which tells by events. Sentences are from
 * developers.weixin.qq.com/miniprogram/dev/api/media/recorder/RecorderManager.
 */
import { toOptions, type Deliver } from './api-call';
import type { MicrophonePort } from './media-ports';
import type { RuntimeClock } from './ports';

/** "duration: ms, at most 600000, 60000 when absent". */
const DEFAULT_MS = 60_000;
const LONGEST_MS = 600_000;

type EventName = 'Start' | 'Stop' | 'Error' | 'InterruptionBegin' | 'InterruptionEnd' | 'Pause' | 'Resume';

export interface RecorderOptions {
  readonly port: MicrophonePort | undefined;
  readonly clock: RuntimeClock;
  readonly deliver: Deliver;
  /** Asks for the privacy guide and for the microphone. Rejects with what the person refused. */
  readonly allow: () => Promise<void>;
}

export interface Recorder {
  readonly api: Readonly<Record<string, unknown>>;
  /** A call comes in: the recording pauses and the app is told. */
  interrupt(): void;
}

interface Run {
  readonly since: number;
  stop(): Promise<{ tempFilePath: string; fileSize: number }>;
  readonly cancelLimit: () => void;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class SimulatedRecorder {
  /** wx: an event has one listener, the one that was registered last. */
  readonly #listeners = new Map<EventName, (value: object) => void>();
  #run: Run | null = null;
  #isStarting = false;

  constructor(private readonly options: RecorderOptions) {}

  on(name: EventName, listener: unknown): void {
    if (typeof listener === 'function') this.#listeners.set(name, listener as (value: object) => void);
  }

  async start(value: unknown): Promise<void> {
    const { clock, port } = this.options;
    if (this.#run || this.#isStarting) return this.fail('is recording or paused');
    const { duration } = toOptions(value);
    const limit = Math.min(typeof duration === 'number' ? duration : DEFAULT_MS, LONGEST_MS);
    this.#isStarting = true;
    try {
      await this.options.allow();
      if (!port) throw new Error('no microphone in this simulator');
      const recording = await port.start();
      const cancelLimit = clock.after(limit, () => void this.stop());
      this.#run = { since: clock.now(), stop: () => recording.stop(), cancelLimit };
      this.tell('Start');
    } catch (error) {
      this.fail(reasonOf(error));
    } finally {
      this.#isStarting = false;
    }
  }

  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (!run) return this.fail('recorder not start');
    run.cancelLimit();
    const duration = this.options.clock.now() - run.since;
    try {
      this.tell('Stop', { ...(await run.stop()), duration });
    } catch (error) {
      // Nothing was heard yet, for example.
      this.fail(reasonOf(error));
    }
  }

  tell(name: EventName, value: object = {}): void {
    this.options.deliver(() => this.#listeners.get(name)?.(value));
  }

  private fail(reason: string): void {
    this.tell('Error', { errMsg: `operateRecorder:fail ${reason}` });
  }
}

export function createRecorder(options: RecorderOptions): Recorder {
  const recorder = new SimulatedRecorder(options);
  const on = (name: EventName) => (listener: unknown) => recorder.on(name, listener);
  const manager = {
    start: (value: unknown) => void recorder.start(value),
    stop: () => void recorder.stop(),
    onStart: on('Start'),
    onStop: on('Stop'),
    onError: on('Error'),
    onInterruptionBegin: on('InterruptionBegin'),
    onInterruptionEnd: on('InterruptionEnd'),
  };
  // "The recorder manager that is unique in the whole app."
  return {
    api: { getRecorderManager: () => manager },
    interrupt: () => recorder.tell('InterruptionBegin'),
  };
}
