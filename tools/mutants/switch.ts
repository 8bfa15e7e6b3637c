/**
 * Runs before every test file: the switch of the mutants, and, while none is on, a record of who came past which. It does
 * not know what the numbers mean.
 */
import fs from 'node:fs';
import { afterAll, beforeEach, expect } from '@jest/globals';
import { ENV, fileIn } from './job';
import { SWITCH } from './switch-name';

const active = Number(process.env[ENV.active] ?? 0);
const passed = new Map<string, Set<number>>();
/** What is loaded, or done before all tests, belongs to the whole file. */
const OUTSIDE = '';
let current = OUTSIDE;

function note(id: number): void {
  const ids = passed.get(current) ?? new Set();
  passed.set(current, ids.add(id));
}

const isOn = (id: number): boolean => {
  if (active === 0) note(id);
  return id === active;
};
Object.assign(globalThis, { [SWITCH]: isOn });

beforeEach(() => {
  current = expect.getState().currentTestName ?? OUTSIDE;
});

if (active === 0) {
  afterAll(() => {
    const hits = [...passed].map(([name, ids]) => ({ name, ids: [...ids] }));
    fs.writeFileSync(fileIn(process.env[ENV.job] ?? '', 'hits'), JSON.stringify(hits));
  });
}
