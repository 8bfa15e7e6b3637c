/**
 * The operator's own check of texts.
 */
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
afterEach(() => server.close());

test('[SV171] {C22} a text that the operator’s check refuses reaches nobody, and its author learns why', async () => {
  const checked: unknown[] = [];
  server = await startTestServer({
    moderate(text, where) {
      checked.push([text, where.room]);
      return text.includes('casino') ? 'No advertising here.' : null;
    },
  });
  const [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  const refused = ann.publish('lobby', 'best casino');
  expect(await ann.next('nack')).toMatchObject({
    id: refused,
    code: 'refused',
    reason: 'No advertising here.',
  });
  ann.publish('lobby', 'hello');
  expect((await bob.next('msg')).body).toEqual({ kind: 'text', text: 'hello' });
  expect(checked).toEqual([
    ['best casino', 'lobby'],
    ['hello', 'lobby'],
  ]);
});

test('[SV171] {C22} a check that throws lets nothing through and loses nothing: the message is sent again later', async () => {
  let isBroken = true;
  server = await startTestServer({
    moderate() {
      if (isBroken) throw new Error('word list missing');
      return null;
    },
  });
  const ann = await connectPhone(server, 'Ann');
  ann.publish('lobby', 'hello');
  expect(await ann.next('nack')).toMatchObject({ code: 'overload', afterMs: 5_000 });
  isBroken = false;
  ann.publish('lobby', 'hello', { head: true });
  await ann.next('ack');
});
