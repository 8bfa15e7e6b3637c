/**
 * Who asks what: every mutant has its questions, and one load of a test file answers some of everybody's. It runs nothing and
 * does not know the answers' reasons.
 */
import type { Question } from './job';

/** Test's name -> the mutants that it is asked for, one after the other. */
export type Turns = Readonly<Record<string, readonly number[]>>;

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

/** Most mutants are noticed by the tests that come past the most of their file: these are asked before the others. */
const FIRST_ROUND = 3;
const ROUND_GROWTH = 4;

interface Queue {
  round: number;
  /** Who asks -> the names of tests, the nearest first. */
  readonly waiting: Map<number, string[]>;
}

function queuesOf(asking: Asking): ReadonlyMap<string, Queue> {
  const byFile = new Map<string, Queue>();
  const depth = Math.max(0, ...[...asking.values()].map(({ length }) => length));
  // The first question of everybody before the second of anybody: so the near files come first.
  for (let i = 0; i < depth; i++) {
    for (const [id, questions] of asking) {
      const question = questions[i];
      if (!question || question.name === null) continue;
      const queue = byFile.get(question.test) ?? { round: 0, waiting: new Map<number, string[]>() };
      byFile.set(question.test, queue);
      queue.waiting.set(id, [...(queue.waiting.get(id) ?? []), question.name]);
    }
  }
  return byFile;
}

function deal(queue: Queue, isOpen: (id: number) => boolean): Turns | null {
  const each = FIRST_ROUND * ROUND_GROWTH ** queue.round++;
  const turns: Record<string, number[]> = {};
  for (const [id, names] of queue.waiting) {
    const now = names.splice(0, each);
    if (isOpen(id)) for (const name of now) (turns[name] ??= []).push(id);
  }
  return Object.keys(turns).length === 0 ? null : turns;
}

export function createDesk(asking: Asking): Desk {
  const open = new Set(asking.keys());
  const byFile = queuesOf(asking);
  return {
    takeTurns(test) {
      const queue = byFile.get(test);
      return queue ? deal(queue, (id) => open.has(id)) : null;
    },
    files: [...byFile.keys()],
    wholeFilesOf: (id) => (asking.get(id) ?? []).filter(({ name }) => name === null).map(({ test }) => test),
    settle: (id) => void open.delete(id),
    get open() {
      return [...open];
    },
  };
}
