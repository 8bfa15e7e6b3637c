/** Covers over a page: how long one may stand, and that only one place puts them there. */
import { BUSY_AFTER_MS, MAX_BUSY_MS, showBusy, whileBusy } from '../../../miniprogram/utils/dialogs';
import { createManualClock, flushPromises, type ManualClock } from '../../support/manual-clock';
import { listFiles, readText } from '../../support/source-files';

let clock: ManualClock;
let covers: string[];

beforeEach(() => {
  clock = createManualClock();
  covers = [];
  (globalThis as { wx?: unknown }).wx = {
    showLoading: () => covers.push('shown'),
    hideLoading: () => covers.push('gone'),
  };
});
afterEach(() => {
  delete (globalThis as { wx?: unknown }).wx;
});

const client = () => ({
  settings: { language: 'en' as const },
  after: (ms: number, fn: () => void) => clock.after(ms, fn),
});

const never = (): Promise<never> => new Promise(() => undefined);
const endOf = (work: Promise<unknown>): (() => unknown) => {
  let end: unknown = 'waiting';
  work.then(
    (value) => (end = value),
    (thrown: unknown) => (end = (thrown as { kind?: string }).kind ?? String(thrown)),
  );
  return () => end;
};

test('[UI236] {S12, K1} a wait without an end is over after ten seconds: the cover goes and the reason is told', async () => {
  const end = endOf(whileBusy(client(), never));
  await clock.advance(BUSY_AFTER_MS);
  expect(covers).toEqual(['shown']);
  await clock.advance(MAX_BUSY_MS - BUSY_AFTER_MS - 1);
  expect([covers, end()]).toEqual([['shown'], 'waiting']);
  await clock.advance(1);
  expect([covers, end()]).toEqual([['shown', 'gone'], 'timeout']);
  expect(clock.pending).toBe(0);
});

test.each([
  ['is done', () => Promise.resolve('done'), 'done'],
  ['fails', () => Promise.reject(Object.assign(new Error('no'), { kind: 'muted' })), 'muted'],
  [
    'throws at once',
    (): Promise<never> => {
      throw Object.assign(new Error('no'), { kind: 'closed' });
    },
    'closed',
  ],
])('[UI236] {S12} work that %s shortly shows no cover and leaves no timer', async (_how, work, expected) => {
  const end = endOf(whileBusy(client(), work));
  await flushPromises();
  await clock.advance(MAX_BUSY_MS * 2);
  expect([end(), covers, clock.pending]).toEqual([expected, [], 0]);
});

test('[UI236] {S12} work that ends after the time takes no other cover away', async () => {
  let finish = (): void => undefined;
  const end = endOf(whileBusy(client(), () => new Promise<void>((resolve) => (finish = resolve))));
  await clock.advance(MAX_BUSY_MS);
  const other = showBusy(client(), 'Opening');
  finish();
  await flushPromises();
  expect([covers, end()]).toEqual([['shown', 'gone', 'shown'], 'timeout']);
  other();
  other();
  expect(covers).toEqual(['shown', 'gone', 'shown', 'gone']);
});

test('[UI236] {S12} a cover that nobody takes away goes by itself', async () => {
  showBusy(client(), 'Opening');
  await clock.advance(MAX_BUSY_MS);
  expect(covers).toEqual(['shown', 'gone']);
});

test('[UI236] {S12} one place puts covers over pages', () => {
  const found = listFiles('miniprogram', ['.ts', '.wxml']).filter((file) =>
    /showLoading|mask: true/.test(readText(file)),
  );
  expect(found).toEqual(['miniprogram/utils/dialogs.ts']);
});
