/**
 * Questions that expect one answer on the same connection: each settles exactly once, by its answer, a refusal, the
 * deadline or the end of the connection.
 */
import type { Clock } from '../base/clock';
import type { DownFrame, DownFrameOf } from '../protocol/down';
import type { RequestId } from '../protocol/fields';
import { ChatError } from './chat-error';
import type { OutgoingFrame, Session } from './session-types';

export const REQUEST_TIMEOUT_MS = 10_000;

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

export interface Requests {
  /** @throws ChatError `offline`, `timeout`, `bad_answer`, or the code of the server's refusal */
  ask<T extends AnswerType>(question: Question, answer: T): Promise<DownFrameOf<T>>;
  /** Hands an incoming frame over: an answer or a refusal settles its question. */
  onFrame(frame: DownFrame): void;
  /** The connection is gone: nothing will be answered. */
  failAll(): void;
}

interface Waiting {
  readonly type: AnswerType;
  readonly resolve: (frame: DownFrame) => void;
  readonly reject: (error: ChatError) => void;
}

export function createRequests(session: Session, clock: Clock): Requests {
  const waiting = new Map<RequestId, Waiting>();

  const settle = (id: RequestId, how: (waiting: Waiting) => void): void => {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (entry) how(entry);
  };

  const answer = (id: RequestId, frame: DownFrame): void =>
    settle(id, ({ type, resolve, reject }) => {
      if (frame.type === type) resolve(frame);
      else if (frame.type === 'knocked') reject(new ChatError('knocked', 'An admin has to let you in.'));
      else if (frame.type === 'error') reject(new ChatError(frame.code, frame.reason));
      else reject(new ChatError('bad_answer', `The answer to ${type} was a ${frame.type} frame.`));
    });

  const send = (question: Question, id: RequestId, entry: Waiting): void => {
    waiting.set(id, entry);
    const cancel = clock.after(REQUEST_TIMEOUT_MS, () => {
      session.probe('request overdue');
      settle(id, ({ reject }) => reject(new ChatError('timeout', `No answer to ${question.type}.`)));
    });
    waiting.set(id, {
      type: entry.type,
      resolve: (frame) => (cancel(), entry.resolve(frame)),
      reject: (error) => (cancel(), entry.reject(error)),
    });
    if (session.send({ ...question, id } as OutgoingFrame)) return;
    settle(id, ({ reject }) => reject(new ChatError('offline', `Not connected: ${question.type}.`)));
  };

  return {
    ask: <T extends AnswerType>(question: Question, type: T) =>
      new Promise<DownFrameOf<T>>((resolve, reject) => {
        const id = session.nextRequestId();
        send(question, id, { type, resolve: (frame) => resolve(frame as DownFrameOf<T>), reject });
      }),
    onFrame(frame) {
      // Acks and pongs carry ids too, of transmissions and probes; they are nobody's here.
      if ('id' in frame && frame.id !== undefined) answer(frame.id, frame);
    },
    failAll() {
      for (const id of [...waiting.keys()]) {
        settle(id, ({ reject }) => reject(new ChatError('offline', 'The connection was lost.')));
      }
    },
  };
}
