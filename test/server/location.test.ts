/** Places through a real server: told to everybody, quoted and found by their name, refused where there is no such place. */
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const LAKE = { kind: 'location', name: '西湖', address: '杭州', latitude: 30.24, longitude: 120.14 };

test('[PR71] a place reaches everybody, is quoted by its name, and is found by it', async () => {
  const [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  const clientId = ann.publish('lobby', '', { body: LAKE });
  const { body, seq, user } = await bob.next('msg', (msg) => msg.clientId === clientId);
  expect(body).toEqual(LAKE);
  const quote = { user, clientId, seq, kind: 'text', text: 'forged' };
  const answer = bob.publish('lobby', '', { body: { kind: 'text', text: '好', quote } });
  const answered = await ann.next('msg', (msg) => msg.clientId === answer);
  expect(answered.body).toMatchObject({ quote: { kind: 'location', text: '西湖' } });
  bob.send({ type: 'search', id: 's', room: 'lobby', query: '西湖', before: Number.MAX_SAFE_INTEGER });
  const found = await bob.next('found', (frame) => frame.id === 's');
  expect(found.messages.map((each) => each.seq)).toEqual([seq]);
});

test('[PR71] what is no place on the earth is refused with its value, and nobody hears of it', async () => {
  const ann = await connectPhone(server, 'Ann');
  const id = ann.publish('lobby', '', { body: { ...LAKE, latitude: 91 } });
  const refused = await ann.next('nack', (frame) => frame.id === id);
  expect([refused.code, refused.reason]).toEqual(['bad_field', 'The latitude is 91, allowed are -90 to 90.']);
});
