/**
 * Everything that comes in costs, whatever it is and over however many connections; whoever goes on over the budget is put out.
 */
import { UP_TYPES } from '../../../miniprogram/core/protocol/up';
import { FRAME_PRICES, priceOfBytes, ROUTE_PRICES } from '../../../server/cost/prices';
import { routeOf } from '../../../server/http/charge-request';
import { createManualClock } from '../../support/manual-clock';
import { connectPhone, openPhone, type TestPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

afterEach(() => server.close());

/** Nothing comes back by itself: the clock stands still. */
const start = (limits: object): Promise<TestServer> =>
  startTestServer({ clock: createManualClock(), limits });

const MANY_FIELDS = Array.from({ length: 2_600 }, (_, i) => `"k${i}":0`).join(',');

const JUNK: readonly (readonly [string, (phone: TestPhone) => string | Buffer])[] = [
  ['frames of an unknown type', () => '{"type":"from_the_future"}'],
  ['large frames of an unknown type', () => `{"type":"future","text":"${'x'.repeat(28_000)}"}`],
  ['frames of thousands of fields', () => `{"type":"future",${MANY_FIELDS}}`],
  ['arrays in arrays', () => `{"type":"future","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['empty arrays', () => '[]'],
  ['arrays of unknown frames', () => JSON.stringify(Array(32).fill({ type: 'future' }))],
  ['frames that are not JSON', () => 'x'],
  ['frames with a wrong field', ({ tag }) => JSON.stringify({ type: 'ping', tag, id: 7 })],
  ['binary frames', () => Buffer.from([1])],
  ['frames over the size', () => 'x'.repeat(40_000)],
  ['pongs', ({ tag }) => JSON.stringify({ type: 'pong', tag })],
  ['pings', ({ tag }) => JSON.stringify({ type: 'ping', tag, id: 'p' })],
];

test.each(JUNK)('[SV331] {S17} %s end their connection when they are too many', async (_name, make) => {
  server = await start({ frameBurst: 20, framesPerSecond: 1, maxRefusedFrames: 10 });
  const flood = await connectPhone(server, 'Flood');
  const calm = await connectPhone(server, 'Calm');
  for (let i = 0; i < 40; i += 1) flood.raw(make(flood));
  // Frames that are wrong in a row have an end of their own.
  expect([4429, 4400]).toContain((await flood.closed).code);
  calm.publish('lobby', 'fine');
  await calm.next('ack');
});

test('[SV331] {S17} bytes cost by themselves: large frames end the connection within the number of frames', async () => {
  server = await start({ personBurstWork: 20_000, defianceWork: 2_000 });
  const flood = await connectPhone(server, 'Flood');
  const junk = `{"type":"future","text":"${'x'.repeat(28_000)}"}`;
  for (let i = 0; i < 150; i += 1) flood.raw(junk);
  expect((await flood.closed).code).toBe(4429);
});

/** Microseconds of 26 KB of arrays in arrays, which take longest: read as UTF-8 and as JSON, and looked at (2 cores, Node 20). */
const DEAREST_26_KB = 776;

test('[SV384] {S17} bytes cost as much as the dearest that they can say takes', async () => {
  server = await start({});
  expect(priceOfBytes(26_000)).toBeGreaterThan(DEAREST_26_KB);
});

test('[SV332] {S16} one person has one budget over all connections, and another person their own', async () => {
  server = await start({ personBurstWork: 20_000 });
  const phones = [];
  for (let i = 0; i < 4; i += 1) phones.push(await connectPhone(server, 'Flood', { device: `d${i}` }));
  const [first, second] = phones;
  const calm = await connectPhone(server, 'Calm');
  for (let i = 0; i < 60; i += 1) first?.send({ type: 'locate', id: `l${i}`, room: 'lobby', at: 0 });
  await first?.next('error', ({ code }) => code === 'rate');
  second?.send({ type: 'locate', id: 'x', room: 'lobby', at: 0 });
  const refused = await second?.next('error', ({ id }) => id === 'x');
  expect(refused).toMatchObject({ code: 'rate', fatal: false });
  expect(refused?.afterMs).toBeGreaterThan(0);
  calm.send({ type: 'locate', id: 'x', room: 'lobby', at: 0 });
  await calm.next('located');
});

const BROKEN: readonly (readonly [string, string | Buffer])[] = [
  ['binary frames', Buffer.from([1])],
  ['what is not JSON', 'x'],
  ['frames over the size', 'x'.repeat(40_000)],
  ['messages over what the WebSocket takes', 'x'.repeat(70_000)],
];

test.each(BROKEN)('[SV513] {S16} who ends connections by %s soon gets no other one', async (_name, data) => {
  server = await start({ personBurstWork: 100_000 });
  for (let i = 0; i < 2; i += 1) {
    const broken = await connectPhone(server, 'Broken');
    for (let n = 0; n < 5; n += 1) broken.raw(data);
    expect([4400, 1009]).toContain((await broken.closed).code);
  }
  const { ticket } = await server.login('Broken');
  const again = await openPhone(server, { ticket });
  const hello = { type: 'hello', version: 1, nonce: 'n'.repeat(22), ticket, device: 'd', rooms: [] };
  again.raw(JSON.stringify(hello));
  expect(await again.next('bye')).toMatchObject({ code: 'overload', reconnect: true });
  await connectPhone(server, 'Calm');
});

test('[SV333] {S16} who was put out and comes back at once is told when to come, and is not served before', async () => {
  server = await start({ personBurstWork: 3_000, personWorkPerSecond: 1_000, defianceWork: 500 });
  const flood = await connectPhone(server, 'Flood');
  for (let i = 0; i < 300; i += 1) flood.send({ type: 'ping', id: `p${i}` });
  expect(await flood.next('bye')).toMatchObject({ code: 'overload', reconnect: true });
  const { ticket } = await server.login('Flood');
  const again = await openPhone(server, { ticket });
  again.raw(
    JSON.stringify({ type: 'hello', version: 1, nonce: 'n'.repeat(22), ticket, device: 'd', rooms: [] }),
  );
  const bye = await again.next('bye');
  expect(bye).toMatchObject({ code: 'overload', reconnect: true });
  expect(bye.after?.minMs).toBeGreaterThanOrEqual(1_000);
  expect(again.frames.map(({ type }) => type)).toEqual(['bye']);
});

test('[SV334] {S17} before the sign-in a connection pays by itself', async () => {
  server = await start({ strangerBurstWork: 1_000, defianceWork: 500 });
  const stranger = await openPhone(server);
  for (let i = 0; i < 60; i += 1) stranger.raw('{"type":"future"}');
  expect((await stranger.closed).code).toBe(4429);
});

test('[SV335] {S16} every frame and every route has a price', async () => {
  server = await start({});
  expect(Object.keys(FRAME_PRICES).sort()).toEqual([...UP_TYPES].sort());
  expect(Object.values({ ...FRAME_PRICES, ...ROUTE_PRICES }).every((price) => price > 0)).toBe(true);
  expect(routeOf('HEAD', '/media/abc.png')).toBe('GET /media/:name');
  expect(routeOf('POST', '/media/abc.png')).toBe('other');
  expect(routeOf('GET', '/constructor')).toBe('other');
});

test('[SV336] {S18} requests over the budget of a person get 429 and a time, and nobody else does', async () => {
  server = await start({ personBurstWork: 10_000 });
  const ann = await server.login('Ann');
  const bob = await server.login('Bob');
  const change = (ticket: string): ReturnType<TestServer['request']> =>
    server.request('/api/profile', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${ticket}` },
      body: JSON.stringify({ avatar: 'tint-3' }),
    });
  const statuses = [];
  for (let i = 0; i < 10; i += 1) statuses.push((await change(ann.ticket)).status);
  expect(statuses[0]).toBe(200);
  const last = await change(ann.ticket);
  expect(last).toMatchObject({ status: 429, body: { error: { kind: 'rate' } } });
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await change(bob.ticket)).status).toBe(200);
});
