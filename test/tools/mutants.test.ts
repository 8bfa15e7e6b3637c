/** The changes that `npm run mutants` tries: all of them stand in one program, and each can be switched on alone. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { Circus } from '@jest/types';
import ts from 'typescript';
import { asked, noteAsked } from '../../tools/mutants/asked';
import { multiply, readCopyName } from '../../tools/mutants/copies';
import { instrument } from '../../tools/mutants/instrument';
import { addReaches, chooseQuestions, depthsOf, distanceOf } from '../../tools/mutants/reaches';
import { findingsOf, summaryOf } from '../../tools/mutants/report';
import { sample } from '../../tools/mutants/plan';
import { createDesk } from '../../tools/mutants/turns';

/** Runs the body of a function with one mutant on; 0 is none. */
function run(body: string, active: number): unknown {
  const { code } = instrument('a.ts', body, 1);
  const js = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
  const isOn = (id: number): boolean => id === active;
  return (new Function('__mutant', `return (function () { ${js} })();`) as (on: typeof isOn) => unknown)(
    isOn,
  );
}

const outcomes = (body: string): unknown[] => {
  const { mutants } = instrument('a.ts', body, 1);
  return [0, ...mutants.map(({ id }) => id)].map((id) => run(body, id));
};

describe('changes', () => {
  test.each([
    ['a boundary', 'const a = Math.abs(-5); return a > Math.abs(5);', [false, true]],
    ['an and', 'const [a, b] = [Object(1), undefined]; return (a && b) === undefined;', [true, false, false]],
    ['a not', 'const a = Object(1); return String(!a);', ['false', '1']],
    ['a sum', 'const a = Math.abs(-2); return a + a;', [4, 0]],
    ['a constant that is returned', 'return true;', [true, false]],
    ['a number', 'return 7;', [7, 8]],
    ['a call that is a statement', 'const a: string[] = []; a.push(String(a)); return a.length;', [1, 0]],
    ['a cousin of a method', 'const a = Math.abs(-2); return Math.min(a, Infinity);', [2, Infinity]],
    ['a condition', 'const a = Object(1); if (a) return a.valueOf(); return a;', [1, Object(1)]],
  ])('%s', (_name, body, expected) => {
    const seen = outcomes(body);
    for (const one of expected) expect(seen).toContainEqual(one);
    expect(seen[0]).toEqual(expected[0]);
  });

  test('no change is made to types, names, imports, or what is only logged', () => {
    const text = [
      `import { a } from './a';`,
      `export type Kind = 'one' | 2;`,
      `interface Both { readonly 'key': true }`,
      `log.info('said', a + 1);`,
      `this.options.logger.warn('said', { a: a + 1 });`,
      `throw new ChatError(a, 'It is like that.');`,
      `const { b: c } = a;`,
    ].join('\n');
    expect(instrument('a.ts', text, 1).mutants).toEqual([]);
  });

  test('an `else` stays with its `if` when the statement before it is removed', () => {
    const body = `let a = ''; if (Object(true).valueOf()) a += 'x'; else a += 'y'; return a;`;
    const { mutants } = instrument('a.ts', body, 1);
    const removed = mutants.filter(({ kind }) => kind === 'statement');
    expect(removed.map(({ id }) => run(body, id))).toEqual(['', 'x']);
  });

  test('a change names its line and what stood there', () => {
    const text = 'const a = [\n  1,\n  // why\n  b > 2,\n];\n';
    const { mutants } = instrument('a.ts', text, 10);
    expect(mutants.find(({ mutation }) => mutation.includes('>='))).toMatchObject({
      line: 4,
      original: 'b > 2',
      kind: 'operator',
    });
    expect(mutants.map(({ id }) => id)).toEqual([10, 11, 12]);
  });

  test.each(['miniprogram', 'server'])('every file below %s compiles with all its changes in it', (place) => {
    const folder = path.join(__dirname, '../..', place);
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((one) => /(?<!\.d)\.ts$/.test(one) && !one.includes('_npm'));
    for (const file of files) {
      const { code } = instrument(file, fs.readFileSync(path.join(folder, file), 'utf8'), 1);
      // It throws where the text is no program, and says where.
      transformSync(code, { loader: 'ts', sourcefile: file });
    }
  });
});

describe('which are tried, and with what', () => {
  const ids = Array.from({ length: 500 }, (_, i) => i + 1);

  test('a sample is the same for the same seed, and another for another', () => {
    expect(sample(ids, 20, 3)).toEqual(sample(ids, 20, 3));
    expect(sample(ids, 20, 3)).not.toEqual(sample(ids, 20, 4));
    expect(sample(ids, 20, 3).size).toBe(20);
    expect(sample(ids, 900, 3).size).toBe(500);
  });

  test('what only one test came past is asked of that test, what was loaded of the whole file', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-hits-'));
    const hits = path.join(folder, 'hits.json');
    const told = [
      { name: '', ids: [1] },
      { name: 'a says', ids: [1, 2] },
      { name: 'b says', ids: [2] },
    ];
    fs.writeFileSync(hits, JSON.stringify(told));
    const reaches = {};
    addReaches('x.test.ts', hits, reaches);
    fs.rmSync(folder, { recursive: true });
    expect(reaches).toEqual({
      1: [{ test: 'x.test.ts', names: null }],
      2: [{ test: 'x.test.ts', names: ['a says', 'b says'] }],
    });
  });

  test('tests of the own subject come first, then the quick ones, and no more than asked for', () => {
    const place = 'miniprogram/core/socket/send-queue.ts';
    const [slow, quick, own] = [
      '/r/test/a.test.ts',
      '/r/test/b.test.ts',
      '/r/test/core/socket/queue.test.ts',
    ];
    const durations = { [slow]: 900, [quick]: 5, [own]: 300 };
    const reaches = [slow, quick, own].map((test) => ({ test, names: ['it holds'] }));
    const chosen = chooseQuestions(place, { durations }, reaches, 2, () => 1);
    expect(chosen.map(({ test }) => test)).toEqual([own, quick]);
    expect(distanceOf('server/rooms/committer.ts', '/r/test/server/committer.test.ts')).toBe(0);
    expect(distanceOf('server/rooms/committer.ts', '/r/test/server/rooms/ranks.test.ts')).toBe(1);
    const inFolder = 'miniprogram/core/chat/outbox/send-pace.ts';
    expect(distanceOf(inFolder, '/r/test/core/chat/lost-sends.test.ts')).toBe(1);
    const [far, text] = ['/r/test/core/store/rooms.test.ts', `import { a } from '../outbox/send-pace';`];
    expect([distanceOf(inFolder, far), distanceOf(inFolder, far, text)]).toEqual([2, 0]);
  });

  test('a test that walks through the whole file is asked before those that only start it', () => {
    const place = 'miniprogram/core/chat/message-marks.ts';
    const [quick, slow] = ['/r/test/core/chat/a.test.ts', '/r/test/core/chat/b.test.ts'];
    const starts = { test: quick, names: Array.from({ length: 90 }, (_, i) => `starts ${i}`) };
    const reaches = {
      1: [starts, { test: slow, names: ['starts', 'marks'] }],
      2: [{ test: slow, names: ['marks'] }],
    };
    const depthOf = depthsOf({ 1: place, 2: place }, reaches);
    expect([depthOf(place, slow, 'marks'), depthOf(place, slow, 'starts')]).toEqual([2, 1]);
    expect(depthOf('another.ts', slow, 'marks')).toBe(0);
    const durations = { [quick]: 5, [slow]: 900 };
    const chosen = chooseQuestions(place, { durations }, reaches[1], 2, depthOf);
    expect(chosen.slice(0, 3)).toEqual([
      { test: slow, name: 'marks' },
      { test: slow, name: 'starts' },
      { test: quick, name: 'starts 0' },
    ]);
    expect(chosen).toHaveLength(42);
  });

  test('of a file that only comes by a few tests are asked, of the own subject all', () => {
    const names = Array.from({ length: 30 }, (_, i) => `test ${i}`);
    const ask = (test: string): number =>
      chooseQuestions('server/rooms/rights.ts', { durations: {} }, [{ test, names }], 20, () => 1).length;
    expect(ask('/r/test/server/rooms/rights.test.ts')).toBe(30);
    expect(ask('/r/test/server/bot.test.ts')).toBe(5);
  });
});

describe('tests by turns', () => {
  const question = (test: string, name: string | null): { test: string; name: string | null } => ({
    test,
    name,
  });

  test('one load of a file asks the nearest tests for everybody, the next one the others', () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const five = names.map((name) => question('a', name));
    const desk = createDesk(
      new Map([
        [7, five],
        [8, five.slice(1)],
      ]),
    );
    const [first, second] = [desk.takeTurns('a'), desk.takeTurns('a')];
    expect(first).toEqual({ one: [7], two: [7, 8], three: [7, 8], four: [8] });
    expect(second).toEqual({ four: [7], five: [7, 8] });
    expect(desk.takeTurns('a')).toBeNull();
    expect(desk.open).toEqual([7, 8]);
  });

  test('who was noticed asks no more, and who was met when a file was loaded asks it whole', () => {
    const desk = createDesk(
      new Map([
        [7, [question('a', 'one')]],
        [8, [question('a', 'one'), question('b', null)]],
      ]),
    );
    desk.settle(7);
    expect(desk.takeTurns('a')).toEqual({ one: [8] });
    expect(desk.takeTurns('a')).toBeNull();
    expect(desk.wholeFilesOf(8)).toEqual(['b']);
    expect(desk.takeTurns('b')).toBeNull();
    expect(desk.open).toEqual([8]);
  });

  test('the nearest file of anybody comes before the second of anybody', () => {
    const desk = createDesk(
      new Map([
        [7, [question('far', 'x'), question('further', 'x')]],
        [8, [question('near', 'x')]],
      ]),
    );
    expect(desk.files).toEqual(['far', 'near', 'further']);
  });

  test('what was answered is not asked again by a process that goes on', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-asked-'));
    expect(asked(folder)(7, question('a', 'one'))).toBe(false);
    noteAsked(folder, 7, question('a', 'one'));
    const answered = asked(folder);
    fs.rmSync(folder, { recursive: true });
    expect(answered(7, question('a', 'one'))).toBe(true);
    expect(answered(8, question('a', 'one'))).toBe(false);
    expect(answered(7, question('a', null))).toBe(false);
  });
});

describe('a test that stands in its file once for each mutant', () => {
  /** Only what is read of jest's own entries. */
  const entry = (name: string, parent: Circus.DescribeBlock): Circus.TestEntry =>
    ({ type: 'test', name, parent, errors: ['before'] }) as unknown as Circus.TestEntry;
  const block = (name: string, parent?: Circus.DescribeBlock): Circus.DescribeBlock =>
    ({ type: 'describeBlock', name, parent, children: [] }) as unknown as Circus.DescribeBlock;

  test('is found again by its whole name, has errors of its own, and is gone when nobody asks', () => {
    const root = block('ROOT');
    const door = block('the door', root);
    root.children = [entry('alone', root), door];
    door.children = [entry('opens', door), entry('closes', door)];
    multiply(root, (name) => (name === 'the door opens' ? [7, 12] : []));
    expect(root.children).toEqual([door]);
    const copies = door.children.flatMap((child) => (child.type === 'test' ? [child] : []));
    expect(copies.map(({ name }) => readCopyName(`the door ${name}`))).toEqual([
      { name: 'the door opens', id: 7 },
      { name: 'the door opens', id: 12 },
    ]);
    expect(copies.map(({ errors }) => errors)).toEqual([[], []]);
    expect(copies[0]?.errors).not.toBe(copies[1]?.errors);
  });

  test('a test that is no copy has no mutant', () => {
    expect(readCopyName('the door opens')).toBeNull();
  });
});

describe('what is told at the end', () => {
  const first = { durations: {}, reaches: {}, failing: [] };
  const mutants = instrument('a.ts', 'f(true); g(1);', 1).mutants;

  test('a time that was over during the first run is said, and no share of nothing', () => {
    const early = { first: null, verdicts: new Map(), controlsFailed: 0 };
    expect(summaryOf([], 9, early)).toMatch(/^0 of 9 mutants: the time was over before/);
    const late = { ...early, first };
    expect(summaryOf([], 9, late)).toMatch(/nothing was tried$/);
  });

  test('the share is of those that were tried', () => {
    const verdicts = new Map([
      [mutants[0]?.id ?? 0, { kind: 'killed', by: 'a test' } as const],
      [mutants[1]?.id ?? 0, { kind: 'survived' } as const],
    ]);
    const followed = { first, verdicts, controlsFailed: 0 };
    const findings = findingsOf(mutants, followed);
    expect(findings).toHaveLength(2);
    expect(summaryOf(findings, 9, followed)).toMatch(/^2 of 9 mutants: 1 killed.* 50\.0 % noticed$/);
  });
});
