/**
 * A burst over one connection, or many of one person, is spread over turns of the event loop; others come in between.
 */
import { NO_BOUND, type Budget } from '../../../server/cost/budget';
import { createPace } from '../../../server/cost/pace';
import { createInbox } from '../../../server/session/inbox';

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('[SV350] {S16} one person is served so much in a turn over all connections, in order, and reading stops meanwhile', async () => {
  const pace = createPace(100);
  const ann: Budget = { ...NO_BOUND };
  const done: string[] = [];
  const calls: string[] = [];
  const inboxOf = (name: string) =>
    createInbox({
      pace,
      payer: () => ann,
      pause: () => calls.push(`pause ${name}`),
      resume: () => calls.push(`resume ${name}`),
    });
  const [one, two] = [inboxOf('one'), inboxOf('two')];
  const serve = (name: string) => (): void => {
    pace.spend(ann, 50);
    done.push(name);
  };
  for (let i = 0; i < 5; i += 1) one.push(serve(`one${i}`));
  two.push(serve('two0'));
  expect(done).toEqual(['one0', 'one1']);
  expect(calls).toEqual(['pause one', 'pause two']);
  for (let turns = 0; done.length < 6; turns += 1) {
    const before = done.length;
    await nextTurn();
    expect(done.length - before).toBeLessThanOrEqual(2);
    expect(turns).toBeLessThan(10);
  }
  await nextTurn();
  expect(done.filter((each) => each.startsWith('one'))).toEqual(['one0', 'one1', 'one2', 'one3', 'one4']);
  expect(calls.filter((each) => each.startsWith('resume')).sort()).toEqual(['resume one', 'resume two']);
});

test('[SV350] {S16} somebody else is served in the same turn', () => {
  const pace = createPace(100);
  const [ann, bob] = [{ ...NO_BOUND }, { ...NO_BOUND }];
  pace.spend(ann, 1_000);
  expect(pace.mayGoOn(ann)).toBe(false);
  expect(pace.mayGoOn(bob)).toBe(true);
});
