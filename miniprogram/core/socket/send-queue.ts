/**
 * What waits for an open socket, first in, first out, with a promise per frame; and what the platform has taken but not
 * answered for yet. Knows neither JSON nor states: its owner says when there is a line and when nothing is accepted.
 */
import { countUtf8Bytes } from '../base/text';
import { describeError } from '../base/logger';
import { createSocketError } from './socket-error';
import type { SocketErrorKind } from './socket-types';

export type Frame = string | ArrayBuffer;
/** Hands a frame to the platform; null when there is no open connection after all. */
export type Line = (frame: Frame) => Promise<void> | null;

interface Entry {
  readonly frame: Frame;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface SendQueueLimits {
  readonly frames: number;
  readonly frameBytes: number;
}

export interface SendQueue {
  /** Sends, queues, or rejects with a `SocketError`. An unwatched rejection troubles nobody. */
  send(frame: Frame): Promise<void>;
  /** From now on frames go out at once, ahead of what is queued, until `detach` or `refuse`. */
  attach(line: Line): void;
  /** Sends what is queued, in order. */
  flush(): void;
  /** From now on frames are queued; those without an answer of the platform are rejected with `send_failed`. */
  detach(): void;
  /** Rejects everything with `closed`, and what comes until `accept`. */
  refuse(why: string): void;
  accept(): void;
}

function measure(frame: Frame): number {
  return typeof frame === 'string' ? countUtf8Bytes(frame) : frame.byteLength;
}

class FrameQueue implements SendQueue {
  private readonly waiting: Entry[] = [];
  private readonly unanswered = new Set<Entry>();
  private line: Line | null = null;
  private refusal: string | null = null;

  constructor(private readonly limits: SendQueueLimits) {}

  send(frame: Frame): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      const entry = { frame, resolve, reject };
      const refused = this.check(frame);
      if (refused) reject(refused);
      else if (!this.transmit(entry)) this.hold(entry);
    });
    // A caller who does not care whether a value left must not bring the app down with an unhandled rejection.
    promise.catch(() => undefined);
    return promise;
  }

  attach(line: Line): void {
    this.line = line;
  }

  flush(): void {
    for (let entry = this.waiting[0]; entry !== undefined; entry = this.waiting[0]) {
      if (!this.transmit(entry)) return;
      this.waiting.shift();
    }
  }

  detach(): void {
    this.line = null;
    this.rejectAll(this.unanswered, 'send_failed', 'the connection ended before the platform took the frame');
    this.unanswered.clear();
  }

  refuse(why: string): void {
    this.refusal = why;
    this.line = null;
    this.rejectAll([...this.unanswered, ...this.waiting.splice(0)], 'closed', why);
    this.unanswered.clear();
  }

  accept(): void {
    this.refusal = null;
  }

  private check(frame: Frame): Error | null {
    if (this.refusal !== null) return createSocketError('closed', this.refusal);
    if (this.limits.frameBytes === Infinity) return null;
    const bytes = measure(frame);
    if (bytes <= this.limits.frameBytes) return null;
    const message = `the frame has ${bytes} bytes, the limit is ${this.limits.frameBytes}`;
    return createSocketError('frame_too_large', message);
  }

  private hold(entry: Entry): void {
    if (this.waiting.length < this.limits.frames) {
      // Bytes are copied, so that a caller who reuses the buffer while offline does not change what was sent.
      const frame = typeof entry.frame === 'string' ? entry.frame : entry.frame.slice(0);
      this.waiting.push({ ...entry, frame });
      return;
    }
    const message = `${this.waiting.length} values wait for the connection already, the limit is ${this.limits.frames}`;
    entry.reject(createSocketError('queue_full', message));
  }

  private transmit(entry: Entry): boolean {
    const answer = this.line?.(entry.frame) ?? null;
    if (answer === null) return false;
    this.unanswered.add(entry);
    answer.then(
      () => {
        if (this.unanswered.delete(entry)) entry.resolve();
      },
      (thrown: unknown) => {
        if (this.unanswered.delete(entry))
          entry.reject(createSocketError('send_failed', describeError(thrown)));
      },
    );
    return true;
  }

  private rejectAll(entries: Iterable<Entry>, kind: SocketErrorKind, message: string): void {
    for (const entry of entries) entry.reject(createSocketError(kind, message));
  }
}

export function createSendQueue(limits: SendQueueLimits): SendQueue {
  return new FrameQueue(limits);
}
