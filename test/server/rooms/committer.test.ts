/**
 * The single writer on a store that fails, stalls and counts.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { createCommitter, type CommitOutcome } from '../../../server/rooms/committer';
import type { Appended, MessageStore, NewMessage } from '../../../server/storage/port';
import { newMessage } from '../../support/store-contract';

/** Records every batch; `script` decides what becomes of each. */
function createScriptedStore(script: (batch: readonly NewMessage[]) => Promise<readonly Appended[]>): {
  store: MessageStore;
  batches: string[][];
} {
  const batches: string[][] = [];
  const store = {
    append(batch: readonly NewMessage[]) {
      batches.push(batch.map(({ clientId }) => clientId));
      return script(batch);
    },
  };
  return { store: store as unknown as MessageStore, batches };
}

const commitAll = async (batch: readonly NewMessage[]): Promise<readonly Appended[]> =>
  batch.map(({ at }, index) => ({ kind: 'committed', seq: index + 1, at }));

test('[SV70] what comes in one turn of the event loop shares one transaction and settles in order', async () => {
  const { store, batches } = createScriptedStore(commitAll);
  const committer = createCommitter({ store, logger: silentLogger });
  const settled: string[] = [];
  for (const id of ['a', 'b', 'c']) {
    committer.submit({
      message: newMessage('r', 'u', id),
      settle: ({ kind }) => settled.push(`${id} ${kind}`),
    });
  }
  await committer.settled();
  expect(batches).toEqual([['a', 'b', 'c']]);
  expect(settled).toEqual(['a committed', 'b committed', 'c committed']);
});

test('[SV511] {S16} what was submitted is committed when its turn has come, and once', async () => {
  const { store, batches } = createScriptedStore(commitAll);
  const committer = createCommitter({ store, logger: silentLogger });
  committer.begin();
  committer.submit({ message: newMessage('r', 'u', 'a'), settle: () => undefined });
  committer.begin();
  expect(batches).toEqual([['a']]);
  committer.begin();
  await committer.settled();
  await new Promise((resolve) => void setImmediate(resolve));
  expect(batches).toEqual([['a']]);
});

test('[SV71] a failed batch settles as failed and what was unwanted by then is not committed', async () => {
  let fails = true;
  const { store, batches } = createScriptedStore((batch) =>
    fails ? Promise.reject(new Error('disk full')) : commitAll(batch),
  );
  const committer = createCommitter({ store, logger: silentLogger });
  const outcomes: CommitOutcome['kind'][] = [];
  let isBlocked = false;
  const submit = (id: string): void =>
    committer.submit({
      message: newMessage('r', 'u', id),
      isWanted: () => !isBlocked,
      settle(outcome) {
        outcomes.push(outcome.kind);
        if (outcome.kind !== 'failed') return;
        isBlocked = true;
        fails = false;
        submit('later');
      },
    });
  submit('first');
  await committer.settled();
  await committer.settled();
  expect(outcomes).toEqual(['failed', 'unwanted']);
  expect(batches).toEqual([['first'], []].filter((batch) => batch.length > 0));
  isBlocked = false;
  submit('again');
  await committer.settled();
  expect(outcomes[2]).toBe('committed');
});

test('[SV70] a settle that throws does not keep the others from theirs', async () => {
  const { store } = createScriptedStore(commitAll);
  const committer = createCommitter({ store, logger: silentLogger });
  const settled: string[] = [];
  committer.submit({
    message: newMessage('r', 'u', 'a'),
    settle() {
      throw new Error('listener');
    },
  });
  committer.submit({ message: newMessage('r', 'u', 'b'), settle: () => settled.push('b') });
  await committer.settled();
  expect(settled).toEqual(['b']);
});

test('[SV128] settled waits for what was submitted before, not for what keeps coming', async () => {
  const { store } = createScriptedStore(commitAll);
  const committer = createCommitter({ store, logger: silentLogger });
  const settled: string[] = [];
  let more = 200;
  const submit = (id: string): void =>
    committer.submit({
      message: newMessage('r', 'u', id),
      settle() {
        settled.push(id);
        more -= 1;
        if (more > 0) submit(`more ${more}`);
      },
    });
  submit('mine');
  await committer.settled();
  expect(settled[0]).toBe('mine');
  expect(settled.length).toBeLessThan(100);
});

test('[SV318] {S10} of a batch that a damaged room spoils the other rooms are committed, and all settle in order', async () => {
  const { store, batches } = createScriptedStore((batch) =>
    batch.some(({ room }) => room === 'bad')
      ? Promise.reject(new Error('database disk image is malformed'))
      : commitAll(batch),
  );
  const damaged: string[] = [];
  const commits: boolean[] = [];
  const committer = createCommitter({
    ...{ store, logger: silentLogger },
    onCommit: (isCommitted) => void commits.push(isCommitted),
    onDamage: (room) => void damaged.push(room),
  });
  const settled: string[] = [];
  for (const [room, id] of [
    ['r', 'a'],
    ['bad', 'b'],
    ['s', 'c'],
    ['bad', 'd'],
    ['r', 'e'],
  ] as const) {
    committer.submit({
      message: newMessage(room, 'u', id),
      settle: ({ kind }) => settled.push(`${id} ${kind}`),
    });
  }
  await committer.settled();
  expect(settled).toEqual(['a committed', 'b failed', 'c committed', 'd failed', 'e committed']);
  expect(batches).toEqual([['a', 'b', 'c', 'd', 'e'], ['a', 'e'], ['b', 'd'], ['c']]);
  // A failed commit of one room alone says nothing about the storage.
  expect([damaged, commits]).toEqual([['bad'], [true, true]]);
});
