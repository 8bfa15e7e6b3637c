/**
 * What somebody who is no member learns about rooms: nothing, whichever frame they send, and no faster than they may ask.
 */
import { UP_TYPES, type UpFrame } from '../../miniprogram/core/protocol/up';
import { DEFAULT_LIMITS } from '../../server/limits';
import { ROOM_CODE_LENGTH } from '../../miniprogram/core/protocol/limits';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import type { ChatStore } from '../../server/storage/port';
import { MAX_INVITATIONS } from '../../miniprogram/core/protocol/limits';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { act, ask, createRoom, join, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;
let eve: TestPhone;

const ROOMY = { publishBurst: 500, frameBurst: 2_000, codeTryBurst: 500, addressCodeTryBurst: 5_000 };

async function start(more: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock, limits: ROOMY, ...more });
  ann = await connectPhone(server, 'Ann');
  eve = await connectPhone(server, 'Eve');
}
afterEach(() => server.close());

/** Frames that name no room, or come before any. */
const ROOMLESS = ['hello', 'create', 'users', 'ping', 'pong', 'bye', 'directory', 'block'];

/** One of each that names a room. */
const FRAMES: { readonly [Type in UpFrame['type']]?: object } = {
  join: { knock: true },
  leave: {},
  publish: { clientId: 'x', body: { kind: 'text', text: 'x' } },
  pull: { epoch: 'e', after: 0, limit: 1 },
  history: { epoch: 'e', before: 1, limit: 1 },
  typing: { on: true },
  read: { seq: 1 },
  flags: { pinned: true },
  members: { skip: 0 },
  room_action: { action: { kind: 'rename', name: 'x' } },
  report: { user: 'u', reason: 'spam' },
  search: { query: 'x', before: 9 },
  locate: { at: 0 },
  door: {},
};

/** Everything that the server says to this frame and to a ping behind it, with the room's name taken out. */
async function answersTo(room: string, type: string, frame: object): Promise<string> {
  const before = eve.frames.length;
  eve.send({ type, id: 'probe', room, ...frame });
  await settle(eve);
  const told = eve.frames.slice(before).filter((each) => each.type !== 'pong' && each.type !== 'presence');
  return JSON.stringify(told).split(room).join('ROOM');
}

test('[SV242] {S2} whoever is no member has the same answer to every frame, whether the room is there or not', async () => {
  await start();
  const rooms: Record<string, string> = {};
  const actions = {
    off: { kind: 'entry', entry: 'off' },
    closed: { kind: 'close' },
    renewed: { kind: 'renew_code' },
  };
  for (const [name, action] of Object.entries(actions)) {
    rooms[name] = (await createRoom(ann, name, 'invite')).room;
    expect(await act(ann, rooms[name], action)).toBe('done');
  }
  const removed = await createRoom(ann, 'removed', 'invite');
  await join(eve, removed.room);
  await act(ann, removed.room, { kind: 'remove', user: (await server.login('Eve')).user });
  rooms['removed'] = removed.room;
  const closed = await createRoom(ann, 'closed public');
  await act(ann, closed.room, { kind: 'close' });
  rooms['closed public'] = closed.room;
  await settle(eve);
  expect([...Object.keys(FRAMES), ...ROOMLESS].sort()).toEqual([...UP_TYPES].sort());
  for (const [type, frame] of Object.entries(FRAMES)) {
    const wrong = await answersTo('zzzzzzzzzzzz', type, frame);
    for (const [name, room] of Object.entries(rooms)) {
      expect([type, name, await answersTo(room, type, frame)]).toEqual([type, name, wrong]);
    }
  }
});

/** The store, and the names of what was asked of it. */
function watchReads(store: ChatStore): { store: ChatStore; taken: () => string[] } {
  const names: string[] = [];
  const watch = <T extends object>(target: T, prefix: string): T =>
    new Proxy(target, {
      get(inner, name) {
        const value: unknown = Reflect.get(inner, name);
        if (typeof value === 'object' && value !== null) return watch(value, `${String(name)}.`);
        if (typeof value !== 'function') return value;
        return (...values: unknown[]): unknown => {
          names.push(`${prefix}${String(name)}`);
          return (value as (...all: unknown[]) => unknown).apply(inner, values);
        };
      },
    });
  return { store: watch(store, ''), taken: () => names.splice(0, names.length) };
}

test('[SV243] {S2} a wrong code and one that may not be used cost the same reads, so that time tells nothing', async () => {
  const memory = new MemoryStore();
  const watched = watchReads(memory);
  await start({ store: watched.store });
  const room = (await createRoom(ann, 'off', 'invite')).room;
  await act(ann, room, { kind: 'entry', entry: 'off' });
  const readsOf = async (code: string): Promise<string[]> => {
    await settle(ann);
    watched.taken();
    expect(await join(eve, code)).toBe('no_room');
    return watched.taken();
  };
  const wrong = await readsOf('zzzzzzzzzzzz');
  expect(wrong.length).toBeGreaterThan(0);
  expect(await readsOf(room)).toEqual(wrong);
  const cursorsOf = async (rooms: string[]): Promise<string[]> => {
    watched.taken();
    const cursors = rooms.map((each) => ({ room: each, epoch: 'e', seq: 1 }));
    await connectPhone(server, 'Eve', { device: 'other', rooms: cursors });
    return watched.taken().filter((name) => name === 'governance.sanctionsOf');
  };
  expect(await cursorsOf([room])).toEqual(await cursorsOf(['zzzzzzzzzzzz']));
});

test('[SV244] {S2} codes are tried at a bounded rate by person and by address, before anything is looked up', async () => {
  await start({ limits: { ...ROOMY, codeTryBurst: 3, addressCodeTryBurst: 5 } });
  const room = (await createRoom(ann, 'secret', 'invite')).room;
  const wrong = (n: number): string => `zzzzzzzzzzz${n}`;
  const answers: string[] = [];
  for (let n = 1; n <= 4; n += 1) answers.push(await join(eve, wrong(n)));
  expect(answers).toEqual(['no_room', 'no_room', 'no_room', 'rate']);
  expect(await join(eve, room)).toBe('rate');
  const again = await connectPhone(server, 'New key of Eve');
  expect([await join(again, wrong(5)), await join(again, wrong(6))]).toEqual(['no_room', 'no_room']);
  for (const name of ['A third', 'A fourth']) {
    expect(await join(await connectPhone(server, name), wrong(7))).toBe('rate');
  }
  await clock.advance(10_000);
  expect(await join(again, wrong(8))).toBe('no_room');
  expect(await join(again, room)).toBe('rate');
});

test('[SV244] {S2} a code that leads in is no try: a whole class comes in from one address', async () => {
  await start({ limits: { ...ROOMY, codeTryBurst: 1, addressCodeTryBurst: 1 } });
  const room = (await createRoom(ann, 'class', 'invite')).room;
  for (let n = 1; n <= 8; n += 1) {
    expect(await join(await connectPhone(server, `Pupil ${n}`), room)).toBe('joined');
  }
});

test('[SV244] {S2} a short code of an older room costs an address five tries', async () => {
  await start({ limits: { ...ROOMY, addressCodeTryBurst: 10 } });
  const answers = [];
  for (const code of ['zzzzz2', 'zzzzz3', 'zzzzz4']) answers.push(await join(eve, code));
  expect(answers).toEqual(['no_room', 'no_room', 'rate']);
});

test('[SV245] {S2} at the allowed rate a hit among 10,000 rooms takes a hundred addresses more than a thousand years', async () => {
  await start();
  expect((await createRoom(ann, 'one')).room).toMatch(/^[abcdefghjkmnpqrstuvwxyz2-9]{12}$/);
  const codes = 31 ** ROOM_CODE_LENGTH;
  const leadIn = 10_000 * (1 + MAX_INVITATIONS);
  const addresses = 100;
  const seconds = codes / leadIn / (addresses * DEFAULT_LIMITS.addressCodeTriesPerSecond);
  expect(seconds / (365 * 24 * 3_600)).toBeGreaterThan(1_000);
});

test('[SV252] {S21} who is in too many rooms, or too fast, hears so before a code is looked at', async () => {
  await start({ limits: { ...ROOMY, joinBurst: 2 } });
  const rooms = [];
  for (const name of ['a', 'b', 'c']) rooms.push((await createRoom(ann, name, 'invite')).room);
  const answers = [];
  for (const room of rooms) answers.push(await join(eve, room));
  expect(answers).toEqual(['joined', 'joined', 'rate']);
  expect(await join(eve, 'zzzzzzzzzzzz')).toBe('rate');
  // Where one is already costs nothing.
  expect(await join(eve, rooms[0] ?? '')).toBe('joined');
  await clock.advance(30_000);
  const back = await connectPhone(server, 'Eve', { device: 'back' });
  expect(await join(back, rooms[2] ?? '')).toBe('joined');
});

test('[SV252] {S21} rooms are made at a bounded rate by person and by address', async () => {
  await start({ limits: { ...ROOMY, roomBurst: 2, addressRoomBurst: 3 } });
  const make = async (phone: TestPhone, name: string): Promise<string> => {
    const answer = await ask(phone, { type: 'create', name });
    return answer.type === 'error' ? answer.code : answer.type;
  };
  const answers = [];
  for (const name of ['a', 'b', 'c']) answers.push(await make(eve, name));
  expect(answers).toEqual(['joined', 'joined', 'rate']);
  expect([await make(ann, 'd'), await make(ann, 'e')]).toEqual(['joined', 'rate']);
});
