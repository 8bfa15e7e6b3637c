/** Invitations of people who may not invite any more. */
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../server/storage/port';
import { act, createRoom, door, join } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const HOUR_MS = 3_600_000;
let store: ChatStore;
let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;
let cid: TestPhone;
let room: string;
let bobId: string;

const beRole = async (role: 'admin' | 'member'): Promise<void> => {
  expect(await act(ann, room, { kind: 'role', user: bobId, role })).toBe('done');
};

const listed = async (): Promise<readonly string[]> =>
  (await door(ann, room)).invitations.map(({ code }) => code);

/** By Bob, who is an admin. */
async function invite(): Promise<string> {
  expect(await act(bob, room, { kind: 'invite', forMs: HOUR_MS, uses: 5 })).toBe('done');
  const [code = ''] = await listed();
  return code;
}

beforeEach(async () => {
  store = new MemoryStore();
  const limits = { publishBurst: 500, frameBurst: 2_000, codeTryBurst: 50, addressCodeTryBurst: 500 };
  server = await startTestServer({ store, limits });
  [ann, bob, cid] = [
    await connectPhone(server, 'Ann'),
    await connectPhone(server, 'Bob'),
    await connectPhone(server, 'Cid'),
  ];
  bobId = (await server.login('Bob')).user;
  room = (await createRoom(ann, 'Club', 'invite')).room;
  expect(await join(bob, room)).toBe('joined');
  await beRole('admin');
});
afterEach(() => server.close());

async function expectOver(code: string): Promise<void> {
  expect(code).toHaveLength(12);
  expect(await join(cid, code)).toBe('no_room');
  expect(await listed()).not.toContain(code);
}

test('[SV519] {S3} an invitation of an admin who is one no more ends, and does not come back with the role', async () => {
  const code = await invite();
  expect(await act(ann, room, { kind: 'invite', forMs: HOUR_MS, uses: 5 })).toBe('done');
  const others = (await listed()).filter((each) => each !== code);
  await beRole('member');
  await expectOver(code);
  await beRole('admin');
  await expectOver(code);
  expect(await join(cid, others[0] ?? '')).toBe('joined');
});

test('[SV519] {S3} an invitation of an admin who leaves ends, and does not come back with them', async () => {
  const code = await invite();
  bob.send({ type: 'leave', id: 'l', room });
  await bob.next('left');
  await expectOver(code);
  expect(await join(bob, room)).toBe('joined');
  await beRole('admin');
  await expectOver(code);
});

test('[SV519] {S3} an invitation of an admin who is shut out of the server ends, and does not come back with them', async () => {
  const code = await invite();
  await server.running.setBanned(bobId as UserId, true);
  await expectOver(code);
  await server.running.setBanned(bobId as UserId, false);
  await expectOver(code);
});

test('[SV519] {S3} an owner who hands the room over is an admin, and their invitations stand', async () => {
  expect(await act(ann, room, { kind: 'invite', forMs: HOUR_MS, uses: 5 })).toBe('done');
  const [code = ''] = await listed();
  expect(await act(ann, room, { kind: 'role', user: bobId, role: 'owner' })).toBe('done');
  expect(await join(cid, code)).toBe('joined');
});

test('[SV519] {S3} an invitation that an older server kept of somebody who is no admin lets nobody in', async () => {
  await beRole('member');
  const at = Date.now();
  const old = { code: 'abcdefghjkmn', room: room as RoomId, by: bobId as UserId, at };
  await store.admissions.addInvitation({ ...old, expiresAt: at + HOUR_MS, maxUses: 5, uses: 0 });
  await expectOver(old.code);
  await beRole('admin');
  await expectOver(old.code);
});
