/**
 * Heartbeat, silent phones, slow readers, floods: what keeps one connection from costing the others.
 */
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;

beforeEach(() => {
  clock = createManualClock();
});
afterEach(() => server.close());

test('[SV85] every 20 s a ping names the heads of rooms that moved since the last one', async () => {
  server = await startTestServer({ clock });
  const ann = await connectPhone(server, 'Ann');
  ann.publish('lobby', 'x');
  const { seq, epoch } = await ann.next('ack');
  await clock.advance(20_000);
  expect((await ann.next('ping')).heads).toEqual([{ room: 'lobby', epoch, seq }]);
  ann.send({ type: 'pong' });
  await clock.advance(20_000);
  expect((await ann.next('ping')).heads).toEqual([]);
});

test('[SS150] {K9} a welcome, every ping and every pong tell the time of the server', async () => {
  server = await startTestServer({ clock });
  const ann = await connectPhone(server, 'Ann');
  expect(ann.welcome.now).toBe(clock.now());
  await clock.advance(20_000);
  expect((await ann.next('ping')).now).toBe(clock.now());
  clock.jump(-3_600_000);
  ann.send({ type: 'ping', id: 'p' });
  expect((await ann.next('pong')).now).toBe(clock.now());
});

test('[SV86] a phone that answers no ping is dropped, one that answers stays', async () => {
  server = await startTestServer({ clock });
  const silent = await connectPhone(server, 'Silent');
  const alive = await connectPhone(server, 'Alive');
  for (let i = 0; i < 3; i += 1) {
    await clock.advance(20_000);
    await alive.next('ping').catch(() => undefined);
    alive.send({ type: 'ping', id: `p${i}` });
    await alive.next('pong', ({ id }) => id === `p${i}`);
  }
  await silent.closed;
  expect(alive.socket.readyState).toBe(alive.socket.OPEN);
});

test('[SV87] who reads too slowly is told to come back and dropped; the others do not notice', async () => {
  const limits = {
    slowConsumerBytes: 64 * 1_024,
    slowConsumerMs: 10_000,
    publishBurst: 10_000,
    frameBurst: 10_000,
  };
  server = await startTestServer({ clock, limits });
  const slow = await connectPhone(server, 'Slow');
  const quick = await connectPhone(server, 'Quick');
  slow.socket.pause();
  const text = '字'.repeat(4_000);
  // The kernel takes a few megabytes before anything waits in the server.
  for (let i = 0; i < 1_200; i += 1) {
    quick.publish('lobby', text);
    if (i % 8 === 7) for (let j = 0; j < 8; j += 1) await quick.next('ack');
  }
  expect(server.running.connections).toBe(2);
  await clock.advance(9_000);
  expect(server.running.connections).toBe(2);
  await clock.advance(2_000);
  slow.socket.resume();
  expect((await slow.closed).code).toBe(CloseCode.draining);
  expect(slow.frames.some(({ type }) => type === 'bye')).toBe(true);
  quick.publish('lobby', 'fine');
  await quick.next('ack');
}, 30_000);

test('[SV88] a flood is refused, then the connection is ended as overload', async () => {
  server = await startTestServer({
    clock,
    limits: { frameBurst: 10, framesPerSecond: 1, maxRefusedFrames: 20 },
  });
  const flood = await connectPhone(server, 'Flood');
  const calm = await connectPhone(server, 'Calm');
  for (let i = 0; i < 12; i += 1) flood.send({ type: 'ping', id: `p${i}` });
  expect(await flood.next('error')).toMatchObject({ code: 'rate' });
  flood.publish('lobby', 'x');
  expect(await flood.next('nack')).toMatchObject({ code: 'rate' });
  for (let i = 0; i < 20; i += 1) flood.send({ type: 'typing', room: 'lobby', on: true });
  expect(await flood.next('bye')).toMatchObject({ code: 'overload', reconnect: true });
  expect((await flood.closed).code).toBe(CloseCode.overload);
  calm.publish('lobby', 'fine');
  await calm.next('ack');
});

test('[SV89] a closing server says bye with a spread, and what was sent before is on disk', async () => {
  server = await startTestServer();
  const ann = await connectPhone(server, 'Ann');
  const clientId = ann.publish('lobby', 'last words');
  await ann.next('ack');
  const closing = server.restart();
  expect(await ann.next('bye')).toMatchObject({
    code: 'draining',
    reconnect: true,
    after: { minMs: 1_000, maxMs: 6_000 },
  });
  expect((await ann.closed).code).toBe(CloseCode.draining);
  await closing;
  const back = await connectPhone(server, 'Ann');
  expect(back.welcome.rooms.find(({ room }) => room === 'lobby')?.last).toMatchObject({ clientId });
});
