/**
 * Questions that expect one answer on the same connection: each settles exactly once, by its answer, a refusal, the
 * deadline or the end of the connection. One that the server is too busy for is asked again when it says. Knows no meaning of
 * what is asked.
 */
import type { Clock } from '../../base/clock';
import type { DownFrame, DownFrameOf } from '../../protocol/down';
import { isRetryable } from '../../protocol/error-codes';
import type { RequestId } from '../../protocol/fields';
import { ChatError, type ChatErrorKind } from '../chat-error';
import type { OutgoingFrame } from '../session/session-types';
import type { Session } from '../session/session';

/** From the question to its answer; after it the question fails with `timeout`. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** Who is asked to wait for longer is told so. */
const MAX_PAUSE_MS = 5_000;
const MIN_PAUSE_MS = 200;

type AnswerType =
  | 'page'
  | 'joined'
  | 'left'
  | 'users'
  | 'done'
  | 'flags'
  | 'members'
  | 'directory'
  | 'blocked'
  | 'found'
  | 'located'
  | 'door';
type WithoutId<Frame> = Frame extends { readonly id: RequestId } ? Omit<Frame, 'id'> : never;
export type Question = WithoutId<OutgoingFrame>;

/** Nothing is asked again by itself but what the server was too busy for. */
export interface Requests {
  /** @throws ChatError `offline`, `timeout`, `bad_answer`, or the code of the server's refusal */
  ask<T extends AnswerType>(question: Question, answer: T): Promise<DownFrameOf<T>>;
  /** Hands an incoming frame over: an answer or a refusal settles its question. */
  onFrame(frame: DownFrame): void;
  /** The connection is gone: nothing will be answered. */
  failAll(): void;
}

interface OpenRequest {
  readonly question: Question;
  readonly type: AnswerType;
  /** How long it was told to wait so far: the phone's clock may be set meanwhile. */
  pausedMs: number;
  readonly resolve: (frame: DownFrame) => void;
  readonly reject: (error: ChatError) => void;
  /** Ends the timer that it has. */
  cancel: () => void;
}

/** How long to wait before the same question may have another answer; null when it may not, or nobody would wait so long. */
function pauseAfter(refusal: DownFrameOf<'error'>, waitedMs: number): number | null {
  const { code, afterMs } = refusal;
  if (afterMs === undefined || !isRetryable(code) || afterMs > MAX_PAUSE_MS) return null;
  const pauseMs = Math.max(MIN_PAUSE_MS, afterMs);
  return waitedMs + pauseMs < REQUEST_TIMEOUT_MS ? pauseMs : null;
}

/** What is full says more than the code, which is there for those who do not know it. */
const kindOf = ({ code, full }: DownFrameOf<'error'>): ChatErrorKind => (full ? `full_${full}` : code);

/** Asks over this session, and only while it is ready. */
export function createRequests(session: Session, clock: Clock): Requests {
  const open = new Map<RequestId, OpenRequest>();

  const settle = (id: RequestId, how: (open: OpenRequest) => void): void => {
    const entry = open.get(id);
    open.delete(id);
    entry?.cancel();
    if (entry) how(entry);
  };

  const send = (entry: OpenRequest): void => {
    const id = session.nextRequestId();
    const { question } = entry;
    open.set(id, entry);
    entry.cancel = clock.after(REQUEST_TIMEOUT_MS, () => {
      session.probe('request overdue');
      settle(id, ({ reject }) => reject(new ChatError('timeout', `No answer to ${question.type}.`)));
    });
    if (session.send({ ...question, id } as OutgoingFrame)) return;
    settle(id, ({ reject }) => reject(new ChatError('offline', `Not connected: ${question.type}.`)));
  };

  /** True when the same question is asked again, as late as the server wants. Until then it waits under its former id. */
  const askAgain = (id: RequestId, refusal: DownFrameOf<'error'>): boolean => {
    const entry = open.get(id);
    const pauseMs = entry ? pauseAfter(refusal, entry.pausedMs) : null;
    if (!entry || pauseMs === null) return false;
    entry.cancel();
    entry.pausedMs += pauseMs;
    entry.cancel = clock.after(pauseMs, () => {
      open.delete(id);
      send(entry);
    });
    return true;
  };

  const answer = (id: RequestId, frame: DownFrame): void => {
    if (frame.type === 'error' && askAgain(id, frame)) return;
    settle(id, ({ type, resolve, reject }) => {
      if (frame.type === type) resolve(frame);
      else if (frame.type === 'knocked') reject(new ChatError('knocked', 'An admin has to let you in.'));
      else if (frame.type === 'error') reject(new ChatError(kindOf(frame), frame.reason));
      else reject(new ChatError('bad_answer', `The answer to ${type} was a ${frame.type} frame.`));
    });
  };

  return {
    ask: <T extends AnswerType>(question: Question, type: T) =>
      new Promise<DownFrameOf<T>>((resolve, reject) => {
        send({
          ...{ question, type, pausedMs: 0, reject },
          resolve: (frame) => resolve(frame as DownFrameOf<T>),
          cancel: () => undefined,
        });
      }),
    onFrame(frame) {
      // Acks and pongs carry ids too, of transmissions and probes; they are nobody's here.
      if ('id' in frame && frame.id !== undefined) answer(frame.id, frame);
    },
    failAll() {
      for (const id of [...open.keys()]) {
        settle(id, ({ reject }) => reject(new ChatError('offline', 'The connection was lost.')));
      }
    },
  };
}
