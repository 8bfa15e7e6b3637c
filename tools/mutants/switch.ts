/**
 * Runs before every test file: the switch of the mutants, and, while none is on, a record of who came past which. It does
 * not know what the numbers mean.
 */
import fs from 'node:fs';
import { afterAll, beforeEach, expect, jest } from '@jest/globals';
import { noteAsked } from './asked';
import { copyTests } from './copies';
import { BY_TURNS, ENV, fileIn, readJson } from './job';
import { SWITCH } from './switch-name';
import type { Turns } from './turns';

const given = process.env[ENV.active] ?? '0';
const folder = process.env[ENV.job] ?? '';
const turns = given === BY_TURNS ? readJson<Turns>(fileIn(folder, 'turns')) : null;
const isFirstRun = given === '0';
let active = turns ? 0 : Number(given);
const passed = new Map<string, Set<number>>();
/** What is loaded, or done before all tests, belongs to the whole file. */
const OUTSIDE = '';
let current = OUTSIDE;

function note(id: number): void {
  const ids = passed.get(current) ?? new Set();
  passed.set(current, ids.add(id));
}

const isOn = (id: number): boolean => {
  if (isFirstRun) note(id);
  return id === active;
};
Object.assign(globalThis, { [SWITCH]: isOn });

const limitMs = Number(process.env[ENV.limitMs] ?? 0);
if (limitMs > 0) jest.setTimeout(limitMs);

if (turns) {
  copyTests((name) => turns[name] ?? [], {
    begins(id) {
      active = id;
      fs.writeFileSync(fileIn(folder, 'at'), String(id));
    },
    // A failure may have to be asked for anew, so only what passed is noted.
    passed: ({ id, name }) => noteAsked(folder, id, { test: expect.getState().testPath ?? '', name }),
    ended() {
      active = 0;
    },
  });
}

beforeEach(() => {
  current = expect.getState().currentTestName ?? OUTSIDE;
});

afterAll(() => {
  if (!isFirstRun) return;
  const hits = [...passed].map(([name, ids]) => ({ name, ids: [...ids] }));
  fs.writeFileSync(fileIn(folder, 'hits'), JSON.stringify(hits));
});
