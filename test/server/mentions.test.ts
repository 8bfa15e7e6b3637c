/**
 * Mentions with their places through a real server, from and to clients of every age.
 */
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;
let bobId: string;

beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  bobId = (await server.login('Bob')).user;
});
afterEach(() => server.close());

const call = (mentions: object, text = 'ask @Bob now'): string =>
  ann.publish('lobby', '', { body: { kind: 'text', text, mentions } });

test('[PR58, SV454] {K22} places arrive as they were sent, live and from history, and older clients send none', async () => {
  const place = { user: bobId, from: 4, length: 4 };
  for (const mentions of [{ users: [bobId], ranges: [place] }, { users: [bobId] }]) {
    const clientId = call(mentions);
    const { body, epoch, seq } = await bob.next('msg', (msg) => msg.clientId === clientId);
    expect(body).toEqual({ kind: 'text', text: 'ask @Bob now', mentions });
    bob.send({ type: 'history', id: clientId, room: 'lobby', epoch, before: seq + 1, limit: 1 });
    const { messages } = await bob.next('page', ({ id }) => id === clientId);
    expect(messages.map((message) => message.body)).toEqual([body]);
  }
});

test.each([
  ['outside of the text', { from: 4, length: 40 }],
  ['of somebody else', { user: 'somebody', from: 4, length: 4 }],
  ['without a sign', { from: 0, length: 4 }],
])('[PR58] {K22} a place %s is refused with its message', async (_what, place) => {
  const clientId = call({ users: [bobId], ranges: [{ user: bobId, ...place }] });
  expect(await ann.next('nack', (nack) => nack.clientId === clientId)).toMatchObject({ code: 'bad_field' });
});

test('[SV454] {K22} who left meanwhile is not called, and the message arrives', async () => {
  bob.send({ type: 'leave', id: 'l', room: 'lobby' });
  await bob.next('left');
  const clientId = call({ users: [bobId], ranges: [{ user: bobId, from: 4, length: 4 }] });
  await ann.next('ack', (ack) => ack.clientId === clientId);
  const { body } = await ann.next('msg', (msg) => msg.clientId === clientId);
  expect(body).toEqual({ kind: 'text', text: 'ask @Bob now' });
});
