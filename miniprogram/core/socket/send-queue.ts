/**
 * What waits for an open socket, first in, first out, with a promise per frame; and what the platform has taken but not
 * answered for yet. Knows neither JSON nor states: its owner says when there is a line and when nothing is accepted.
 */
import { countUtf8Bytes } from '../base/text';
import { describeError } from '../base/logger';
import { createSocketError } from './socket-error';
import type { SocketErrorKind } from './socket-types';

type Frame = string | ArrayBuffer;
/** Hands a frame to the platform; null when there is no open connection after all. */
type Line = (frame: Frame) => Promise<void> | null;

interface Entry {
  readonly frame: Frame;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Every frame settles exactly once: taken by the platform, or rejected with why. */
export interface SendQueue {
  /** Sends, queues, or rejects with a `SocketError`. An unwatched rejection troubles nobody. */
  send(frame: Frame): Promise<void>;
  /** From now on frames go out at once, ahead of what is queued, until `detach` or `refuse`. */
  attach(line: Line): void;
  /** Sends what is queued, in order. */
  flush(): void;
  /** From now on frames are queued; those without an answer of the platform are rejected. */
  detach(isFinal: boolean): void;
  /** Rejects everything with `closed`, and what comes until `accept`. */
  refuse(why: string): void;
  accept(): void;
}

function measure(frame: Frame): number {
  return typeof frame === 'string' ? countUtf8Bytes(frame) : frame.byteLength;
}

function rejectAll(entries: Iterable<Entry>, kind: SocketErrorKind, message: string): void {
  for (const entry of entries) entry.reject(createSocketError(kind, message));
}

/** @param maxFrames how many may wait. @param maxBytes of one frame, UTF-8 for text */
export function createSendQueue(maxFrames: number, maxBytes: number): SendQueue {
  const waiting: Entry[] = [];
  const unanswered = new Set<Entry>();
  let line: Line | null = null;
  let refusal: string | null = null;

  const flushEntry = (entry: Entry): boolean => {
    const answer = line?.(entry.frame);
    if (!answer) return false;
    unanswered.add(entry);
    const settle = (): boolean => unanswered.delete(entry);
    answer.then(
      () => settle() && entry.resolve(),
      (thrown: unknown) => settle() && rejectAll([entry], 'send_failed', describeError(thrown)),
    );
    return true;
  };

  const accept = (entry: Entry): void => {
    const bytes = maxBytes === Infinity ? 0 : measure(entry.frame);
    const own = [entry];
    if (refusal !== null) rejectAll(own, 'closed', refusal);
    else if (bytes > maxBytes) {
      rejectAll(own, 'frame_too_large', `the frame has ${bytes} bytes, the limit is ${maxBytes}`);
    } else if (flushEntry(entry)) return;
    else if (waiting.length >= maxFrames) {
      rejectAll(own, 'queue_full', `${waiting.length} values wait already, the limit is ${maxFrames}`);
    }
    // Both kinds have `slice`. Bytes are copied, so that a caller who reuses the buffer does not change what waits.
    else waiting.push({ ...entry, frame: entry.frame.slice(0) });
  };

  return {
    send(frame) {
      const promise = new Promise<void>((resolve, reject) => accept({ frame, resolve, reject }));
      // A caller who does not care whether a value left must not bring the app down with an unhandled rejection.
      promise.catch(() => undefined);
      return promise;
    },
    attach: (next) => void (line = next),
    flush() {
      while (waiting[0] && flushEntry(waiting[0])) waiting.shift();
    },
    detach(isFinal) {
      line = null;
      if (isFinal)
        rejectAll(unanswered, 'fate_unknown', 'handed over, but the server refused for good first');
      else rejectAll(unanswered, 'send_failed', 'the connection ended first');
      unanswered.clear();
    },
    refuse(why) {
      line = null;
      refusal = why;
      rejectAll([...unanswered, ...waiting.splice(0)], 'closed', why);
      unanswered.clear();
    },
    accept: () => void (refusal = null),
  };
}
