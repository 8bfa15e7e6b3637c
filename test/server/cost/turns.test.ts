/**
 * What is asked for over HTTP takes turns, and few who return are served at a time.
 */
import { createGate } from '../../../server/cost/gate';
import { createTurns } from '../../../server/cost/turns';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { UPGRADE } from '../../../server/cost/prices';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { openPhone } from '../../support/test-phone';
import { guestKey, makeTempFolder, startTestServer } from '../../support/test-server';

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('[SV351] {S18} each gets one turn in each turn of the event loop, however much they ask for', async () => {
  const turns = createTurns(1_000);
  const had: string[] = [];
  for (const who of ['ann', 'ann', 'ann', 'bob']) void turns.wait(who).then(() => had.push(who));
  expect(turns.waiting).toBe(2);
  await nextTurn();
  expect(had).toEqual(['ann', 'bob']);
  await nextTurn();
  expect(had).toEqual(['ann', 'bob', 'ann']);
  await nextTurn();
  expect(had).toEqual(['ann', 'bob', 'ann', 'ann']);
  expect(turns.waiting).toBe(0);
});

test('[SV511] {S16} what goes first is done before anything that waits, and what it promised has come by then', async () => {
  const turns = createTurns(1_000);
  const had: string[] = [];
  turns.goesFirst(() => void Promise.resolve().then(() => had.push('committed')));
  turns.goesFirst(() => had.push('written'));
  turns.queue('ann', () => had.push('ann'));
  turns.queue('ann', () => had.push('ann again'));
  await nextTurn();
  expect(had).toEqual(['committed', 'written', 'ann']);
  await nextTurn();
  expect(had.slice(3)).toEqual(['committed', 'written', 'ann again']);
});

test('[SV351] {S18} twenty sign-ins of one address at once lie in twenty turns', async () => {
  const dataDir = makeTempFolder();
  const store = await openSqliteStore(join(dataDir, 'minichat.db'));
  let turn = 0;
  let counting = setImmediate(function count() {
    turn += 1;
    counting = setImmediate(count);
  });
  const keysByTurn = new Map<number, Set<string>>();
  const { createUser } = store;
  store.createUser = (user, ...more) => {
    const keys = keysByTurn.get(turn) ?? new Set();
    keysByTurn.set(turn, keys.add(user.user));
    return createUser(user, ...more);
  };
  const server = await startTestServer({ dataDir, store });
  // Those who run the seeded rooms.
  keysByTurn.clear();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => server.post('/api/login', { guestKey: guestKey(`Guest ${i}`) })),
  );
  clearImmediate(counting);
  await server.close();
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect([...keysByTurn.values()].map(({ size }) => size)).toEqual(Array(20).fill(1));
});

test('[SV354] {S9} so many pass the gate at the same time, the others in order, and one that fails makes room', async () => {
  const gate = createGate(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((i) =>
    gate.pass(() => {
      begun.push(i);
      return i === 0
        ? Promise.reject(new Error('no'))
        : new Promise<number>((resolve) => ends.push(() => resolve(i)));
    }),
  );
  await expect(all[0]).rejects.toThrow('no');
  await flushPromises();
  expect(begun).toEqual([0, 1, 2]);
  ends.shift()?.();
  await flushPromises();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of ends.splice(0)) end();
  await expect(Promise.all(all.slice(1))).resolves.toEqual([1, 2, 3]);
});

const statusOf = (url: string, from: string): Promise<number> => {
  const socket = new WebSocket(url, ['minichat.v1'], { headers: { 'X-Forwarded-For': from } });
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
};

test('[SV353] {S17} a WebSocket costs its address before the handshake, and nobody else', async () => {
  const limits = { addressBurstWork: 3 * UPGRADE, addressWorkPerSecond: 1 };
  const server = await startTestServer({ clock: createManualClock(), trustProxy: true, limits });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i += 1) statuses.push(await statusOf(server.socketUrl, '93.184.216.34'));
  expect(statuses).toEqual([101, 101, 101, 429]);
  expect(await statusOf(server.socketUrl, '93.184.216.35')).toBe(101);
  await server.close();
});

test('[SV352] {S9} who is not welcomed because others of theirs used the budget up is told when to come back', async () => {
  const failures: string[] = [];
  const logger = { ...silentLogger, error: (event: string) => void failures.push(event) };
  const limits = { personBurstWork: 3_000, personWorkPerSecond: 1 };
  const server = await startTestServer({ clock: createManualClock(), logger, limits });
  const { ticket } = await server.login('Ann');
  const phones = await Promise.all(
    ['a', 'b', 'c'].map((device) => openPhone(server, { ticket, device: `ann-${device}` })),
  );
  const hello = { type: 'hello', version: 1, ticket, rooms: [] };
  for (const { raw, tag, device } of phones)
    raw(JSON.stringify({ ...hello, nonce: tag.padEnd(22, 'x'), device }));
  const byes = await Promise.all(phones.map((phone) => phone.next('bye')));
  for (const bye of byes) expect(bye).toMatchObject({ code: 'overload', reconnect: true });
  expect(failures).toEqual([]);
  await server.close();
});
