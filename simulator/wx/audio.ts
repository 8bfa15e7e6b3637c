/**
 * `wx.createInnerAudioContext()`: a player that tells by events. Sentences are from
 * developers.weixin.qq.com/miniprogram/dev/api/media/audio/InnerAudioContext.
 */
import { createAsyncApi, type Deliver } from './api-call';
import type { LoudspeakerPort, PlayedAudio } from './media-ports';

type EventName = 'Canplay' | 'Play' | 'Pause' | 'Stop' | 'Ended' | 'Error';
type Listener = (value: object) => void;

/** "10001 system, 10002 network, 10003 file, 10004 format, -1 unknown". */
const UNKNOWN_ERROR = -1;

class InnerAudioContext {
  autoplay = false;
  startTime = 0;
  #src = '';
  #paused = true;
  #audio: PlayedAudio | null = null;
  #isDestroyed = false;
  readonly #listeners = new Map<EventName, Set<Listener>>();

  constructor(
    private readonly port: LoudspeakerPort | undefined,
    private readonly deliver: Deliver,
  ) {}

  get src(): string {
    return this.#src;
  }

  set src(src: string) {
    this.#audio?.close();
    this.#audio = null;
    this.#src = src;
    if (this.autoplay) this.play();
  }

  /** "Whether it is paused or stopped." */
  get paused(): boolean {
    return this.#paused;
  }

  get duration(): number {
    return this.#audio?.duration ?? 0;
  }

  get currentTime(): number {
    return this.#audio?.currentTime ?? 0;
  }

  play(): void {
    if (this.#isDestroyed) return;
    if (!this.port) return this.fail('no loudspeaker in this simulator');
    if (!this.#audio) {
      this.#audio = this.port.open(this.#src, {
        canPlay: () => this.tell('Canplay'),
        ended: () => {
          this.#paused = true;
          this.tell('Ended');
        },
        error: (reason) => this.fail(reason),
      });
      if (this.startTime > 0) this.#audio.seek(this.startTime);
    }
    this.#paused = false;
    this.#audio.play();
    this.tell('Play');
  }

  pause(): void {
    this.halt('Pause');
  }

  /** "Played again, it begins at the start." */
  stop(): void {
    this.#audio?.seek(0);
    this.halt('Stop');
  }

  seek(position: number): void {
    this.#audio?.seek(position);
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#listeners.clear();
    this.#audio?.close();
    this.#audio = null;
  }

  on(name: EventName, listener: unknown): void {
    if (typeof listener !== 'function') return;
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as Listener));
  }

  off(name: EventName, listener: unknown): void {
    if (typeof listener === 'function') this.#listeners.get(name)?.delete(listener as Listener);
    else this.#listeners.delete(name);
  }

  private halt(name: 'Pause' | 'Stop'): void {
    if (this.#paused || this.#isDestroyed) return;
    this.#paused = true;
    this.#audio?.pause();
    this.tell(name);
  }

  private fail(errMsg: string): void {
    this.#paused = true;
    this.tell('Error', { errMsg, errCode: UNKNOWN_ERROR });
  }

  private tell(name: EventName, value: object = {}): void {
    for (const listener of this.#listeners.get(name) ?? []) this.deliver(() => listener(value));
  }
}

const EVENTS: readonly EventName[] = ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'Error'];

for (const name of EVENTS) {
  Object.defineProperties(InnerAudioContext.prototype, {
    [`on${name}`]: {
      value(this: InnerAudioContext, listener: unknown) {
        this.on(name, listener);
      },
    },
    [`off${name}`]: {
      value(this: InnerAudioContext, listener?: unknown) {
        this.off(name, listener);
      },
    },
  });
}

export function createAudio(port: LoudspeakerPort | undefined, deliver: Deliver): Record<string, unknown> {
  return {
    createInnerAudioContext: () => new InnerAudioContext(port, deliver),
    // A computer has no mute switch.
    setInnerAudioOption: createAsyncApi('setInnerAudioOption', () => undefined, deliver),
  };
}
