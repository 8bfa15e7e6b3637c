/**
 * Hints that somebody types, at the very edge of their time; and which rooms are counted anew when somebody is blocked.
 */
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { createRoom, join, outcome, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;
let bob: Awaited<ReturnType<typeof connectPhone>>;
let room: string;

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock, limits: { publishBurst: 500, frameBurst: 2_000 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  room = (await createRoom(ann, 'Club')).room;
  expect(await join(bob, room)).toBe('joined');
});
afterEach(() => server.close());

test('[SV574] that somebody types is told once in a second, over all of their connections, and again at its end', async () => {
  const tablet = await connectPhone(server, 'Ann');
  const type = async (phone: TestPhone): Promise<number> => {
    phone.send({ type: 'typing', room, on: true });
    await settle(phone);
    await settle(bob);
    return bob.frames.filter((frame) => frame.type === 'typing' && frame.room === room).length;
  };
  expect(await type(ann)).toBe(1);
  await clock.advance(999);
  expect(await type(tablet)).toBe(1);
  await clock.advance(1);
  expect(await type(tablet)).toBe(2);
});

test('[SV575] who blocks somebody is told anew of rooms where something is unread or the newest is theirs, and of no other', async () => {
  const unread = (await createRoom(ann, 'Unread')).room;
  const quiet = (await createRoom(ann, 'Quiet')).room;
  for (const each of [unread, quiet]) expect(await join(bob, each)).toBe('joined');
  for (const each of [room, unread]) bob.publish(each, 'hello');
  ann.publish(quiet, 'last word');
  await settle(bob);
  await settle(ann);
  const read = (where: string): void => ann.send({ type: 'read', room: where, seq: 1_000 });
  read(room);
  read(quiet);
  await settle(ann);
  const { user } = bob.welcome.self;
  expect(await outcome(ann, { type: 'block', user, on: true })).toBe('blocked');
  await settle(ann);
  const told = ann.frames.flatMap((frame) => (frame.type === 'recount' ? [frame.room] : []));
  expect(told.filter((each) => [room, unread, quiet].includes(each)).sort()).toEqual([room, unread].sort());
});
