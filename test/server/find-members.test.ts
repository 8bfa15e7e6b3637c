/**
 * Members by what is typed of their name, in a room of thousands, over a real socket and a real database.
 */
import { join } from 'node:path';
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const MEMBERS = 5_000;
let server: TestServer;
let ann: TestPhone;

beforeAll(async () => {
  server = await startTestServer({ limits: { frameBurst: 500 } });
  await server.login('Ann');
  await server.running.close();
  const db = await openDatabase(join(server.dataDir, 'minichat.db'));
  const person = db.prepare(
    `INSERT INTO users (user, name, name_key, avatar, key_hash, language, at) VALUES (?, ?, ?, '', NULL, 'en', 1)`,
  );
  const member = db.prepare(
    `INSERT INTO members (room, user, read, role, joined_at) VALUES ('lobby', ?, 0, 'member', 1)`,
  );
  db.transact(() => {
    for (let i = 0; i < MEMBERS; i += 1) {
      const name = i === 4_321 ? 'Zoë Ärger' : i === 77 ? '王小明' : i === 78 ? 'The Annabel L' : `m${i}`;
      person.run(`p${i}`, name, name.toLowerCase());
      member.run(`p${i}`);
    }
  });
  db.close();
  await server.restart();
  ann = await connectPhone(server, 'Ann');
});
afterAll(() => server.close());

let asked = 0;
async function find(query: string, skip = 0): Promise<{ names: string[]; more: boolean; query?: string }> {
  const id = `f${(asked += 1)}`;
  ann.send({ type: 'members', id, room: 'lobby', skip, query });
  const { members, more, query: told } = await ann.next('members', (frame) => frame.id === id);
  const names = (members as readonly Member[]).map(({ name }) => name);
  return { names, more, ...(told === undefined ? {} : { query: told }) };
}

test('[SV455] {K19} somebody who never wrote is found among 5,000, by any part of the name, in any case and width', async () => {
  for (const query of ['zoë', 'ÄRGER', 'ｚｏë ä']) {
    expect(await find(query)).toEqual({ names: ['Zoë Ärger'], more: false, query });
  }
  expect((await find('小明')).names).toEqual(['王小明']);
  expect((await find('annabel l')).names).toEqual(['The Annabel L']);
  expect(await find('nobody at all')).toEqual({ names: [], more: false, query: 'nobody at all' });
});

test('[SV455] {K19} names that begin with it come first, page after page, each once', async () => {
  const first = await find('an');
  expect(first.names).toEqual(['Ann', 'The Annabel L']);
  const all: string[] = [];
  for (let more = true; more;) {
    const page = await find('m48', all.length);
    all.push(...page.names);
    more = page.more;
  }
  const expected = Array.from({ length: MEMBERS }, (_, i) => `m${i}`).filter((name) =>
    name.startsWith('m48'),
  );
  expect(new Set(all).size).toBe(all.length);
  expect([...all].sort()).toEqual([...expected].sort());
});

test('[SV455] {K19} what shows nothing looks for nobody, and a plain page has no query', async () => {
  for (const query of ['', ' ', '\u200b']) expect((await find(query)).names.length).toBe(50);
  const id = 'plain';
  ann.send({ type: 'members', id, room: 'lobby', skip: 0 });
  expect(await ann.next('members', (frame) => frame.id === id)).not.toHaveProperty('query');
});
