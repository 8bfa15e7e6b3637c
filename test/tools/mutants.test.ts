/** The changes that `npm run mutants` tries: all of them stand in one program, and each can be switched on alone. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { instrument } from '../../tools/mutants/instrument';
import { addReaches, chooseReaches, distanceOf } from '../../tools/mutants/reaches';
import { sample } from '../../tools/mutants/plan';

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
      const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
      expect({ file, wrong: diagnostics?.map(({ messageText }) => messageText) }).toEqual({
        file,
        wrong: [],
      });
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
    const reaches = [slow, quick, own].map((test) => ({ test, names: null }));
    expect(chooseReaches(place, { durations }, reaches, 2).map(({ test }) => test)).toEqual([own, quick]);
    expect(distanceOf('server/rooms/committer.ts', '/r/test/server/committer.test.ts')).toBe(0);
    expect(distanceOf('server/rooms/committer.ts', '/r/test/server/rooms/ranks.test.ts')).toBe(1);
  });
});
