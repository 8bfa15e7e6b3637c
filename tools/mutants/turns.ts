/**
 * Who asks what: every mutant has its questions, and the tests of a file are given to as many mutants at once as there are
 * tests. It runs nothing and does not know the answers' reasons.
 */
import type { Question } from './job';

/** Test's name -> mutant. */
export type Turns = Readonly<Record<string, number>>;

export interface Desk {
  /** The tests of one file by turns; `null` when nobody has a question about single tests of it any more. */
  takeTurns(test: string): Turns | null;
  /** Files in which somebody has questions, the nearest first. */
  readonly files: readonly string[];
  /** Whole files that are asked for one mutant alone. */
  wholeFilesOf(id: number): readonly string[];
  /** It was noticed, or never ends: no more questions. */
  settle(id: number): void;
  readonly open: readonly number[];
}

type Asking = ReadonlyMap<number, readonly Question[]>;

/** Name -> who wants to ask that test. */
type Queues = Map<string, number[]>;

function queuesOf(asking: Asking): ReadonlyMap<string, Queues> {
  const byFile = new Map<string, Queues>();
  const depth = Math.max(0, ...[...asking.values()].map(({ length }) => length));
  // The first question of everybody before the second of anybody: so the near files come first.
  for (let i = 0; i < depth; i++) {
    for (const [id, questions] of asking) {
      const question = questions[i];
      if (!question || question.name === null) continue;
      const queues: Queues = byFile.get(question.test) ?? new Map<string, number[]>();
      byFile.set(question.test, queues);
      queues.set(question.name, [...(queues.get(question.name) ?? []), id]);
    }
  }
  return byFile;
}

/** Each test takes whoever has the fewest others in this round, so that nobody is asked twice for one answer. */
function deal(queues: Queues, isOpen: (id: number) => boolean): Turns | null {
  const turns: Record<string, number> = {};
  const times = new Map<number, number>();
  for (const [name, waiting] of queues) {
    const left = waiting.filter(isOpen);
    const next = left.reduce<number | null>(
      (best, id) => (best === null || (times.get(id) ?? 0) < (times.get(best) ?? 0) ? id : best),
      null,
    );
    queues.set(
      name,
      left.filter((id) => id !== next),
    );
    if (next === null) continue;
    turns[name] = next;
    times.set(next, (times.get(next) ?? 0) + 1);
  }
  return times.size === 0 ? null : turns;
}

export function createDesk(asking: Asking): Desk {
  const open = new Set(asking.keys());
  const byFile = queuesOf(asking);
  return {
    takeTurns(test) {
      const queues = byFile.get(test);
      return queues ? deal(queues, (id) => open.has(id)) : null;
    },
    files: [...byFile.keys()],
    wholeFilesOf: (id) => (asking.get(id) ?? []).filter(({ name }) => name === null).map(({ test }) => test),
    settle: (id) => void open.delete(id),
    get open() {
      return [...open];
    },
  };
}
