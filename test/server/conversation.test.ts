/**
 * Two people talk through a real server: the path every message takes.
 */
import { connectPhone, type TestPhone } from '../support/test-phone';
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

test('[SV1] a message is acked to its author and reaches every member with the same seq', async () => {
  const clientId = ann.publish('lobby', '你好 Bob');
  const ack = await ann.next('ack');
  expect(ack).toMatchObject({ room: 'lobby', clientId });
  const atBob = await bob.next('msg');
  expect(atBob).toMatchObject({
    seq: ack.seq,
    epoch: ack.epoch,
    clientId,
    body: { kind: 'text', text: '你好 Bob' },
  });
  expect(await ann.next('msg')).toEqual(atBob);
});

test('[SV2, FM13, SY28] the same client id is committed once and acked as a duplicate afterwards', async () => {
  ann.publish('lobby', 'once', { clientId: 'c-1' });
  const first = await ann.next('ack');
  ann.publish('lobby', 'once', { clientId: 'c-1' });
  const second = await ann.next('ack');
  expect(second).toMatchObject({ seq: first.seq, at: first.at, duplicate: true });
  ann.publish('lobby', 'two');
  await bob.next('msg', (msg) => msg.body.kind === 'text' && msg.body.text === 'two');
  expect(bob.frames.filter((frame) => frame.type === 'msg')).toHaveLength(2);
});
