/**
 * One person on one WebSocket who asks and waits: how long it took until the answer was there. Knows no question.
 */
import type { Down, Line, LineOptions } from '../hostile/line';
import { openLine } from '../hostile/line';
import type { Stopwatch } from './stopwatch';

/** Longer than anything may take: then the command ends with what was asked. */
const GIVE_UP_MS = 20_000;

export interface Answer {
  readonly frame: Down;
  readonly ms: number;
}

/** A frame to the server, without its id. */
export type Question = { readonly type: string } & Readonly<Record<string, unknown>>;
type IsAnswer = (frame: Down) => boolean;

export interface Person {
  /** Sends `frame` with an id of its own and waits for what answers it. @throws when that is an error, or never comes */
  ask(frame: Question): Promise<Answer>;
  /** Waits for a frame that comes after `act`. */
  wait(isAnswer: IsAnswer, act: () => void): Promise<Answer>;
  send(frame: object): void;
  /** How many frames of each type came. */
  readonly counts: Map<string, number>;
  close(): void;
}

interface Waiting {
  readonly isAnswer: IsAnswer;
  readonly done: (frame: Down) => void;
}

export async function openPerson(
  options: Omit<LineOptions, 'onFrame' | 'onEnd'>,
  start: Stopwatch,
): Promise<Person> {
  const counts = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let lastId = 0;
  const onFrame = (frame: Down): void => {
    counts.set(frame.type, (counts.get(frame.type) ?? 0) + 1);
    for (const one of waiting) if (one.isAnswer(frame)) one.done(frame);
  };
  const line: Line = await openLine({ ...options, onFrame, onEnd: () => undefined });
  if (!line.isOpen) throw new Error(`the server did not welcome ${options.device}`);

  function wait(isAnswer: IsAnswer, act: () => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const read = start();
      const timer = setTimeout(() => reject(new Error(`no answer to ${options.device}`)), GIVE_UP_MS);
      const one: Waiting = {
        isAnswer,
        done(frame) {
          waiting.delete(one);
          clearTimeout(timer);
          resolve({ frame, ms: read() });
        },
      };
      waiting.add(one);
      act();
    });
  }

  return {
    async ask(frame) {
      const id = `q${(lastId += 1)}`;
      const answer = await wait(
        (down) => down['id'] === id,
        () => line.send({ id, ...frame }),
      );
      const { type } = answer.frame;
      if (type === 'error' || type === 'nack')
        throw new Error(`${frame.type} of ${options.device}: ${JSON.stringify(answer.frame)}`);
      return answer;
    },
    wait,
    send: (frame) => line.send(frame),
    counts,
    close: () => line.close(),
  };
}
