/**
 * Several who write to one database at once, through stores of their own, as several servers would.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { Appended, ChatStore, NewMessage } from '../../../server/storage/port';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import { ask, makeEpoch, takeDatabase } from '../../support/postgres';
import { newEvent, newMessage, newUser, room, user } from '../../support/store-contract';

const R1 = room('r1');
const R2 = room('r2');
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const upTo = (count: number): number[] => many(count, (i) => i + 1);

let url: string;
let stores: ChatStore[] = [];

const openOne = (): Promise<ChatStore> =>
  openPostgresStore({ url, makeEpoch, logger: silentLogger, isExclusive: false });

beforeEach(async () => {
  url = await takeDatabase();
  stores = [await openOne(), await openOne()];
  for (const [i, id] of ['r1', 'r2'].entries()) {
    await storeAt(0).createRoom({ room: room(id), name: `Room ${id}`, epoch: 'e' as Epoch, at: i });
  }
});
afterEach(() => Promise.all(stores.map((store) => store.close())));

function storeAt(i: number): ChatStore {
  const store = stores[i % stores.length];
  if (!store) throw new Error('no store');
  return store;
}

const seqOf = (result: Appended | undefined): number => (result && 'seq' in result ? result.seq : 0);

test('[SV537] sixteen writers through eight stores leave no hole in a room, and take no seq twice', async () => {
  const said = (writer: number, i: number): NewMessage[] => [
    newMessage(i % 2 === 0 ? 'r1' : 'r2', `u${writer}`, `a${i}`),
    newMessage(i % 2 === 0 ? 'r2' : 'r1', `u${writer}`, `b${i}`),
  ];
  // More than those who may begin again because of each other and still be answered.
  stores.push(...(await Promise.all(many(6, openOne))));
  const writers = many(16, async (writer) => {
    const results: Appended[] = [];
    for (const i of upTo(6)) results.push(...(await storeAt(writer).append(said(writer, i))));
    return results;
  });
  const results = (await Promise.all(writers)).flat();
  expect(results.every(({ kind }) => kind === 'committed')).toBe(true);
  for (const id of [R1, R2]) {
    const log = await storeAt(0).messagesAfter(id, 0, 1_000);
    expect(log.map(({ seq }) => seq)).toEqual(upTo(96));
  }
  expect((await storeAt(1).listRooms()).map(({ head }) => head)).toEqual([96, 96]);
});

test('[SV537] the same client id through two stores at once has one seq, and is a conflict in another room', async () => {
  for (const i of upTo(10)) {
    const message = newMessage('r1', 'u1', `c${i}`);
    const results = (await Promise.all([0, 1].map((at) => storeAt(at).append([message])))).flat();
    expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'duplicate']);
    expect(new Set(results.map(seqOf))).toEqual(new Set([i]));
  }
  const apart = await Promise.all([
    storeAt(0).append([newMessage('r1', 'u2', 'x')]),
    storeAt(1).append([newMessage('r2', 'u2', 'x')]),
  ]);
  expect(
    apart
      .flat()
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['committed', 'conflict']);
});

test('[SV537] reactions, recalls and quotes of one message through two stores are counted as one after the other', async () => {
  await storeAt(0).append([newMessage('r1', 'u1', 'c1')]);
  const about = { author: 'u1', clientId: 'c1' };
  await Promise.all(
    many(20, (i) => storeAt(i).append([newEvent('r1', `p${i}`, `e${i}`, about, { emoji: '👍', on: true })])),
  );
  const [message] = await storeAt(0).messagesAfter(R1, 0, 1);
  expect(message?.reactions?.[0]?.count).toBe(20);
  const recalls = await Promise.all(
    [0, 1].map((i) => storeAt(i).append([newEvent('r1', 'u1', `x${i}`, about, 'recall')])),
  );
  expect(
    recalls
      .flat()
      .map((each) => ('why' in each ? each.why : each.kind))
      .sort(),
  ).toEqual(['committed', 'no_message']);
});

test('[SV537] of names that look alike one is given, and of invitations no more than there are', async () => {
  const created = await Promise.all([
    storeAt(0).createUser(newUser('u1', 'paul')),
    storeAt(1).createUser(newUser('u2', 'рaul')),
  ]);
  expect(created.sort()).toEqual(['created', 'name_taken']);
  await storeAt(0).admissions.addInvitation({
    ...{ code: 'i', room: R1, by: user('u1'), at: 1, expiresAt: 100, maxUses: 3, uses: 0 },
  });
  const admitted = await Promise.all(
    many(8, (i) =>
      storeAt(i).admissions.admitInvited('i', { room: R1, user: user(`g${i}`), read: 0, since: 1, at: 2 }),
    ),
  );
  expect(admitted.filter((each) => each === 'admitted')).toHaveLength(3);
});

test('[SV540] changes of the same rooms in any order wait for each other, and none is given up', async () => {
  const rooms = [R1, R2];
  const people = many(6, (i) => user(`p${i}`));
  for (const who of people) await storeAt(0).createUser(newUser(who, `Name of ${who}`));
  const work = people.map(async (who, i) => {
    const [first, second] = i % 2 === 0 ? rooms : [...rooms].reverse();
    const store = storeAt(i);
    for (const round of upTo(4)) {
      await store.append([
        newMessage(first ?? R1, who, `a${round}`),
        newMessage(second ?? R2, who, `b${round}`),
      ]);
      for (const id of rooms) await store.addMember(id, who, 0);
      await store.saveReads([second ?? R2, first ?? R1].map((id) => ({ room: id, user: who, seq: round })));
      await store.trim(first ?? R1, { count: 3 }, 5);
      await store.updateUser({ user: who, name: `Name ${round} of ${who}`, avatar: '' });
      await store.admissions.setEmptied([second ?? R2, first ?? R1], 0);
      await store.people.deleteUser(user(`nobody-${i}`));
    }
  });
  await Promise.all(work);
  expect((await storeAt(0).listRooms()).map(({ head, members }) => [head, members])).toEqual([
    [24, 6],
    [24, 6],
  ]);
});

test('[SV538] connections that are cut lose no message, double none, and each is told as committed once', async () => {
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'minichat' AND datname = current_database()`;
  const told: number[] = [];
  for (const i of upTo(30)) {
    const batch = [
      newMessage('r1', 'u1', `c${i}`),
      ...(i % 3 === 0
        ? [newEvent('r1', 'u2', `e${i}`, { author: 'u1', clientId: `c${i}` }, { emoji: '👍', on: true })]
        : []),
    ];
    const [results] = await Promise.all([storeAt(0).append(batch), ask(url, cut)]);
    expect(results.map(({ kind }) => kind)).toEqual(batch.map(() => 'committed'));
    told.push(...results.map(seqOf));
  }
  expect(told).toEqual(upTo(40));
  const log = await storeAt(1)
    .messagesAfter(R1, 0, 1_000)
    .catch(() => storeAt(1).messagesAfter(R1, 0, 1_000));
  expect(log.map(({ seq }) => seq)).toEqual(upTo(40));
});
