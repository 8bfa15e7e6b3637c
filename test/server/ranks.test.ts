/**
 * Ranks over real sockets: owner, two admins and a member, and what becomes of a room when they change.
 */
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { createManualClock } from '../support/manual-clock';
import { act, ask, createRoom, join, outcome, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let room: string;
const phones: Record<string, TestPhone> = {};
const ids: Record<string, string> = {};
const phone = (name: string): TestPhone => phones[name]!;

async function connect(name: string): Promise<TestPhone> {
  const connected = await connectPhone(server, name);
  ids[name] = connected.welcome.self.user;
  return (phones[name] = connected);
}

beforeEach(async () => {
  const limits = { publishBurst: 500, frameBurst: 2_000, addressCodeTryBurst: 500 };
  server = await startTestServer({ clock: createManualClock(1_790_000_000_000), limits });
  for (const name of ['Ann', 'Bob', 'Cid', 'Dan']) await connect(name);
  room = (await createRoom(phone('Ann'), 'Club')).room;
  for (const name of ['Bob', 'Cid', 'Dan']) await join(phone(name), room);
  for (const name of ['Bob', 'Cid'])
    expect(await act(phone('Ann'), room, { kind: 'role', user: ids[name], role: 'admin' })).toBe('done');
  for (const name of ['Bob', 'Cid']) await settle(phone(name));
});
afterEach(() => server.close());

async function say(name: string, text: string) {
  const clientId = phone(name).publish(room, text);
  const { user, seq } = await phone(name).next('msg', (msg) => msg.clientId === clientId);
  return { user, clientId, seq };
}
const recall = (name: string, of: object): Promise<string> =>
  outcome(phone(name), {
    type: 'publish',
    room,
    clientId: `recall-${Math.random().toString(36).slice(2)}`,
    head: true,
    body: { kind: 'recall', of },
  });

test('[SV240] {S3} an admin acts on no admin and no owner, whatever the action', async () => {
  for (const target of [ids['Cid'], ids['Ann']]) {
    for (const action of [
      { kind: 'remove', user: target },
      { kind: 'mute', user: target, forMs: 60_000 },
      { kind: 'mute', user: target, forMs: 0 },
      { kind: 'role', user: target, role: 'member' },
      { kind: 'role', user: target, role: 'owner' },
    ])
      expect([action, await act(phone('Bob'), room, action)]).toEqual([action, 'forbidden']);
  }
  expect(await act(phone('Bob'), room, { kind: 'remove', user: ids['Dan'] })).toBe('done');
});

test('[SV240] {S3} an admin takes back what members said, but nothing of admins and owners until they are that no more', async () => {
  const [anns, cids, dans] = [await say('Ann', 'a'), await say('Cid', 'c'), await say('Dan', 'd')];
  const own = await say('Bob', 'b');
  expect([await recall('Bob', anns), await recall('Bob', cids)]).toEqual(['forbidden', 'forbidden']);
  expect([await recall('Bob', dans), await recall('Bob', own)]).toEqual(['ack', 'ack']);
  expect(await act(phone('Ann'), room, { kind: 'role', user: ids['Cid'], role: 'member' })).toBe('done');
  expect(await recall('Bob', cids)).toBe('ack');
  expect(await recall('Cid', anns)).toBe('forbidden');
});

test('[SV240] {S3} the owner takes back what admins said', async () => {
  expect(await recall('Ann', await say('Cid', 'c'))).toBe('ack');
});

test('[SV241] {S3} everybody is told who runs the room, whenever that changes', async () => {
  const told = phone('Dan').frames.flatMap((frame) => (frame.type === 'room' ? [frame.staff] : []));
  expect(told[told.length - 1]).toEqual([
    { user: ids['Ann'], role: 'owner' },
    { user: ids['Bob'], role: 'admin' },
    { user: ids['Cid'], role: 'admin' },
  ]);
  const again = await ask(phone('Dan'), { type: 'join', room });
  expect(again.type === 'joined' && again.room.staff).toHaveLength(3);
  await server.restart();
  const later = await connectPhone(server, 'Dan');
  const state = later.welcome.rooms.find((each) => each.room === room);
  expect(state?.staff?.map(({ role }) => role)).toEqual(['owner', 'admin', 'admin']);
});

test('[SV251] {S3} of two hand-overs at once by two phones one holds: a room has one owner', async () => {
  const tablet = await connectPhone(server, 'Ann', { device: 'tablet' });
  const outcomes = await Promise.all([
    act(phone('Ann'), room, { kind: 'role', user: ids['Bob'], role: 'owner' }),
    act(tablet, room, { kind: 'role', user: ids['Cid'], role: 'owner' }),
  ]);
  expect(outcomes.sort()).toEqual(['done', 'forbidden']);
  const members = await ask(phone('Dan'), { type: 'members', room, skip: 0 });
  const owners = members.type === 'members' && members.members.filter(({ role }) => role === 'owner');
  expect(owners).toHaveLength(1);
});

test('[SV251] {S3} who is demoted while they act is judged by what they are then', async () => {
  const outcomes = await Promise.all([
    act(phone('Ann'), room, { kind: 'role', user: ids['Bob'], role: 'member' }),
    act(phone('Bob'), room, { kind: 'remove', user: ids['Dan'] }),
  ]);
  const members = await ask(phone('Ann'), { type: 'members', room, skip: 0 });
  const isThere = members.type === 'members' && members.members.some(({ user }) => user === ids['Dan']);
  expect(outcomes[0]).toBe('done');
  expect(isThere).toBe(outcomes[1] === 'forbidden');
});

test('[SV251] {S3} owner and heir who leave at once leave the room to the next', async () => {
  expect(
    await Promise.all(['Ann', 'Bob'].map((name) => outcome(phone(name), { type: 'leave', room }))),
  ).toEqual(['left', 'left']);
  const members = await ask(phone('Dan'), { type: 'members', room, skip: 0 });
  const roles = members.type === 'members' && members.members.map(({ user, role }) => [user, role]);
  expect(roles).toEqual([
    [ids['Cid'], 'owner'],
    [ids['Dan'], 'member'],
  ]);
});

/** A store that lets other work in between once it has found the heir, as one on another machine would. */
function createSlowStore(): ChatStore {
  const store = new MemoryStore();
  const { governance } = store;
  const heirOf = governance.successorOf.bind(governance);
  governance.successorOf = async (...asked) => {
    const heir = await heirOf(...asked);
    for (let turns = 0; turns < 1_000; turns += 1) await new Promise((resolve) => void setImmediate(resolve));
    return heir;
  };
  return store;
}

test('[SV251] {S3} an heir who leaves while they are looked for inherits nothing', async () => {
  await server.close();
  server = await startTestServer({ store: createSlowStore() });
  for (const name of ['Ann', 'Bob', 'Cid']) await connect(name);
  const { room: club } = await createRoom(phone('Ann'), 'Club');
  for (const name of ['Bob', 'Cid']) await join(phone(name), club);
  await Promise.all(['Ann', 'Bob'].map((name) => outcome(phone(name), { type: 'leave', room: club })));
  await phone('Cid').next('standing');
  const members = await ask(phone('Cid'), { type: 'members', room: club, skip: 0 });
  expect(members.type === 'members' && members.members.map(({ role }) => role)).toEqual(['owner']);
});
