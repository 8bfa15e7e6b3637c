/**
 * What becomes of rooms that are left, of lines about comings and goings, and of the rooms that the server starts with.
 */
import { existsSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { act, ask, createRoom, join, outcome, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const HOUR_MS = 3_600_000;
const SWEEP_MS = 10 * 60_000;
let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;

async function start(more: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  clock = createManualClock(1_790_000_000_000);
  const limits = { publishBurst: 5_000, frameBurst: 20_000, joinBurst: 500, codeTryBurst: 500 };
  server = await startTestServer({ clock, limits, ...more });
  ann = await connectPhone(server, 'Ann');
}
afterEach(() => server.close());

const leave = (phone: TestPhone, room: string): Promise<string> => outcome(phone, { type: 'leave', room });
/** A sweep is over when the next message of anybody was handled: it works between them. */
const sweep = async (): Promise<void> => {
  await clock.advance(SWEEP_MS);
  ann = await connectPhone(server, 'Ann');
  for (let i = 0; i < 5; i += 1) await settle(ann);
};
const nameOf = (name: string): Promise<string> => outcome(ann, { type: 'create', name });

test('[SV253] {S21} a room that everybody has left ends an hour later, with name, log and files', async () => {
  await start();
  const { room } = await createRoom(ann, 'Short');
  const { ticket } = await server.login('Ann');
  const form = new FormData();
  form.set('file', new Blob([Buffer.from('some bytes')]), 'a.bin');
  const headers = { Authorization: `Bearer ${ticket}` };
  const sent = await server.request('/api/media', { method: 'POST', headers, body: form });
  const { url, bytes } = sent.body as { url: string; bytes: number };
  const path = joinPath(server.dataDir, url);
  ann.publish(room, '', { body: { kind: 'file', url, name: 'a.bin', bytes } });
  await ann.next('ack');
  expect(existsSync(path)).toBe(true);
  expect(await leave(ann, room)).toBe('left');
  await server.restart();
  await clock.advance(HOUR_MS - SWEEP_MS);
  await sweep();
  expect(await join(ann, room)).toBe('no_room');
  // The file goes in turns of the disk's own; each question gives it some.
  for (let n = 0; n < 500 && existsSync(path); n += 1) await settle(ann);
  expect(existsSync(path)).toBe(false);
});

test('[SV404] {K24} the name of a room that everybody left, or that was closed, is free at once, for one room', async () => {
  await start();
  const { room } = await createRoom(ann, 'Short');
  expect(await nameOf('short')).toBe('name_taken');
  await leave(ann, room);
  await server.restart();
  ann = await connectPhone(server, 'Ann');
  const bob = await connectPhone(server, 'Bob');
  const both = [ann, bob].map((phone) => outcome(phone, { type: 'create', name: 'SHORT' }));
  expect((await Promise.all(both)).sort()).toEqual(['joined', 'name_taken']);
  const { room: other } = await createRoom(ann, 'Long');
  expect(await act(ann, other, { kind: 'close' })).toBe('done');
  expect(await nameOf('long')).toBe('joined');
  expect(await act(ann, other, { kind: 'rename', name: 'Short' })).toBe('room_closed');
  await server.restart();
});

test('[SV405] {K24} whoever comes back finds the room under its name, or under one near it when that was taken; a line says so', async () => {
  await start();
  const { room } = await createRoom(ann, 'Short');
  await leave(ann, room);
  const bob = await connectPhone(server, 'Bob');
  const { room: taken } = await createRoom(bob, 'short');
  const back = await ask(ann, { type: 'join', room });
  expect(back.type === 'joined' && back.room.name).toBe('Short 2');
  await settle(ann);
  expect(JSON.stringify(ann.frames)).toContain('"event":"renamed","name":"Short 2"');
  expect(await nameOf('Short 2')).toBe('name_taken');
  await leave(bob, taken);
  const again = await ask(bob, { type: 'join', room: taken });
  expect(again.type === 'joined' && again.room.name).toBe('short');
  await server.restart();
  const names = (await connectPhone(server, 'Ann')).welcome.rooms.map(({ name }) => name);
  expect(names).toContain('Short 2');
});

test('[SV404] {K24} a room that nobody is in is not in the directory, where another one may have its name', async () => {
  await start();
  const { room } = await createRoom(ann, 'Short');
  const find = async (): Promise<unknown> => {
    const told = await ask(ann, { type: 'directory', query: 'short', skip: 0 });
    return told.type === 'directory' && told.rooms.map(({ room: id }) => id);
  };
  expect(await find()).toEqual([room]);
  await leave(ann, room);
  expect(await find()).toEqual([]);
  expect(await join(ann, room)).toBe('joined');
  expect(await find()).toEqual([room]);
});

test('[SV253] {S21} [SV256] who comes back in time keeps the room, and owns it', async () => {
  await start();
  const { room } = await createRoom(ann, 'Kept');
  await leave(ann, room);
  await clock.advance(HOUR_MS - SWEEP_MS - 1);
  const bob = await connectPhone(server, 'Bob');
  const back = await ask(bob, { type: 'join', room });
  expect(back.type === 'joined' && back.room.standing?.role).toBe('owner');
  await sweep();
  await sweep();
  expect(await join(ann, room)).toBe('joined');
});

test('[SV254] {S21} {K8} somebody who hops in and out leaves two lines, and a crowd a bounded number of them', async () => {
  await start();
  const lines = (): number =>
    ann.frames.filter(
      (frame) =>
        frame.type === 'msg' &&
        frame.body.kind === 'notice' &&
        (frame.body.event === 'joined' || frame.body.event === 'left'),
    ).length;
  const { room } = await createRoom(ann, 'Hall');
  const bob = await connectPhone(server, 'Bob');
  for (let i = 0; i < 10; i += 1) {
    expect([await join(bob, room), await leave(bob, room)]).toEqual(['joined', 'left']);
  }
  await settle(ann);
  expect(lines()).toBe(2);
  for (let i = 0; i < 15; i += 1) {
    const guest = await connectPhone(server, `Guest ${i}`);
    await join(guest, room);
    await leave(guest, room);
    await guest.close();
  }
  await settle(ann);
  expect(lines()).toBe(20);
  const told = await ask(ann, { type: 'members', room, skip: 0 });
  expect(told.type === 'members' && told.members).toHaveLength(1);
});

test('[SV255] {S21} the operator names who owns the seeded rooms, by name or id, and the name is theirs from then on', async () => {
  await start();
  const rolesOf = async (name: string): Promise<(string | undefined)[]> => {
    const phone = await connectPhone(server, name);
    return phone.welcome.rooms.map(({ standing }) => standing?.role);
  };
  const { user, ticket } = await server.login('Ann');
  expect(await rolesOf('Ann')).toEqual(['member', 'member', 'member']);
  await server.restart({ roomsOwner: 'ann' });
  expect(await rolesOf('Ann')).toEqual(['owner', 'owner', 'owner']);
  ann = await connectPhone(server, 'Ann');
  expect(await act(ann, 'lobby', { kind: 'announce', text: 'Welcome' })).toBe('done');
  await server.post('/api/profile', { name: 'Anna' }, ticket);
  const mallory = await server.login('Mallory');
  await server.post('/api/profile', { name: 'Ann' }, mallory.ticket);
  await server.restart({ roomsOwner: 'ann' });
  expect(await rolesOf('Mallory')).toEqual(['member', 'member', 'member']);
  expect(await rolesOf('Ann')).toEqual(['owner', 'owner', 'owner']);
  await server.login('Bob');
  await server.restart({ roomsOwner: 'Bob' });
  expect(await rolesOf('Bob')).toEqual(['owner', 'owner', 'owner']);
  expect(await rolesOf('Ann')).toEqual(['member', 'member', 'member']);
  await server.restart({ roomsOwner: user });
  expect(await rolesOf('Ann')).toEqual(['owner', 'owner', 'owner']);
});

test.each(['Nobody', '小助手', 'bot', 'seed-lin'])(
  '[SV255] {S21} ROOMS_OWNER "%s" is nobody who can sign in: the server says so and does not start',
  async (roomsOwner) => {
    await start();
    await expect(server.restart({ roomsOwner })).rejects.toThrow(
      /ROOMS_OWNER ".+" is nobody who has signed in/,
    );
    await server.restart();
  },
);

test('[SV256] {S21} nobody inherits a seeded room but an admin', async () => {
  await start();
  const bob = await connectPhone(server, 'Bob');
  await server.restart({ roomsOwner: 'Ann' });
  ann = await connectPhone(server, 'Ann');
  expect(await act(ann, 'tea', { kind: 'role', user: bob.welcome.self.user, role: 'admin' })).toBe('done');
  expect([await leave(ann, 'tea'), await leave(ann, 'lobby')]).toEqual(['left', 'left']);
  const later = await connectPhone(server, 'Bob');
  const roles = Object.fromEntries(later.welcome.rooms.map(({ room, standing }) => [room, standing?.role]));
  expect(roles).toEqual({ tea: 'owner', lobby: 'member', help: 'member' });
});
