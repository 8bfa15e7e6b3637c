/**
 * What can be reported: what is there, and what the reporter can see.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import type { ChatStore } from '../../server/storage/port';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { makeTempFolder, startTestServer, type TestServer } from '../support/test-server';

type Guest = Awaited<ReturnType<typeof connectPhone>>;

let server: TestServer;
let store: ChatStore;
let ann: Guest;
let bob: Guest;
let outsider: Guest;
let room: string;
let asked = 0;

const idOf = (phone: Guest): string => phone.welcome.self.user;

/** `done`, or the code of the refusal. */
async function report(phone: TestPhone, about: { user: string; seq?: number }): Promise<string> {
  const id = `report-${(asked += 1)}`;
  phone.send({ type: 'report', id, room, reason: 'spam', ...about });
  for (;;) {
    const answer = phone.frames.find(
      (frame) => (frame.type === 'done' || frame.type === 'error') && frame.id === id,
    );
    if (answer) return answer.type === 'error' ? `${answer.code}: ${answer.reason}` : answer.type;
    await once(phone.socket, 'message');
  }
}

const say = async (phone: TestPhone, text: string): Promise<number> => {
  phone.publish(room, text);
  return (await phone.next('msg', ({ body }) => body.kind === 'text' && body.text === text)).seq;
};

async function enter(phone: TestPhone): Promise<void> {
  phone.send({ type: 'join', id: `join-${(asked += 1)}`, room });
  await phone.next('joined');
}

beforeEach(async () => {
  const dataDir = makeTempFolder();
  store = await openSqliteStore(join(dataDir, 'minichat.db'));
  server = await startTestServer({ dataDir, store });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  outsider = await connectPhone(server, 'Outsider');
  ann.send({ type: 'create', id: 'create', name: 'Club' });
  room = (await ann.next('joined')).room.room;
});
afterEach(() => server.close());

test('[SV522] {C22} a person who is no member is refused, whether they exist or not, and nothing is stored', async () => {
  const absent = await report(ann, { user: 'nobody-at-all' });
  expect(absent).toMatch(/^not_joined: /);
  expect(await report(ann, { user: idOf(outsider) })).toBe(absent);
  expect(await store.governance.listReports()).toEqual([]);
  await enter(bob);
  expect(await report(ann, { user: idOf(bob) })).toBe('done');
  expect(await store.governance.listReports()).toHaveLength(1);
});

test('[SV522] {C22} a message that is not there, or is by somebody else, is refused, and one of whoever left is not', async () => {
  await enter(bob);
  const seq = await say(bob, 'buy this');
  const absent = await report(ann, { user: idOf(bob), seq: seq + 1 });
  expect(absent).toMatch(/^no_message: /);
  expect(await report(ann, { user: idOf(ann), seq })).toBe(absent);
  bob.send({ type: 'leave', id: 'leave', room });
  await bob.next('left');
  expect(await report(ann, { user: idOf(bob), seq })).toBe('done');
  expect(await store.governance.listReports()).toMatchObject([{ user: idOf(bob), seq }]);
});

test('[SV522] {C22} what was said before somebody could read is answered like what was never said', async () => {
  ann.send({ type: 'room_action', id: 'a', room, action: { kind: 'past', past: 'none' } });
  await ann.next('done');
  const seq = await say(ann, 'before');
  await enter(bob);
  const hidden = await report(bob, { user: idOf(ann), seq });
  expect(hidden).toMatch(/^no_message: /);
  expect(await report(bob, { user: idOf(ann), seq: 9_999 })).toBe(hidden);
  expect(await report(bob, { user: idOf(ann), seq: await say(ann, 'after') })).toBe('done');
});
