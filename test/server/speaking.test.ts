/**
 * Who may speak in a room, at the edges of its rules: an owner who was silenced, slow mode and what was refused.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { act, ask, createRoom, join, outcome } from '../support/room-steps';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

type Connected = Awaited<ReturnType<typeof connectPhone>>;
const HOUR_MS = 3_600_000;

let server: TestServer;
let clock: ManualClock;
let ann: Connected;
let bob: Connected;
let room: string;
let sent = 0;

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock });
  [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  ({ room } = await createRoom(ann, 'Club'));
  await join(bob, room);
});
afterEach(() => server.close());

const idOf = (phone: Connected): UserId => phone.welcome.self.user;

/** `ack`, or the code of the refusal. */
const say = (phone: Connected, body: object = { kind: 'text', text: 'hello' }): Promise<string> =>
  outcome(phone, { type: 'publish', room, clientId: `say-${(sent += 1)}`, head: true, body });

async function silencesSeenBy(phone: Connected): Promise<Record<string, number>> {
  const told = await ask(phone, { type: 'members', room, skip: 0 });
  if (told.type !== 'members') throw new Error(`members was answered by ${told.type}`);
  return Object.fromEntries(told.members.map(({ name, mutedUntil }) => [name, mutedUntil]));
}

test('[SV491] {C22} who inherits a room while silenced may speak in it, is told so, also after a new sign-in', async () => {
  expect(await act(ann, room, { kind: 'mute', user: idOf(bob), forMs: HOUR_MS })).toBe('done');
  expect(await say(bob)).toBe('muted');
  expect(await outcome(ann, { type: 'leave', room })).toBe('left');
  const told = await bob.next('standing', ({ standing }) => standing.role === 'owner');
  expect(told.standing.mutedUntil).toBe(0);
  expect(await say(bob)).toBe('ack');
  expect(await silencesSeenBy(bob)).toEqual({ Bob: 0 });
  const tablet = await connectPhone(server, 'Bob', { device: 'tablet' });
  expect(tablet.welcome.rooms.find((state) => state.room === room)?.standing).toEqual(told.standing);
  expect(await say(tablet)).toBe('ack');
});

test('[SV491] {C22} who owns a room for a while only is silent again until the end of their silence', async () => {
  const until = clock.now() + HOUR_MS;
  await act(ann, room, { kind: 'mute', user: idOf(bob), forMs: HOUR_MS });
  expect(await act(ann, room, { kind: 'role', user: idOf(bob), role: 'owner' })).toBe('done');
  expect(await say(bob)).toBe('ack');
  expect(await act(bob, room, { kind: 'role', user: idOf(ann), role: 'owner' })).toBe('done');
  expect(await say(bob)).toBe('muted');
  expect(await silencesSeenBy(ann)).toEqual({ Ann: 0, Bob: until });
  expect(await act(ann, room, { kind: 'mute', user: idOf(bob), forMs: 0 })).toBe('done');
  expect(await say(bob)).toBe('ack');
});

test('[SV492] {C22} in slow mode what was refused for good at its commit is not waited for', async () => {
  await act(ann, room, { kind: 'slow', everyMs: HOUR_MS });
  const gone = { kind: 'file', url: `/media/${'A'.repeat(22)}.bin`, name: 'plan.pdf', bytes: 9 };
  expect(await say(bob, gone)).toBe('refused');
  expect(await say(bob)).toBe('ack');
  expect(await say(bob)).toBe('rate');
  expect(await say(bob, gone)).toBe('rate');
});
