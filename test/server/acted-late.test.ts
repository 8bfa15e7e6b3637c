/** What was read before a wait may not hold any more after it: seats, roles and answers when something happens in between. */
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { connectPhone, openPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

/** The next call of this kind has read what it wants, and waits until the test lets it go. */
interface Stop {
  readonly on: 'membershipsOf' | 'invitationsOf' | 'describeMembers' | 'seqAt' | 'sanctionsOf';
  readonly reached: () => void;
  readonly over: Promise<void>;
}

let stop: Stop | null;
let letGo: () => void;
let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;
let room: string;
let bobId: string;

/** Resolves when the next call of `on` has read. */
function stopAt(on: Stop['on']): Promise<void> {
  return new Promise((reached) => {
    stop = { on, reached, over: new Promise((resolve) => (letGo = resolve)) };
  });
}

function createStoppedStore(): ChatStore {
  const store = new MemoryStore();
  function hold<Args extends unknown[], T>(
    on: Stop['on'],
    read: (...args: Args) => Promise<T>,
  ): (...args: Args) => Promise<T> {
    return async (...args) => {
      const found = await read(...args);
      if (stop?.on !== on) return found;
      const { reached, over } = stop;
      stop = null;
      reached();
      await over;
      return found;
    };
  }
  const { admissions, governance } = store;
  Object.assign(governance, {
    describeMembers: hold('describeMembers', governance.describeMembers.bind(governance)),
    sanctionsOf: hold('sanctionsOf', governance.sanctionsOf.bind(governance)),
  });
  Object.assign(admissions, {
    invitationsOf: hold('invitationsOf', admissions.invitationsOf.bind(admissions)),
  });
  return Object.assign(store, {
    membershipsOf: hold('membershipsOf', store.membershipsOf.bind(store)),
    seqAt: hold('seqAt', store.seqAt.bind(store)),
  });
}

const act = (action: object): void => ann.send({ type: 'room_action', id: 'act', room, action });

async function enter(phone: TestPhone): Promise<void> {
  phone.send({ type: 'join', id: 'in', room });
  await phone.next('joined');
}

beforeEach(async () => {
  stop = null;
  letGo = () => undefined;
  server = await startTestServer({ store: createStoppedStore(), limits: { maxReturning: 1 } });
  ann = await connectPhone(server, 'Ann');
  ann.send({ type: 'create', id: 'c', name: 'Club' });
  ({ room } = (await ann.next('joined')).room);
  bob = await connectPhone(server, 'Bob');
  bobId = (await server.login('Bob')).user;
});
afterEach(async () => {
  letGo();
  await server.close();
});

/** Everything that was asked for before is done or waits. */
async function settle(phone: TestPhone): Promise<void> {
  phone.send({ type: 'ping', id: 'settle' });
  await phone.next('pong');
}

async function expectOut(phone: TestPhone): Promise<void> {
  ann.publish(room, 'secret');
  await ann.next('ack');
  phone.publish(room, 'still here');
  expect((await phone.next('nack')).code).toBe('not_joined');
  const heard = phone.frames.some((frame) => frame.type === 'msg' && frame.body.kind === 'text');
  expect(heard).toBe(false);
}

test('[SV516] who is let in while their hello waits hears nothing before the welcome, which names the room', async () => {
  act({ kind: 'entry', entry: 'approval' });
  await ann.next('done');
  bob.send({ type: 'join', id: 'k', room, knock: true });
  await bob.next('knocked');
  // Somebody else is in the gate, so Bob's second phone waits before it.
  const inGate = stopAt('sanctionsOf');
  const dan = await openPhone(server, { ticket: (await server.login('Dan')).ticket });
  void dan.hello({ rooms: [{ room: 'nowhere', epoch: 'e', seq: 1 }] });
  await inGate;
  const phone = await openPhone(server, { ticket: (await server.login('Bob')).ticket });
  const welcome = phone.hello({ rooms: [] });
  await settle(ann);
  act({ kind: 'admit', user: bobId });
  await ann.next('done');
  letGo();
  expect((await welcome).rooms.map((each) => each.room)).toContain(room);
  expect(phone.frames[0]?.type).toBe('welcome');
  ann.publish(room, 'hello Bob');
  expect(await phone.next('msg', ({ body }) => body.kind === 'text')).toMatchObject({ room });
});

test('[SV516] who is let in while their hello is being answered hears of the room after the welcome', async () => {
  act({ kind: 'entry', entry: 'approval' });
  await ann.next('done');
  bob.send({ type: 'join', id: 'k', room, knock: true });
  await bob.next('knocked');
  const isRead = stopAt('membershipsOf');
  const phone = await openPhone(server, { ticket: (await server.login('Bob')).ticket });
  const welcome = phone.hello({ rooms: [] });
  await isRead;
  act({ kind: 'admit', user: bobId });
  await settle(ann);
  letGo();
  expect((await welcome).rooms.map((each) => each.room)).not.toContain(room);
  await phone.next('joined');
  const kinds = phone.frames.map(({ type }) => type);
  expect(kinds.indexOf('joined')).toBeGreaterThan(kinds.indexOf('welcome'));
});

test('[SV517] who is removed while they join once more has no seat and reads nothing more', async () => {
  await enter(bob);
  const isRead = stopAt('membershipsOf');
  bob.send({ type: 'join', id: 'again', room });
  await isRead;
  act({ kind: 'remove', user: bobId });
  await settle(ann);
  letGo();
  await ann.next('done');
  await bob.next('left');
  await expectOut(bob);
});

const QUESTIONS = [
  { on: 'invitationsOf', frame: { type: 'door' } },
  { on: 'describeMembers', frame: { type: 'members', skip: 0 } },
  { on: 'seqAt', frame: { type: 'locate', at: 1 } },
] as const;

test.each(QUESTIONS)(
  '[SV518] $frame.type is not told to who was removed meanwhile',
  async ({ on, frame }) => {
    await enter(bob);
    act({ kind: 'role', user: bobId, role: 'admin' });
    await bob.next('standing');
    await ann.next('done');
    const before = bob.frames.length;
    const isRead = stopAt(on);
    bob.send({ ...frame, id: 'q', room });
    await isRead;
    act({ kind: 'remove', user: bobId });
    await bob.next('left');
    letGo();
    expect(await bob.next('error')).toMatchObject({ id: 'q', code: 'not_joined' });
    const told = bob.frames.slice(before).map(({ type }) => type);
    expect(told).not.toContain(frame.type === 'locate' ? 'located' : frame.type);
  },
);

test('[SV518] the admissions is not told to who lost the role of admin meanwhile', async () => {
  await enter(bob);
  act({ kind: 'role', user: bobId, role: 'admin' });
  await bob.next('standing');
  await ann.next('done');
  const isRead = stopAt('invitationsOf');
  bob.send({ type: 'door', id: 'q', room });
  await isRead;
  act({ kind: 'role', user: bobId, role: 'member' });
  await bob.next('standing');
  letGo();
  expect(await bob.next('error')).toMatchObject({ id: 'q', code: 'forbidden' });
});
