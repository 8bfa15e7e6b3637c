/**
 * A connection that is lost exactly between a question and its answer: what was committed is told as committed, once, and what was
 * told before stays a repetition.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import type { ChatStore } from '../../../server/storage/port';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import { startCuttingProxy, type CuttingProxy } from '../../support/cutting-proxy';
import { giveBack, makeEpoch, takeDatabase } from '../../support/postgres';
import { newEvent, newMessage, newUser, room, user } from '../../support/store-contract';

const R1 = room('r1');
const ABOUT = { author: 'ann', clientId: 'c1' };
const APPEND = 'FROM append_messages';
const CUTS = ['before', 'answered'] as const;

let url: string;
let proxy: CuttingProxy;
let store: ChatStore;

const open = (address: string): Promise<ChatStore> =>
  openPostgresStore({ url: address, makeEpoch, logger: silentLogger, isExclusive: false });

beforeEach(async () => {
  url = await takeDatabase();
  proxy = await startCuttingProxy(url);
  store = await open(proxy.url);
  await store.createRoom({ room: R1, name: 'One', epoch: makeEpoch(), at: 1 });
  for (const who of ['ann', 'bob']) await store.addMember(R1, user(who), 0);
  await store.append([newMessage('r1', 'ann', 'c1')]);
});
afterEach(async () => {
  await store.close();
  await proxy.close();
  giveBack(url);
});

const logOf = async (from: ChatStore): Promise<string[]> =>
  (await from.messagesAfter(R1, 0, 1_000)).map(({ seq, clientId }) => `${seq} ${clientId}`);

test.each(CUTS)('[SV538] plain messages whose connection is cut %s are committed once', async (when) => {
  proxy.cutAt(APPEND, when);
  const [first, second] = await Promise.all([
    store.append([
      newMessage('r1', 'ann', 'c1'),
      newMessage('r1', 'ann', 'c2'),
      newMessage('r1', 'bob', 'c3'),
    ]),
    store.append([newMessage('r1', 'bob', 'c4')]),
  ]);
  expect(proxy.cuts).toBe(1);
  // What was told before the cut is a repetition; what was asked for meanwhile overtakes nothing.
  expect(first).toMatchObject([
    { kind: 'duplicate', seq: 1 },
    { kind: 'committed', seq: 2 },
    { kind: 'committed', seq: 3 },
  ]);
  expect(second).toMatchObject([{ kind: 'committed', seq: 4 }]);
  expect(await logOf(store)).toEqual(['1 c1', '2 c2', '3 c3', '4 c4']);
  const again = [newMessage('r1', 'ann', 'c2'), newMessage('r1', 'bob', 'c4')];
  expect((await store.append(again)).map(({ kind }) => kind)).toEqual(['duplicate', 'duplicate']);
});

test.each(CUTS)('[SV538] reactions whose commit is cut %s count once, and are told alike', async (when) => {
  const react = (who: string) => newEvent('r1', who, `e-${who}`, ABOUT, { emoji: '👍', on: true });
  const told = (seq: number, count: number) => [
    { kind: 'committed', seq, body: { kind: 'reaction', count } },
  ];
  expect(await store.append([react('bob')])).toMatchObject(told(2, 1));
  proxy.cutAt('COMMIT', when);
  expect(await store.append([react('ann')])).toMatchObject(told(3, 2));
  expect(proxy.cuts).toBe(1);
  expect(await logOf(store)).toEqual(['1 c1', '2 e-bob', '3 e-ann']);
  expect((await store.messagesAfter(R1, 0, 1))[0]?.reactions?.[0]?.count).toBe(2);
});

test.each(CUTS)('[SV538] a recall whose commit is cut %s is no recall of nothing', async (when) => {
  proxy.cutAt('COMMIT', when);
  const recall = newEvent('r1', 'ann', 'x', ABOUT, 'recall');
  expect(await store.append([recall])).toMatchObject([{ kind: 'committed', seq: 2 }]);
  expect(proxy.cuts).toBe(1);
  expect(await store.append([recall])).toMatchObject([{ kind: 'duplicate', seq: 2 }]);
});

test('[SV538] what another server said meanwhile is in between, and nobody has a seq twice', async () => {
  const other = await open(url);
  proxy.cutAt(APPEND, 'before');
  const batch = [newMessage('r1', 'ann', 'c2'), newMessage('r1', 'ann', 'c3')];
  const told = await Promise.all([store.append(batch), other.append([newMessage('r1', 'bob', 'd1')])]);
  expect(told.flat().map(({ kind }) => kind)).toEqual(['committed', 'committed', 'committed']);
  const seqs = told.flat().map((each) => ('seq' in each ? each.seq : 0));
  expect([...seqs].sort()).toEqual([2, 3, 4]);
  expect(seqs[1]).toBe((seqs[0] ?? 0) + 1);
  await other.close();
});

test('[SV538] a change that was cut before its end was asked for is made once, and no answer is guessed', async () => {
  proxy.cutAt('INSERT INTO users', 'before');
  expect(await store.createUser(newUser('eve', 'Eve'))).toBe('created');
  proxy.cutAt('COMMIT', 'answered');
  await expect(store.createUser(newUser('max', 'Max'))).rejects.toMatchObject({ name: 'ConnectionLost' });
  expect(proxy.cuts).toBe(2);
  expect((await store.findUsers([user('eve'), user('max')])).map(({ name }) => name).sort()).toEqual([
    'Eve',
    'Max',
  ]);
});
