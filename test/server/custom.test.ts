/** Messages of kinds that only mini programs know, through a real server: it checks, keeps, quotes and finds them all the same. */
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const DICE = { kind: 'custom', type: 'example.dice', data: { eyes: [6] }, text: '掷出 6' };

test('[PR73] a kind of one’s own reaches everybody with its data, is kept, quoted by its text and found by it', async () => {
  const [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  const clientId = ann.publish('lobby', '', { body: DICE });
  const { body, epoch, seq, user } = await bob.next('msg', (msg) => msg.clientId === clientId);
  expect(body).toEqual(DICE);
  const quote = { user, clientId, seq, kind: 'text', text: 'forged' };
  const answer = bob.publish('lobby', '', { body: { kind: 'text', text: '好', quote } });
  const answered = await ann.next('msg', (msg) => msg.clientId === answer);
  expect(answered.body).toMatchObject({ quote: { kind: 'custom', text: '掷出 6' } });
  bob.send({ type: 'search', id: 's', room: 'lobby', query: '掷出', before: Number.MAX_SAFE_INTEGER });
  const found = await bob.next('found', (frame) => frame.id === 's');
  expect(found.messages.map((each) => each.seq)).toEqual([seq]);
  bob.send({ type: 'history', id: 'h', room: 'lobby', epoch, before: seq + 1, limit: 1 });
  const page = await bob.next('page', (frame) => frame.id === 'h');
  expect(page.messages).toMatchObject([{ seq, body: DICE }]);
});

test('[PR72] too much of it is refused by name, and the connection goes on', async () => {
  const ann = await connectPhone(server, 'Ann');
  const refusals = await Promise.all(
    [{ data: 'x'.repeat(5_000) }, { type: 'No' }, { text: ' ' }].map(async (change) => {
      const id = ann.publish('lobby', '', { body: { ...DICE, ...change } });
      return (await ann.next('nack', (frame) => frame.id === id)).code;
    }),
  );
  expect(refusals).toEqual(['bad_field', 'bad_field', 'empty']);
  const id = ann.publish('lobby', '', { body: DICE });
  expect(await ann.next('ack', (frame) => frame.id === id)).toMatchObject({ type: 'ack' });
});
