import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runPool, type SimTask } from '../../tools/sim-pool';

const TASKS: readonly SimTask[] = [1, 2, 3].map((seed) => ({ mode: 'task', seed }));

/** A worker that answers with its seed, and does `deed` first; `times()` counts how often it was reached, in all processes. */
function workerThat(deed: string): { readonly bundle: string; readonly asked: () => readonly number[] } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-test-'));
  const [bundle, log] = ['worker.cjs', 'log'].map((name) => path.join(folder, name)) as [string, string];
  fs.writeFileSync(
    bundle,
    `const fs = require('node:fs');
    const log = ${JSON.stringify(log)};
    const times = (seed) => fs.readFileSync(log, 'utf8').split(' ').filter((each) => each === String(seed)).length;
    process.on('message', ({ mode, seed }) => {
      fs.appendFileSync(log, seed + ' ');
      ${deed}
      process.send({ mode, seed });
    });`,
  );
  return { bundle, asked: () => fs.readFileSync(log, 'utf8').trim().split(' ').map(Number).sort() };
}
const seedsOf = (results: readonly object[]): readonly unknown[] =>
  results.map((result) => 'seed' in result && result.seed);
const KILL = "return process.kill(process.pid, 'SIGKILL');";

test.each([1, 2])('[SS135] what %i of two killed workers were asked is asked again', async (workers) => {
  const { bundle, asked } = workerThat(`if (seed !== 2 && times(seed) === 1) ${KILL}`);
  expect(seedsOf(await runPool({ bundle, tasks: TASKS, workers }))).toEqual([1, 2, 3]);
  expect(asked()).toEqual([1, 1, 2, 3, 3]);
});

test('[SS135] a seed that kills every worker fails with its name', async () => {
  const { bundle, asked } = workerThat(`if (seed === 2) ${KILL}`);
  await expect(runPool({ bundle, tasks: TASKS, workers: 1 })).rejects.toThrow(
    'seed 2 of task: its worker was ended by SIGKILL',
  );
  expect(asked()).toEqual([1, 2, 2, 2]);
});

test('[SS135] a worker that ends by itself right after an answer fails with a sentence, not with its channel', async () => {
  const { bundle } = workerThat('if (seed === 2) return process.exit(7);');
  await expect(runPool({ bundle, tasks: TASKS, workers: 1 })).rejects.toThrow('exit code 7');
  const answered = workerThat('if (seed === 1) return process.send({ mode, seed }, () => process.exit(0));');
  await expect(runPool({ bundle: answered.bundle, tasks: TASKS, workers: 1 })).rejects.toThrow('exit code 0');
});

test.each([
  [1, 'goes on', [1, 2, 3]],
  [0, 'ends', 'seed 1 of task did not end in 1000 ms'],
])(
  '[SS135] a run that had no processor for %i of the time it was given %s',
  async (share, _what, outcome) => {
    const free = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-test-')), 'free');
    const { bundle } = workerThat(`while (!fs.existsSync(${JSON.stringify(free)}));`);
    let looks = 0;
    const starvedMs = (): number => {
      looks += 1;
      // Once it was given its time again.
      if (looks === 2) fs.writeFileSync(free, '');
      return looks * share * 1_000;
    };
    const options = { bundle, tasks: TASKS, workers: 1, patienceMs: 1_000, starvedMs };
    const ended = runPool(options).then(seedsOf, (error: Error) => error.message);
    expect(await ended).toEqual(outcome);
  },
);
