/**
 * Rooms as their members see them: making, joining, leaving, who is here, who types, who has read what.
 */
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;
let bob: TestPhone;

beforeEach(async () => {
  clock = createManualClock();
  server = await startTestServer({ clock, limits: { publishBurst: 200, frameBurst: 1_000, roomBurst: 100 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterEach(() => server.close());

/** Waits for the notice that the room is there: it comes after the answer, and whoever joins before it has not read it. */
async function createRoom(phone: TestPhone, name: string): Promise<string> {
  phone.send({ type: 'create', id: `create-${name}`, name });
  const { room } = await phone.next('joined', ({ id }) => id === `create-${name}`);
  await phone.next('msg', (notice) => notice.room === room.room && notice.seq === 1);
  return room.room;
}

test('[SV50] a new room has a code of twelve signs, one member and a notice of who made it', async () => {
  ann.send({ type: 'create', id: 'c1', name: '  Hiking   club ' });
  const { id, room } = await ann.next('joined');
  expect(id).toBe('c1');
  expect(room).toMatchObject({ name: 'Hiking club', head: 0, from: 1, members: 1, online: 1 });
  expect(room.room).toMatch(/^[abcdefghjkmnpqrstuvwxyz2-9]{12}$/);
  expect(await ann.next('msg')).toMatchObject({
    room: room.room,
    seq: 1,
    body: { kind: 'notice', event: 'created' },
  });
});

test('[SV51] a taken, an empty and a long room name are refused with the reason', async () => {
  await createRoom(ann, 'Club');
  const cases = [
    ['CLUB', 'name_taken', /"CLUB"/],
    [' \n ', 'empty', /no visible/],
    ['x'.repeat(25), 'too_large', /25 characters, the limit is 24/],
  ] as const;
  for (const [name, code, reason] of cases) {
    bob.send({ type: 'create', id: `c-${code}`, name });
    expect(await bob.next('error')).toMatchObject({
      id: `c-${code}`,
      code,
      fatal: false,
      reason: expect.stringMatching(reason) as string,
    });
  }
});

test('[SV52] joining tells everybody once, and joining again only answers', async () => {
  const room = await createRoom(ann, 'Club');
  bob.send({ type: 'join', id: 'j1', room });
  expect(await bob.next('joined')).toMatchObject({
    id: 'j1',
    room: { room, head: 1, from: 2, read: 1, members: 2 },
  });
  const notice = await ann.next('msg', ({ body }) => body.kind === 'notice' && body.event === 'joined');
  expect(await bob.next('msg')).toEqual(notice);
  bob.send({ type: 'join', id: 'j2', room, since: { epoch: notice.epoch, seq: 1 } });
  expect(await bob.next('joined')).toMatchObject({ id: 'j2', room: { head: 2, from: 2 } });
  expect((await bob.next('msg')).seq).toBe(2);
  bob.publish(room, 'hi');
  expect((await ann.next('msg', ({ room: where }) => where === room)).seq).toBe(3);
});

test('[SV52] an unknown code is answered by no_room, and leaving where one is not by left', async () => {
  ann.send({ type: 'join', id: 'j', room: 'zzzzzz' });
  expect(await ann.next('error')).toMatchObject({ id: 'j', code: 'no_room' });
  ann.send({ type: 'leave', id: 'l', room: 'zzzzzz' });
  expect(await ann.next('left')).toMatchObject({ id: 'l', room: 'zzzzzz' });
});

test('[SV53] who leaves gets nothing more, may not speak, and the others read a notice', async () => {
  const room = await createRoom(ann, 'Club');
  bob.send({ type: 'join', id: 'j', room });
  await bob.next('joined');
  bob.send({ type: 'leave', id: 'l', room });
  expect(await bob.next('left')).toMatchObject({ id: 'l', room });
  await ann.next('msg', ({ body }) => body.kind === 'notice' && body.event === 'left');
  ann.publish(room, 'gone?');
  await ann.next('ack');
  bob.publish(room, 'x');
  expect(await bob.next('nack')).toMatchObject({ code: 'not_joined' });
  const seen = bob.frames.filter((frame) => frame.type === 'msg' && frame.room === room);
  expect(seen.every((frame) => frame.type === 'msg' && frame.body.kind === 'notice')).toBe(true);
});

test('[SV54] the other devices of a user follow into and out of a room', async () => {
  const tablet = await connectPhone(server, 'Ann', { device: 'tablet' });
  const room = await createRoom(ann, 'Club');
  const followed = await tablet.next('joined');
  expect(followed).toMatchObject({ room: { room } });
  expect(followed.id).toBeUndefined();
  ann.publish(room, 'hi');
  await tablet.next('msg', ({ body }) => body.kind === 'text');
  tablet.send({ type: 'leave', id: 'l', room });
  expect((await ann.next('left')).id).toBeUndefined();
});

test('[SV55] a user is in at most 50 rooms', async () => {
  for (let i = 0; i < 47; i += 1) await createRoom(ann, `room-${i}`);
  ann.send({ type: 'create', id: 'over', name: 'one more' });
  expect(await ann.next('error')).toMatchObject({
    code: 'too_many_rooms',
    reason: expect.stringContaining('50') as string,
  });
});

test('[SV56] presence is told at most once per second and room, with the newest numbers', async () => {
  const before = ann.frames.length;
  await clock.advance(1_000);
  ann.send({ type: 'ping', id: 'settled' });
  await ann.next('pong');
  const settled = ann.frames.slice(before).filter((frame) => frame.type === 'presence').length;
  const others = await Promise.all(['C', 'D', 'E', 'F'].map((name) => connectPhone(server, name)));
  ann.send({ type: 'ping', id: 'first' });
  await ann.next('pong', ({ id }) => id === 'first');
  const inLobby = (): number[] =>
    ann.frames.flatMap((frame) =>
      frame.type === 'presence' && frame.room === 'lobby' ? [frame.online] : [],
    );
  const early = inLobby().length;
  await clock.advance(1_000);
  await ann.next('presence', ({ room, online }) => room === 'lobby' && online === 2 + others.length);
  expect(inLobby().length - early).toBe(1);
  expect(settled).toBeLessThanOrEqual(3);
});

test('[SV56] who disconnects is not online any more', async () => {
  await clock.advance(1_000);
  await bob.close();
  await clock.advance(1_000);
  await ann.next('presence', ({ room, online }) => room === 'lobby' && online === 1);
});

test('[SV57] typing reaches the others in the room, not oneself, and is throttled', async () => {
  ann.send({ type: 'typing', room: 'lobby', on: true });
  const first = await bob.next('typing');
  expect(first).toMatchObject({ room: 'lobby', on: true });
  ann.send({ type: 'typing', room: 'lobby', on: true });
  ann.send({ type: 'typing', room: 'lobby', on: false });
  expect(await bob.next('typing')).toMatchObject({ on: false });
  ann.send({ type: 'ping', id: 'p' });
  await ann.next('pong');
  expect(ann.frames.some(({ type }) => type === 'typing')).toBe(false);
});

test('[SV58] a read marker only moves forward, reaches the room and survives a restart', async () => {
  ann.publish('lobby', 'one');
  const { seq } = await bob.next('msg');
  bob.send({ type: 'read', room: 'lobby', seq });
  const isRead = (marker: { seq: number }): boolean => marker.seq >= seq;
  expect(await ann.next('marker', isRead)).toMatchObject({ room: 'lobby', seq });
  bob.send({ type: 'read', room: 'lobby', seq: seq - 1 });
  bob.send({ type: 'read', room: 'lobby', seq: seq + 1_000 });
  bob.send({ type: 'ping', id: 'p' });
  await bob.next('pong');
  expect(ann.frames.filter((frame) => frame.type === 'marker' && isRead(frame))).toHaveLength(1);
  const tablet = await connectPhone(server, 'Bob', { device: 'tablet' });
  expect(tablet.welcome.rooms.find(({ room }) => room === 'lobby')?.read).toBe(seq);
  await server.restart();
  const later = await connectPhone(server, 'Bob');
  expect(later.welcome.rooms.find(({ room }) => room === 'lobby')?.read).toBe(seq);
});

test('[SV58] in large rooms read markers reach the own devices only', async () => {
  await server.restart({ limits: { maxMarkerMembers: 2 } });
  const [phone, tablet, other] = await Promise.all([
    connectPhone(server, 'Ann', { device: 'phone' }),
    connectPhone(server, 'Ann', { device: 'tablet' }),
    connectPhone(server, 'Bob'),
  ]);
  other.publish('lobby', 'one');
  const { seq } = await phone.next('msg');
  phone.send({ type: 'read', room: 'lobby', seq });
  await tablet.next('marker', (marker) => marker.seq === seq);
  other.send({ type: 'ping', id: 'p' });
  await other.next('pong');
  expect(other.frames.some(({ type }) => type === 'marker')).toBe(false);
});

test('[SV585] who is asked about twice is told once', async () => {
  const self = (await server.login('Ann')).user;
  bob.send({ type: 'users', id: 'u', users: [self, self, self] });
  expect((await bob.next('users')).users).toHaveLength(1);
  bob.send({ type: 'members', id: 'm', room: 'lobby', skip: 0, users: [self, self], follow: true });
  expect((await bob.next('members')).members).toHaveLength(1);
});

test('[SV59] names and avatars are answered for known ids', async () => {
  const self = (await server.login('Ann')).user;
  bob.send({ type: 'users', id: 'u', users: [self, 'nobody', 'bot'] });
  const { users } = await bob.next('users');
  expect(users.map(({ name }) => name).sort()).toEqual(['Ann', '小助手']);
});
