import type { ClientMessageId } from '../../../../miniprogram/core/protocol/fields';
import { createPoisonWatch, POISON_ENDS } from '../../../../miniprogram/core/chat/outbox/poison-watch';

const [A, B] = ['a', 'b'] as unknown as [ClientMessageId, ClientMessageId];
const LINE = [A, B];

/** Connections that end without a word while "a" is first and has no answer; what each end says. */
function endOften(watch = createPoisonWatch(), times = POISON_ENDS): (ClientMessageId | null)[] {
  return Array.from({ length: times }, () => {
    watch.sent(A);
    return watch.ended(true, LINE);
  });
}

test('[OB98] the fourth end in a row blames the message, the second one makes it a suspect', () => {
  const watch = createPoisonWatch();
  expect([endOften(watch, 1), watch.suspect]).toEqual([[null], null]);
  expect([endOften(watch, 1), watch.suspect]).toEqual([[null], A]);
  expect(endOften(watch, 2)).toEqual([null, A]);
});

test('[OB98] one that was blamed and is sent again by its author has as many attempts as before', () => {
  const watch = createPoisonWatch();
  endOften(watch);
  expect(watch.suspect).toBeNull();
  expect(endOften(watch)).toEqual([null, null, null, A]);
});

test('[OB98] what may have ended the connection before anything was sent over it excuses nothing', () => {
  const watch = createPoisonWatch();
  watch.explainNextEnd();
  expect(endOften(watch)).toEqual([null, null, null, A]);
});

type Watch = ReturnType<typeof createPoisonWatch>;

test.each([
  ['an end that is explained', (watch: Watch) => watch.ended(false, LINE)],
  ['an excuse', (watch: Watch) => (watch.explainNextEnd(), watch.ended(true, LINE))],
  ['a connection that outlives it', (watch: Watch) => watch.connectionProven()],
  ['an answer', (watch: Watch) => watch.answered(A)],
  ['another person', (watch: Watch) => watch.reset()],
])('[OB98] %s begins the count anew, also after three ends', (_what, clearSuspicion) => {
  const watch = createPoisonWatch();
  endOften(watch, POISON_ENDS - 1);
  watch.sent(A);
  expect([clearSuspicion(watch) ?? null, watch.suspect]).toEqual([null, null]);
  // It is not on its way any more.
  expect(watch.ended(true, LINE)).toBeNull();
  expect(endOften(watch)).toEqual([null, null, null, A]);
});

test.each([
  ['outlives', (watch: Watch) => watch.connectionProven()],
  ['is reset', (watch: Watch) => watch.reset()],
])('[OB98] an excuse is over when the connection %s', (_what, forget) => {
  const watch = createPoisonWatch();
  watch.sent(B);
  watch.explainNextEnd();
  forget(watch);
  expect(endOften(watch)).toEqual([null, null, null, A]);
});

test('[OB98] an answer on a connection over which the suspect was not sent yet acquits it of nothing', () => {
  const watch = createPoisonWatch();
  endOften(watch, 3);
  watch.connectionProven();
  expect(watch.suspect).toBe(A);
  expect(endOften(watch, 1)).toEqual([A]);
});

test('[OB98] an excuse holds until everything that was sent has its answer, and no longer', () => {
  const watch = createPoisonWatch();
  endOften(watch, 1);
  watch.sent(A);
  watch.sent(B);
  watch.explainNextEnd();
  watch.answered(B);
  expect(watch.ended(true, LINE)).toBeNull();
  expect(endOften(watch, 2)).toEqual([null, null]);
  watch.sent(B);
  watch.explainNextEnd();
  watch.answered(B);
  // Answered, so that what comes later on the same connection is not excused by it.
  expect(endOften(watch, 2)).toEqual([null, A]);
});

test('[OB98] the answer to another message, and another message first in line, are told apart', () => {
  const watch = createPoisonWatch();
  endOften(watch, 2);
  watch.sent(A);
  watch.answered(B);
  expect(watch.suspect).toBe(A);
  expect(watch.ended(true, LINE)).toBeNull();
  watch.sent(B);
  expect([watch.ended(true, [B]), watch.suspect]).toEqual([null, null]);
});
