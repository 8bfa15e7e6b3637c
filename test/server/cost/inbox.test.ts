/**
 * A burst over one connection, or many of one person, is spread over turns of the event loop; others come in between.
 */
import { createTurns } from '../../../server/cost/turns';
import { createInbox, type Inbox } from '../../../server/session/inbox';

const ANN = {};
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function setUp() {
  const turns = createTurns(100);
  const calls: string[] = [];
  const inboxOf = (name: string): Inbox =>
    createInbox({
      turns,
      payer: () => ANN,
      pause: () => calls.push(`pause ${name}`),
      resume: () => calls.push(`resume ${name}`),
    });
  return { turns, calls, inboxOf };
}

test('[SV350] {S16} one person is served so much in a turn over all connections, in order, and reading stops meanwhile', async () => {
  const { turns, calls, inboxOf } = setUp();
  const done: string[] = [];
  const [one, two] = [inboxOf('one'), inboxOf('two')];
  const serve = (name: string) => (): void => {
    turns.spend(ANN, 50);
    done.push(name);
  };
  for (let i = 0; i < 5; i += 1) one.push(serve(`one${i}`));
  two.push(serve('two0'));
  expect(done).toEqual(['one0', 'one1']);
  expect(calls).toEqual(['pause one', 'pause two']);
  for (let count = 0; done.length < 6; count += 1) {
    const before = done.length;
    await nextTurn();
    expect(done.length - before).toBeLessThanOrEqual(2);
    expect(count).toBeLessThan(10);
  }
  await nextTurn();
  expect(done.filter((each) => each.startsWith('one'))).toEqual(['one0', 'one1', 'one2', 'one3', 'one4']);
  expect(calls.filter((each) => each.startsWith('resume')).sort()).toEqual(['resume one', 'resume two']);
});

test('[SV380] {S16} what was read counts before anything is made of it: the connections of one person are read on one in a turn', async () => {
  const { turns, calls, inboxOf } = setUp();
  for (const name of ['one', 'two', 'three']) {
    turns.spend(ANN, 100);
    inboxOf(name).read();
  }
  expect(calls).toEqual(['pause one', 'pause two', 'pause three']);
  for (const name of ['one', 'two', 'three']) {
    await nextTurn();
    expect(calls.filter((each) => each.startsWith('resume')).pop()).toBe(`resume ${name}`);
  }
  expect(calls).toHaveLength(6);
  expect(turns.waiting).toBe(0);
});

test('[SV380] {S16} what came while nothing was read waits, so that nothing overtakes', async () => {
  const { turns, inboxOf } = setUp();
  const done: string[] = [];
  const inbox = inboxOf('one');
  turns.spend(ANN, 100);
  inbox.read();
  inbox.push(() => done.push('first'));
  inbox.push(() => done.push('second'));
  expect(done).toEqual([]);
  await nextTurn();
  expect(done).toEqual(['first', 'second']);
});

test('[SV570] {S16} however much waits of one connection, it has one turn at a time, and reading stops once', () => {
  const queued: (() => void)[] = [];
  const calls: string[] = [];
  const state = { mayGoOn: false };
  const turns = { mayGoOn: () => state.mayGoOn, queue: (_: object, serve: () => void) => queued.push(serve) };
  const inbox = createInbox({
    turns,
    payer: () => ANN,
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  });
  const stopAndServe = (): void => {
    state.mayGoOn = false;
    inbox.read();
    inbox.read();
    for (const name of ['first', 'second']) inbox.push(() => calls.push(name));
    expect(queued).toHaveLength(1);
    state.mayGoOn = true;
    queued.shift()?.();
  };
  stopAndServe();
  expect(calls.splice(0)).toEqual(['pause', 'first', 'second', 'resume']);
  stopAndServe();
  expect(calls).toEqual(['pause', 'first', 'second', 'resume']);
  expect(queued).toEqual([]);
});

test('[SV350] {S16} somebody else is served in the same turn', () => {
  const turns = createTurns(100);
  turns.spend(ANN, 1_000);
  expect(turns.mayGoOn(ANN)).toBe(false);
  expect(turns.mayGoOn({})).toBe(true);
});
