/** What happens to somebody whose phone has said hello and still waits for its turn: there is no seat that could hear of it. */
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { connectPhone, openPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const NOWHERE = { room: 'nowhere', epoch: 'e', seq: 1 };

interface Signal {
  readonly given: Promise<void>;
  give(): void;
}

function createSignal(): Signal {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

function createStop(): { readonly reached: Promise<void>; wait(): Promise<void>; end(): void } {
  const reached = createSignal();
  const over = createSignal();
  const wait = (): Promise<void> => {
    reached.give();
    return over.given;
  };
  return { reached: reached.given, wait, end: over.give };
}

let server: TestServer;
let stop: ReturnType<typeof createStop>;
let ann: TestPhone;
let bob: TestPhone;
let room: string;

/** Whoever names the room that is nowhere stays in the gate, and a block on its way, until the test ends the stop. */
function createHeldStore(): ChatStore {
  const store = new MemoryStore();
  const { governance } = store;
  const sanctionsOf = governance.sanctionsOf.bind(governance);
  const setBlocked = governance.setBlocked.bind(governance);
  const held: Pick<ChatStore['governance'], 'sanctionsOf' | 'setBlocked'> = {
    async sanctionsOf(id, user) {
      if (id === NOWHERE.room) await stop.wait();
      return sanctionsOf(id, user);
    },
    async setBlocked(...change) {
      await stop.wait();
      return setBlocked(...change);
    },
  };
  Object.assign(governance, held);
  return store;
}

beforeEach(async () => {
  stop = createStop();
  server = await startTestServer({ store: createHeldStore(), limits: { maxReturning: 1 } });
  ann = await connectPhone(server, 'Ann');
  ann.send({ type: 'create', id: 'c', name: 'Club' });
  ({ room } = (await ann.next('joined')).room);
  bob = await connectPhone(server, 'Bob', { device: 'phone' });
  bob.send({ type: 'join', id: 'j', room });
  await bob.next('joined');
});
afterEach(async () => {
  stop.end();
  await server.close();
});

/** The welcome is still to come; the older connection of the device has ended, so this one waits. */
async function comeBack(
  rooms: object[],
): Promise<{ phone: TestPhone; welcome: ReturnType<TestPhone['hello']> }> {
  const { ticket } = await server.login('Bob');
  const phone = await openPhone(server, { ticket, device: 'phone' });
  const welcome = phone.hello({ rooms });
  await bob.closed;
  return { phone, welcome };
}

async function shutGate(): Promise<void> {
  const { ticket } = await server.login('Dan');
  const dan = await openPhone(server, { ticket });
  void dan.hello({ rooms: [NOWHERE] });
  await stop.reached;
}

async function act(kind: 'remove' | 'mute', event: string): Promise<void> {
  const { user } = await server.login('Bob');
  const more = kind === 'mute' ? { forMs: 60_000 } : {};
  ann.send({ type: 'room_action', id: 'a', room, action: { kind, user, ...more } });
  await ann.next('msg', ({ body }) => body.kind === 'notice' && body.event === event);
}

test('[SV533] who is removed while their hello waits is not seated, hears that they were, and nothing more', async () => {
  await shutGate();
  const { phone, welcome } = await comeBack([{ room, epoch: 'e', seq: 1 }]);
  await act('remove', 'removed');
  stop.end();
  expect((await welcome).rooms.map((each) => each.room)).not.toContain(room);
  expect(await phone.next('left')).toMatchObject({ room, reason: 'removed' });
  ann.publish(room, 'secret');
  await ann.next('ack');
  phone.publish(room, 'still here');
  expect((await phone.next('nack')).code).toBe('not_joined');
  expect(phone.frames.some((frame) => frame.type === 'msg' && frame.room === room)).toBe(false);
});

test('[SV534] who is silenced while their hello waits is told so by the welcome and cannot speak', async () => {
  await shutGate();
  const { phone, welcome } = await comeBack([]);
  await act('mute', 'muted');
  stop.end();
  const state = (await welcome).rooms.find((each) => each.room === room);
  expect(state?.standing?.mutedUntil).toBeGreaterThan(0);
  phone.publish(room, 'loud');
  expect((await phone.next('nack')).code).toBe('muted');
});

test('[SV535] a block and a name that are stored while a hello waits are in its welcome', async () => {
  const other = await connectPhone(server, 'Bob', { device: 'tablet' });
  const { user } = await server.login('Ann');
  const { ticket } = await server.login('Bob');
  other.send({ type: 'block', id: 'b', user, on: true });
  await stop.reached;
  const { welcome } = await comeBack([]);
  expect(await server.post('/api/profile', { name: 'Robert' }, ticket)).toMatchObject({ status: 200 });
  stop.end();
  const { blocked, self } = await welcome;
  expect([blocked, self.name]).toEqual([[user], 'Robert']);
});
