/**
 * What may be said, where and how fast.
 */
import { createManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;

beforeEach(async () => {
  server = await startTestServer({ limits: { publishBurst: 3, publishPerSecond: 20 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterEach(() => server.close());

test.each([
  ['nothing', '', 'empty', /no visible text/],
  ['white space', ' \n\t\u3000 ', 'empty', /no visible text/],
  ['4,001 characters', '字'.repeat(4_001), 'too_large', /4001 characters, the limit is 4000/],
])('[SV40] %s is refused for good and nobody sees it', async (_name, text, code, reason) => {
  const clientId = ann.publish('lobby', text);
  expect(await ann.next('nack')).toMatchObject({
    clientId,
    code,
    reason: expect.stringMatching(reason) as string,
  });
  ann.publish('lobby', 'after');
  expect((await bob.next('msg')).body).toEqual({ kind: 'text', text: 'after' });
});

test.each([
  ['4,000 emoji', '😀'.repeat(4_000)],
  ['a family, a flag and skin tones', '👩‍👩‍👧‍👦 🇨🇳 👍🏽 e\u0301'],
  ['right to left with marks', 'שלום \u202bעולם\u202c مرحبا'],
  ['lines, tabs, quotes and a control character', ' two\r\nlines\n\n\t"x" \\ \u0001 \u2028 '],
])('[SV41] %s arrives exactly as it was sent, live and from history', async (_name, text) => {
  ann.publish('lobby', text);
  const live = await bob.next('msg');
  expect(live.body).toEqual({ kind: 'text', text });
  bob.send({ type: 'history', id: 'h', room: 'lobby', epoch: live.epoch, before: live.seq + 1, limit: 1 });
  expect((await bob.next('page')).messages).toEqual([live]);
});

test('[SV42] an unknown room, a room of others and an unknown kind are refused for good', async () => {
  bob.send({ type: 'create', id: 'c1', name: 'Only Bob' });
  const { room } = (await bob.next('joined')).room;
  ann.publish('nowhere', 'x');
  expect(await ann.next('nack')).toMatchObject({ code: 'not_joined' });
  ann.publish(room, 'x');
  expect(await ann.next('nack')).toMatchObject({ code: 'not_joined' });
  ann.publish('lobby', '', { body: { kind: 'sticker' } });
  expect(await ann.next('nack')).toMatchObject({ code: 'bad_kind' });
  ann.publish('lobby', 'x', { clientId: 'same' });
  await ann.next('ack');
  ann.publish('tea', 'x', { clientId: 'same' });
  expect(await ann.next('nack')).toMatchObject({ code: 'bad_field', clientId: 'same' });
});

test('[SV43] too fast is refused with a time to wait, and nothing overtakes the refused message', async () => {
  const clock = createManualClock();
  await server.restart({ clock, limits: { publishBurst: 3, publishPerSecond: 1 } });
  const cid = await connectPhone(server, 'Cid');
  const sent = ['1', '2', '3', '4', '5'].map((text) => cid.publish('lobby', text));
  expect(await cid.next('nack')).toMatchObject({ clientId: sent[3], code: 'rate', afterMs: 1_000 });
  expect(await cid.next('nack')).toMatchObject({ clientId: sent[4], code: 'order', afterMs: 1_000 });

  await clock.advance(1_000);
  cid.publish('lobby', '5', { clientId: sent[4] });
  expect(await cid.next('nack')).toMatchObject({ clientId: sent[4], code: 'order', afterMs: 0 });
  cid.publish('lobby', '4', { clientId: sent[3], head: true });
  await cid.next('ack', ({ clientId }) => clientId === sent[3]);
  await clock.advance(1_000);
  cid.publish('lobby', '5', { clientId: sent[4] });
  await cid.next('ack', ({ clientId }) => clientId === sent[4]);
  const order = cid.frames.filter((frame) => frame.type === 'msg').map(({ clientId }) => clientId);
  expect(order).toEqual(sent);
});

test('[SV44] more than eight messages that wait for their commit are refused as overload', async () => {
  await server.restart({ limits: { publishBurst: 100 } });
  const eager = await connectPhone(server, 'Cid');
  const batch = Array.from({ length: 10 }, (_, i) => ({
    type: 'publish',
    tag: eager.tag,
    id: `i${i}`,
    room: 'lobby',
    clientId: `c${i}`,
    body: { kind: 'text', text: `${i}` },
  }));
  eager.raw(JSON.stringify(batch));
  expect(await eager.next('nack')).toMatchObject({ clientId: 'c8', code: 'overload' });
  expect(await eager.next('nack')).toMatchObject({ clientId: 'c9', code: 'order' });
  for (let i = 0; i < 8; i += 1) await eager.next('ack', ({ clientId }) => clientId === `c${i}`);
});
