/**
 * What one person may do to others by many connections and by asking again and again: phones, hints of typing, new names.
 */
import { createProfileBroadcast } from '../../../server/rooms/profile-broadcast';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import type { User, UserId } from '../../../miniprogram/core/protocol/fields';
import { createManualClock, flushPromises, type ManualClock } from '../../support/manual-clock';
import { connectPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

describe('with a server', () => {
  let server: TestServer;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = createManualClock();
    server = await startTestServer({ clock, limits: { maxConnectionsPerPerson: 3 } });
  });
  afterEach(() => server.close());

  test('[SV346] {S16} of more connections than a person may have the oldest is ended', async () => {
    const phones = [];
    for (let i = 0; i < 3; i += 1) phones.push(await connectPhone(server, 'Ann', { device: `d${i}` }));
    // The first one comes again, so that the second is the oldest.
    const again = await connectPhone(server, 'Ann', { device: 'd0' });
    expect((await phones[0]?.closed)?.code).toBe(4409);
    const fourth = await connectPhone(server, 'Ann', { device: 'd3' });
    expect(await phones[1]?.next('bye')).toMatchObject({ code: 'superseded', reconnect: false });
    expect((await phones[1]?.closed)?.code).toBe(4409);
    for (const phone of [again, phones[2], fourth]) expect(phone?.socket.readyState).toBe(1);
    expect(server.running.counts()).toMatchObject({ people: 1, subscribers: 3 * again.welcome.rooms.length });
  });

  test('[SV347] {S18} hints of typing of one person count together, and one that nobody was told of is not taken back', async () => {
    const bob = await connectPhone(server, 'Bob');
    const phones = [
      await connectPhone(server, 'Ann', { device: 'a' }),
      await connectPhone(server, 'Ann', { device: 'b' }),
    ];
    for (let i = 0; i < 30; i += 1) phones[i % 2]?.send({ type: 'typing', room: 'lobby', on: i % 4 < 2 });
    for (const phone of phones) {
      phone.send({ type: 'ping', id: 'end' });
      await phone.next('pong');
    }
    bob.send({ type: 'ping', id: 'end' });
    await bob.next('pong');
    expect(bob.frames.filter(({ type }) => type === 'typing').length).toBeLessThanOrEqual(2);
    await clock.advance(1_000);
    phones[0]?.send({ type: 'typing', room: 'lobby', on: true });
    await bob.next('typing', ({ on }) => on);
  });

  test('[SV345] {S16} changes over the budget are refused with a time to wait, over all connections of the person', async () => {
    await server.restart({ limits: { personBurstWork: 20_000 } });
    const phones = [
      await connectPhone(server, 'Ann', { device: 'a' }),
      await connectPhone(server, 'Ann', { device: 'b' }),
    ];
    for (let i = 0; i < 20; i += 1) {
      phones[i % 2]?.send({ type: 'flags', id: `f${i}`, room: 'lobby', pinned: i % 4 < 2 });
    }
    const refused = await phones[0]?.next('error', ({ code }) => code === 'rate');
    expect(refused?.afterMs).toBeGreaterThan(0);
    await phones[1]?.next('error', ({ code }) => code === 'rate');
    const bob = await connectPhone(server, 'Bob');
    bob.send({ type: 'flags', id: 'f', room: 'lobby', pinned: true });
    await bob.next('flags', ({ id }) => id === 'f');
  });
});

test('[SV348] {S18} the others hear of a new name at once, then at most once in a while, and then of the newest', async () => {
  const clock = createManualClock();
  const told: string[] = [];
  const news = createProfileBroadcast({
    ...{ clock, logger: silentLogger, intervalMs: 1_000 },
    announce: ({ user, name }) => {
      told.push(`${user} ${name}`);
      return Promise.resolve();
    },
  });
  const change = (id: string, name: string): Promise<void> =>
    news.tell({ user: id as UserId, name, avatar: '' } satisfies User);
  for (let i = 0; i < 288; i += 1) await change('ann', `Ann ${i}`);
  await change('bob', 'Bob');
  expect(told).toEqual(['ann Ann 0', 'bob Bob']);
  await clock.advance(1_000);
  await flushPromises();
  expect(told).toEqual(['ann Ann 0', 'bob Bob', 'ann Ann 287']);
  await clock.advance(10_000);
  expect(told).toHaveLength(3);
  expect(clock.pending).toBe(0);
  await change('ann', 'Anna');
  news.close();
  expect(clock.pending).toBe(0);
});
