/**
 * People who were away for long: they get in at the first attempt, with the newest of every room, and hold nobody up.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import type { Role } from '../../miniprogram/core/protocol/governance';
import type { ChatStore } from '../../server/storage/port';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { newMessage, room, user } from '../support/store-contract';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { makeTempFolder, startTestServer, type TestServer } from '../support/test-server';

const EPOCH = 'e1' as Epoch;
const MAX_BYTES = 512 * 1024;

let folder: string;
let store: ChatStore;
let server: TestServer;

beforeEach(async () => {
  folder = makeTempFolder();
  store = await openSqliteStore(join(folder, 'minichat.db'));
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Month {
  readonly rooms: number;
  readonly messages: number;
  readonly text: string;
}

/** Rooms full of talk, with whoever signs in by these names as members. */
async function fill({ rooms, messages, text }: Month, names: readonly string[]): Promise<string[]> {
  server = await startTestServer({ store });
  const accounts = await Promise.all(names.map((name) => server.login(name)));
  const ids = Array.from({ length: rooms }, (_, i) => `room${i}`);
  for (const id of ids) {
    await store.createRoom({ room: room(id), name: id, epoch: EPOCH, at: 1 });
    // A room without an owner would get one at the start, and a line that says so.
    const roleOf = (i: number): Role => (i === 0 ? 'owner' : 'member');
    for (const [i, account] of accounts.entries())
      await store.addMember(room(id), user(account.user), 0, { role: roleOf(i) });
    const body = { kind: 'text', text } as const;
    await store.append(Array.from({ length: messages }, (_, i) => newMessage(id, 'lin', `${id}-${i}`, body)));
  }
  // What was written to the store is seen by the next server.
  await server.running.close();
  store = await openSqliteStore(join(folder, 'minichat.db'));
  await server.restart({ store });
  return ids;
}

const comeBack = (name: string, ids: readonly string[]) =>
  connectPhone(server, name, { rooms: ids.map((id) => ({ room: id, epoch: EPOCH, seq: 0 })) });

const heard = (phone: TestPhone, id: string): DownFrameOf<'msg'>[] =>
  phone.frames.flatMap((frame) => (frame.type === 'msg' && frame.room === id ? [frame] : []));

/** Everything that was sent before is here. */
async function settled(phone: TestPhone): Promise<void> {
  phone.send({ type: 'ping', id: 'settled' });
  await phone.next('pong', ({ id }) => id === 'settled');
}

const MONTHS: Readonly<Record<string, Month>> = {
  '20 rooms with 500 messages of 250 characters each': { rooms: 20, messages: 500, text: '字'.repeat(250) },
  'two rooms with 500 of the longest texts each': { rooms: 2, messages: 500, text: '😀'.repeat(4_000) },
  'nearly 50 rooms with a few of the longest texts each': {
    rooms: 45,
    messages: 5,
    text: '😀'.repeat(4_000),
  },
};

test.each(Object.entries(MONTHS))(
  '[SV310] {S9} who missed %s gets in at once, with the newest of each room and a gap',
  async (_name, month) => {
    const ids = await fill(month, ['Ann']);
    const ann = await comeBack('Ann', ids);
    await settled(ann);
    let [bytes, newest] = [0, 0];
    for (const id of ids) {
      const state = ann.welcome.rooms.find((each) => each.room === id);
      const messages = heard(ann, id);
      const seqs = messages.map(({ seq }) => seq);
      const from = state?.from ?? 0;
      expect(from).toBeLessThanOrEqual(month.messages);
      expect(seqs).toEqual(Array.from({ length: month.messages - from + 1 }, (_, i) => from + i));
      expect(state?.gap).toEqual(from === 1 ? undefined : { from: 1, to: from - 1, code: 'trimmed' });
      const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
      bytes += sizes.reduce((sum, size) => sum + size, 0);
      newest += sizes[sizes.length - 1] ?? 0;
    }
    expect(bytes).toBeGreaterThan(MAX_BYTES / 2);
    // The newest message of each room comes in any case.
    expect(bytes).toBeLessThan(Math.max(MAX_BYTES * 1.1, newest + 1));
    expect(ann.frames.some(({ type }) => type === 'bye')).toBe(false);
  },
  60_000,
);

test('[SV310] {S9} what short rooms leave of the bytes is for the long ones', async () => {
  const ids = await fill({ rooms: 3, messages: 200, text: '字'.repeat(500) }, ['Ann']);
  const rooms = ids.map((id, i) => ({ room: id, epoch: EPOCH, seq: i === 2 ? 0 : 199 }));
  const ann = await connectPhone(server, 'Ann', { rooms });
  await settled(ann);
  expect(ids.map((id) => heard(ann, id).length)).toEqual([1, 1, 200]);
});

test('[SV311] {S9} of thirty who come back at once one is read for in each turn of the event loop', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `Guest ${i}`);
  const ids = await fill({ rooms: 10, messages: 40, text: '字'.repeat(300) }, names);
  const read = store.messagesBefore.bind(store);
  const ahead: number[] = [];
  let [turns, reads] = [0, 0];
  let counting: NodeJS.Immediate | null = null;
  const count = (): void => {
    turns += 1;
    counting = setImmediate(count);
  };
  store.messagesBefore = (...args) => {
    if (reads === 0) count();
    reads += 1;
    ahead.push(reads - turns);
    return read(...args);
  };
  const phones = await Promise.all(names.map((name) => comeBack(name, ids))).finally(() => {
    if (counting) clearImmediate(counting);
  });
  expect(reads).toBeGreaterThan(300);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(1);
  await Promise.all(phones.map(settled));
  for (const phone of phones) expect(ids.map((id) => heard(phone, id).length)).toEqual(ids.map(() => 40));
}, 60_000);
