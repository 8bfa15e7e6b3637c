/**
 * What is full: who asks is told what it is, how many there are and how many there may be, and not that the server is busy.
 */
import type { Epoch, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import {
  MAX_BLOCKED_USERS,
  MAX_INVITATIONS,
  MAX_ROOMS,
  MAX_STAFF,
  MAX_WAITING_PAGE,
} from '../../miniprogram/core/protocol/limits';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { act, ask, createRoom, join } from '../support/room-steps';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

type Phone = Awaited<ReturnType<typeof connectPhone>>;

let store: MemoryStore;
let server: TestServer;
let ann: Phone;
let bob: Phone;
let room: RoomId;

beforeEach(async () => {
  store = new MemoryStore();
  server = await startTestServer({ store, limits: { publishBurst: 500, frameBurst: 2_000 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  room = (await createRoom(ann, 'Club')).room;
});
afterEach(() => server.close());

const many = (count: number): UserId[] => Array.from({ length: count }, (_, i) => `u${i}` as UserId);
const idOf = (phone: Phone): UserId => phone.welcome.self.user;
const doTo = (action: object): Promise<object> => ask(ann, { type: 'room_action', room, action });
const invite = { kind: 'invite', forMs: 3_600_000, uses: 1 };

test('[SV591] {S3} 201st block: refused for good with what is full, while those who are blocked can be ended', async () => {
  for (const user of many(MAX_BLOCKED_USERS)) await store.governance.setBlocked(idOf(ann), user, true);
  const reason = expect.stringMatching(/block 200 people.*limit is 200/) as string;
  const refusal = await ask(ann, { type: 'block', user: 'u200', on: true });
  expect(refusal).toMatchObject({ code: 'forbidden', full: 'blocks', reason, fatal: false });
  expect(refusal).not.toHaveProperty('afterMs');
  expect(await ask(ann, { type: 'block', user: 'u0', on: false })).toMatchObject({ type: 'blocked' });
  expect(await ask(ann, { type: 'block', user: 'u200', on: true })).toMatchObject({ type: 'blocked' });
});

test('[SV591] {S3} 21st invitation', async () => {
  for (let i = 0; i < MAX_INVITATIONS; i += 1) expect(await act(ann, room, invite)).toBe('done');
  const reason = expect.stringMatching(/has 20 invitations, the limit is 20/) as string;
  expect(await doTo(invite)).toMatchObject({ code: 'forbidden', full: 'invitations', reason });
});

test('[SV591] {S3} 51st person who runs the room, also by a hand-over to somebody who did not', async () => {
  expect(await join(bob, room)).toBe('joined');
  for (const user of many(MAX_STAFF - 1)) await store.addMember(room, user, 0);
  await store.governance.setRoles(
    room,
    many(MAX_STAFF - 1).map((user) => [user, 'admin'] as const),
  );
  await server.restart();
  ann = await connectPhone(server, 'Ann');
  const reason = expect.stringMatching(/50 people run the room, the limit is 50/) as string;
  for (const role of ['admin', 'owner']) {
    const refusal = await doTo({ kind: 'role', user: idOf(bob), role });
    expect(refusal).toMatchObject({ code: 'forbidden', full: 'staff', reason });
  }
  expect(await act(ann, room, { kind: 'role', user: 'u0', role: 'member' })).toBe('done');
  expect(await act(ann, room, { kind: 'role', user: idOf(bob), role: 'admin' })).toBe('done');
});

test('[SV592] {S3} 51st person who asks to be let in: to be tried later, by the person and not by the phone', async () => {
  expect(await act(ann, room, { kind: 'entry', entry: 'approval' })).toBe('done');
  for (const user of many(MAX_WAITING_PAGE))
    await store.admissions.addWaiting(room, user, 1, MAX_WAITING_PAGE);
  const reason = expect.stringMatching(/50 people wait.*limit is 50/) as string;
  const code = room;
  for (const knock of [true, false]) {
    const refusal = await ask(bob, { type: 'join', room: code, knock });
    expect(refusal).toMatchObject({ code: 'overload', afterMs: 60_000, full: 'waiting', reason });
  }
  await store.admissions.dropWaiting(room, 'u0' as UserId);
  expect(await join(bob, code, { knock: true })).toBe('knocked');
});

test('[SV591] {S3} somebody who is in as many rooms as possible: the rooms are theirs, not of who lets them in', async () => {
  expect(await act(ann, room, { kind: 'entry', entry: 'approval' })).toBe('done');
  expect(await join(bob, room, { knock: true })).toBe('knocked');
  for (const name of many(MAX_ROOMS)) {
    const id = name as string as RoomId;
    await store.createRoom({ room: id, name, epoch: 'e' as Epoch, at: 1 });
    await store.addMember(id, idOf(bob), 0);
  }
  const reason = expect.stringMatching(/is in 5\d rooms, the limit is 50/) as string;
  const refusal = await doTo({ kind: 'admit', user: idOf(bob) });
  expect(refusal).toMatchObject({ code: 'forbidden', full: 'their_rooms', reason });
});
