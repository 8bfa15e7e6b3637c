/**
 * Inside a test file that asks by turns: each test stands there as often as mutants ask it, so that the file is loaded once
 * for all of them. It does not know who asks what, nor what becomes of the answers.
 */
import type { Circus } from '@jest/types';

/** Where jest keeps who hears of its events. */
const HANDLERS = Symbol.for('EVENT_HANDLERS');
/** Stands between the name of a test and the number of a mutant. */
const MARK = ' ·mutant ';

export interface Copy {
  readonly name: string;
  readonly id: number;
}

export interface CopyListener {
  begins(id: number): void;
  passed(copy: Copy): void;
  ended(): void;
}

/** The test and the mutant of a copy's name; `null` for what is no copy. */
export function readCopyName(fullName: string): Copy | null {
  const at = fullName.lastIndexOf(MARK);
  return at < 0 ? null : { name: fullName.slice(0, at), id: Number(fullName.slice(at + MARK.length)) };
}

type Asked = (fullName: string) => readonly number[];

function fullNameOf(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block: Circus.DescribeBlock | undefined = test.parent; block?.parent; block = block.parent)
    names.unshift(block.name);
  return names.join(' ');
}

/** What jest writes into a test while it runs must be each copy's own. */
const copyOf = (test: Circus.TestEntry, id: number): Circus.TestEntry => ({
  ...test,
  name: `${test.name}${MARK}${id}`,
  errors: [],
  retryReasons: [],
  unhandledRejectionErrorByPromise: new Map(),
});

/** Of a test that nobody asks nothing is left, so that nothing is prepared for it either. */
export function multiply(block: Circus.DescribeBlock, asked: Asked): void {
  block.children = block.children.flatMap((child): Circus.DescribeBlock['children'] => {
    if (child.type !== 'test') {
      multiply(child, asked);
      return [child];
    }
    if (child.mode === 'skip' || child.mode === 'todo') return [];
    return asked(fullNameOf(child)).map((id) => copyOf(child, id));
  });
}

/** Who failed once asks no more in this file: that is what there was to know. */
export function copyTests(asked: Asked, listener: CopyListener): void {
  const failed = new Set<number>();
  const handle = (event: Circus.Event, { rootDescribeBlock }: Circus.State): void => {
    if (event.name === 'run_start') multiply(rootDescribeBlock, asked);
    if (event.name !== 'test_start' && event.name !== 'test_started' && event.name !== 'test_done') return;
    const copy = readCopyName(fullNameOf(event.test));
    if (!copy) return;
    if (event.name === 'test_start' && failed.has(copy.id)) event.test.mode = 'skip';
    if (event.name === 'test_started') listener.begins(copy.id);
    if (event.name !== 'test_done') return;
    listener.ended();
    if (event.test.errors.length > 0) failed.add(copy.id);
    else listener.passed(copy);
  };
  const { [HANDLERS]: handlers } = globalThis as unknown as Record<symbol, Circus.EventHandler[] | undefined>;
  if (!handlers) throw new Error('mutants: this jest tells nobody of its events.');
  handlers.push(handle);
}
