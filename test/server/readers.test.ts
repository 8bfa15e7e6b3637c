/** What the server tells of those who read: since when they are there, and that they are gone. */
import { createRoom, join, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let room: string;

const idOf = async (name: string): Promise<string> => (await server.login(name)).user;

beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  ({ room } = await createRoom(ann, 'Club'));
});
afterEach(() => server.close());

test('[SV432] {K5} who comes into a room is told as a reader from there on, at once and by a welcome', async () => {
  ann.publish(room, 'before');
  const { seq } = await ann.next('msg', ({ body }) => body.kind === 'text');
  const bob = await connectPhone(server, 'Bob');
  await join(bob, room);
  const user = await idOf('Bob');
  const told = { user, seq, from: seq + 1 };
  const inClub = (marker: { room: string }): boolean => marker.room === room;
  expect(await ann.next('marker', inClub)).toEqual({ type: 'marker', room, ...told });
  const { welcome } = await connectPhone(server, 'Ann', { device: 'new' });
  expect(welcome.rooms.find((each) => each.room === room)?.markers).toEqual([told]);
  bob.publish(room, 'hello');
  const { seq: newest } = await bob.next('msg', ({ body }) => body.kind === 'text');
  bob.send({ type: 'read', room, seq: newest });
  expect(await ann.next('marker', inClub)).toEqual({
    type: 'marker',
    room,
    user,
    seq: newest,
    from: seq + 1,
  });
});

test('[SV432] {K5} who leaves, or is removed, is told to be no reader any more, whatever lines there are', async () => {
  const bob = await connectPhone(server, 'Bob');
  const user = await idOf('Bob');
  for (let times = 0; times < 2; times += 1) {
    await join(bob, room);
    await ann.next('marker', (told) => told.room === room && told.gone !== true);
    bob.send({ type: 'leave', id: `l${times}`, room });
    expect(await ann.next('marker', ({ gone }) => gone === true)).toMatchObject({ room, user, seq: 0 });
  }
  await join(bob, room);
  ann.send({ type: 'room_action', id: 'r', room, action: { kind: 'remove', user } });
  expect(await ann.next('marker', ({ gone }) => gone === true)).toMatchObject({ room, user });
  await settle(ann);
  expect(ann.frames.some((frame) => frame.type === 'marker' && frame.user !== user)).toBe(false);
});
