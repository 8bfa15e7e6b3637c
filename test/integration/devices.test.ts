/**
 * One person with two phones, and one phone in two places.
 */
import { createClientPhone, room, type ClientPhone } from '../support/client-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const LOBBY = room('lobby');

jest.setTimeout(30_000);

let server: TestServer;
let phones: ClientPhone[];

beforeEach(async () => {
  phones = [];
  server = await startTestServer();
});
afterEach(async () => {
  await Promise.all(phones.map((each) => each.close()));
  await server.close();
});

function phone(storage?: ClientPhone['node']['storage']): ClientPhone {
  const made = createClientPhone({ user: 'Ann', serverUrl: server.url, ...(storage ? { storage } : {}) });
  phones.push(made);
  return made;
}

const have = (who: ClientPhone, texts: readonly string[]): Promise<void> =>
  who.until(() => texts.every((text) => who.texts('lobby').includes(text)), texts.join());

test('[SV26, FM55] two devices of one person both show everything, once and in the same order', async () => {
  const [first, second] = [phone(), phone()];
  await Promise.all([first.online(), second.online()]);
  for (let i = 0; i < 5; i += 1) {
    first.client.chat.sendText(LOBBY, `first ${i}`);
    second.client.chat.sendText(LOBBY, `second ${i}`);
  }
  const all = [...Array(5).keys()].flatMap((i) => [`first ${i}`, `second ${i}`]);
  await Promise.all([have(first, all), have(second, all)]);
  await first.until(() => first.client.chat.state.timelines['lobby']?.pending.length === 0, 'acks');
  const shown = (who: ClientPhone) => who.texts('lobby').filter((text) => all.includes(text));
  expect(shown(first)).toHaveLength(all.length);
  expect(shown(second)).toEqual(shown(first));
  const ids = first.messages('lobby').map(({ clientId }) => clientId);
  const devices = ids.flatMap((id) => /^([A-Za-z0-9]{8})-[A-Za-z0-9]{4}-\d+$/.exec(id)?.[1] ?? []);
  expect(new Set(devices).size).toBe(2);
  expect([first, second].map((who) => who.client.chat.connection.state)).toEqual(['online', 'online']);
});

test('[SV26, FM56] the same device twice: the newer stays, the older stops and does not fight back', async () => {
  const older = phone();
  await older.online();
  const newer = phone(older.node.storage);
  await newer.online();
  await older.until(() => older.client.chat.connection.state === 'stopped', 'being told');
  expect(older.client.chat.connection).toMatchObject({ state: 'stopped', reason: 'superseded' });
  newer.client.chat.sendText(LOBBY, 'still mine');
  await have(newer, ['still mine']);
  expect(older.client.chat.connection.state).toBe('stopped');
  expect(newer.client.chat.connection.state).toBe('online');
  // One connection in each of the seeded rooms.
  expect(server.running.counts().subscribers).toBe(3);
});
