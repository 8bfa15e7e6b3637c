/**
 * A reaction that more people gave than a message names: who reads it is told of themselves and of those whom they block.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_REACTION_NAMES } from '../../miniprogram/core/protocol/limits';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { newEvent, user } from '../support/store-contract';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const CROWD = Array.from({ length: MAX_REACTION_NAMES }, (_, i) => user(`p${i}`));
const SILENT = user('silent');

let server: TestServer;
let ann: TestPhone;
let bob: UserId;
let asked: number;
const store = new MemoryStore();
const lookup = store.reactedOf.bind(store);

beforeAll(async () => {
  server = await startTestServer({ store });
  ann = await connectPhone(server, 'Ann');
  bob = (await server.login('Bob')).user as UserId;
  store.reactedOf = (...values) => {
    asked += 1;
    return lookup(...values);
  };
});
afterAll(() => server.close());
beforeEach(() => (asked = 0));

/** Ann says something, and these people give it a thumb. */
async function sayToAll(people: readonly UserId[]): Promise<{ seq: number; epoch: string }> {
  const clientId = ann.publish('lobby', 'do you like it?');
  const { user: author, seq, epoch } = await ann.next('msg', (msg) => msg.clientId === clientId);
  const give = (who: UserId) =>
    newEvent('lobby', who, `${who}-${seq}`, { author, clientId }, { emoji: '👍', on: true });
  await store.append(people.map(give));
  return { seq, epoch };
}

/** What Bob's phone is told of the message in each way in which it may come. */
async function toldInEachWay({ seq, epoch }: { seq: number; epoch: string }) {
  const phone = await connectPhone(server, 'Bob', { rooms: [{ room: 'lobby', epoch, seq: seq - 1 }] });
  const resumed = await phone.next('msg', (msg) => msg.seq === seq);
  const pages = [
    { type: 'history', before: seq + 1 },
    { type: 'pull', after: seq - 1 },
  ];
  const told = [resumed.reactions];
  for (const [i, page] of pages.entries()) {
    phone.send({ ...page, id: `page-${i}`, room: 'lobby', epoch, limit: 1 });
    told.push((await phone.next('page')).messages[0]?.reactions);
  }
  await phone.close();
  return told;
}

const inEachWay = <T>(told: T): T[] => [told, told, told];

test('[SV501] {K6} in a page of either direction and when they come back people are told that they reacted, and whom of those they block, beyond the first names', async () => {
  await store.governance.setBlocked(bob, SILENT, true);
  const told = await toldInEachWay(await sayToAll([...CROWD, user('p20'), bob, SILENT]));
  expect(told).toEqual(inEachWay([{ emoji: '👍', users: CROWD, count: 23, also: [bob, SILENT] }]));
});

test('[SV501] {K6} nobody is told twice of who is among the first names, nor of strangers beyond them', async () => {
  await store.governance.setBlocked(bob, SILENT, true);
  const told = await toldInEachWay(await sayToAll([bob, SILENT, ...CROWD]));
  const users = [bob, SILENT, ...CROWD].slice(0, MAX_REACTION_NAMES);
  expect(told).toEqual(inEachWay([{ emoji: '👍', users, count: 22 }]));
});

test('[SV502] {K6} nothing is looked up for messages that name everybody who reacted', async () => {
  await toldInEachWay(await sayToAll(CROWD));
  expect(asked).toBe(0);
  await toldInEachWay(await sayToAll([...CROWD, bob]));
  expect(asked).toBe(3);
});
