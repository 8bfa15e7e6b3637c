/**
 * What is not minichat.v1 gets an answer with code and reason, and harms nobody else.
 */
import { request as httpRequest } from 'node:http';
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import { connectPhone, openPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;

beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterEach(() => server.close());

/** The other connection neither ended nor got anything of it. */
async function expectUnharmed(phone: TestPhone): Promise<void> {
  phone.send({ type: 'ping', id: 'alive' });
  await phone.next('pong', ({ id }) => id === 'alive');
  expect(phone.frames.filter(({ type }) => type === 'error' || type === 'bye')).toEqual([]);
}

test.each([
  ['text that is not JSON', 'hello there', 'bad_frame', /not JSON/],
  ['a number', '42', 'bad_frame', /not an object/],
  ['null', 'null', 'bad_frame', /not an object/],
  ['an array of garbage', '[1]', 'bad_frame', /not an object/],
  ['an object without a type', '{}', 'bad_frame', /type/],
  ['an array of 33 frames', JSON.stringify(Array(33).fill({})), 'bad_frame', /33 frames, the limit is 32/],
  ['a binary frame', Buffer.from([1, 2, 3]), 'bad_frame', /[Bb]inary/],
  ['a wrong field', '{"type":"ping","tag":"t","id":7}', 'bad_field', /id/],
  ['a prototype key as id', '{"type":"ping","tag":"t","id":"__proto__"}', 'bad_field', /id/],
])('[SV30] %s is answered by an error and the connection stays', async (_name, data, code, reason) => {
  ann.raw(data);
  expect(await ann.next('error')).toMatchObject({
    code,
    fatal: false,
    reason: expect.stringMatching(reason) as string,
  });
  ann.publish('lobby', 'still works');
  await ann.next('ack');
  await expectUnharmed(bob);
});

test('[SV30] the answer names the request when it could be read', async () => {
  ann.send({ type: 'join', id: 'j1', room: 'not a room id!' });
  expect(await ann.next('error')).toMatchObject({ id: 'j1', code: 'bad_field', tag: ann.tag });
});

test('[SV31] good frames of a batch are done although others are bad; unknown types are ignored', async () => {
  const ping = (id: string): object => ({ type: 'ping', tag: ann.tag, id });
  ann.raw(JSON.stringify([ping('a'), { type: 'from_the_future' }, { type: 'ping' }, ping('b')]));
  await ann.next('pong', ({ id }) => id === 'a');
  await ann.next('pong', ({ id }) => id === 'b');
  await ann.next('error');
  expect(ann.frames.filter(({ type }) => type === 'error')).toHaveLength(1);
});

test('[SV32] five bad frames in a row end the connection with 4400; a good one in between starts anew', async () => {
  for (let i = 0; i < 4; i += 1) ann.raw('x');
  ann.send({ type: 'ping', id: 'good' });
  for (let i = 0; i < 4; i += 1) ann.raw('x');
  ann.send({ type: 'ping', id: 'good2' });
  await ann.next('pong', ({ id }) => id === 'good2');
  for (let i = 0; i < 5; i += 1) ann.raw('x');
  await ann.next('error', ({ fatal }) => fatal);
  expect((await ann.closed).code).toBe(CloseCode.badProtocol);
  await expectUnharmed(bob);
});

test('[SV33] a frame over 32 KiB is refused as too large, over 64 KiB the WebSocket closes with 1009', async () => {
  ann.publish('lobby', 'x'.repeat(40_000));
  expect(await ann.next('error')).toMatchObject({
    code: 'too_large',
    reason: expect.stringContaining('32768') as string,
  });
  ann.publish('lobby', 'x'.repeat(100 * 1_024));
  expect((await ann.closed).code).toBe(CloseCode.tooLarge);
  await expectUnharmed(bob);
});

test('[SV33] five megabytes harm nobody else', async () => {
  ann.raw('x'.repeat(5 * 1_024 * 1_024));
  expect((await ann.closed).code).toBe(CloseCode.tooLarge);
  await expectUnharmed(bob);
  const again = await connectPhone(server, 'Ann');
  again.publish('lobby', 'back');
  await again.next('ack');
});

test('[SV34] before hello every other frame is refused', async () => {
  const phone = await openPhone(server);
  phone.send({ type: 'publish', id: 'p', room: 'lobby', clientId: 'c', body: { kind: 'text', text: 'x' } });
  const error = await phone.next('error');
  expect(error).toMatchObject({ code: 'bad_frame', id: 'p' });
  expect(error.tag).toBeUndefined();
});

test('[SV35] an upgrade anywhere but /ws is refused', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = httpRequest(`${server.url}/other`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      },
    });
    request.on('response', (response) => resolve(response.statusCode));
    request.on('upgrade', () => resolve(101));
    request.on('error', reject);
    request.end();
  });
  expect(status).toBe(404);
});
