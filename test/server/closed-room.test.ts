/**
 * A room that was closed: what can still be done in it, over real sockets.
 */
import { once } from 'node:events';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { RoomAction, RoomActionKind } from '../../miniprogram/core/protocol/room-actions';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

type Phone = Awaited<ReturnType<typeof connectPhone>>;

let server: TestServer;
let ann: Phone;
let bob: Phone;
let cid: Phone;
let room: string;
let asked = 0;

/** `done`, or the code of the refusal. */
async function act(phone: Phone, action: RoomAction): Promise<string> {
  const id = `act-${(asked += 1)}`;
  phone.send({ type: 'room_action', id, room, action });
  for (;;) {
    const answer = phone.frames.find((frame) => 'id' in frame && frame.id === id);
    if (answer) return answer.type === 'error' ? answer.code : answer.type;
    await once(phone.socket, 'message');
  }
}

beforeEach(async () => {
  server = await startTestServer({ limits: { publishBurst: 500, frameBurst: 2_000 } });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  cid = await connectPhone(server, 'Cid');
  ann.send({ type: 'create', id: 'create', name: 'Club' });
  room = (await ann.next('joined')).room.room;
  bob.send({ type: 'join', id: 'join', room });
  await bob.next('joined', (frame) => frame.room.room === room);
});
afterEach(() => server.close());

/** Each action once; the compiler asks for a new one, too. */
const everyAction = (bobs: UserId, cids: UserId): Readonly<Record<RoomActionKind, RoomAction>> => ({
  close: { kind: 'close' },
  rename: { kind: 'rename', name: 'Other' },
  announce: { kind: 'announce', text: 'Hello' },
  access: { kind: 'access', access: 'invite' },
  slow: { kind: 'slow', everyMs: 5_000 },
  role: { kind: 'role', user: bobs, role: 'admin' },
  mute: { kind: 'mute', user: bobs, forMs: 60_000 },
  remove: { kind: 'remove', user: bobs },
  entry: { kind: 'entry', entry: 'open' },
  past: { kind: 'past', past: 'none' },
  renew_code: { kind: 'renew_code' },
  invite: { kind: 'invite', forMs: 60_000, uses: 1 },
  end_invite: { kind: 'end_invite', code: 'abcdefghjkmn' },
  admit: { kind: 'admit', user: cids },
  deny: { kind: 'deny', user: cids },
});

test('[SV506] {C22} a closed room takes no setting of anybody, nobody waits before it, and no invitation stands', async () => {
  expect(await act(ann, { kind: 'entry', entry: 'approval' })).toBe('done');
  cid.send({ type: 'join', id: 'knock', room, knock: true });
  await cid.next('knocked');
  expect(await act(ann, { kind: 'invite', forMs: 60_000, uses: 1 })).toBe('done');
  expect(await act(ann, { kind: 'close' })).toBe('done');
  for (const action of Object.values(everyAction(bob.welcome.self.user, cid.welcome.self.user))) {
    // Closing it again is what a phone asks that heard no answer.
    const isClose = action.kind === 'close';
    expect([action.kind, await act(ann, action)]).toEqual([action.kind, isClose ? 'done' : 'room_closed']);
    expect([action.kind, await act(bob, action)]).toEqual([
      action.kind,
      isClose ? 'forbidden' : 'room_closed',
    ]);
  }
  ann.send({ type: 'door', id: 'door', room });
  const door = await ann.next('door', ({ id }) => id === 'door');
  expect([door.invitations, door.waiting]).toEqual([[], []]);
  const later = await connectPhone(server, 'Bob', { device: 'tablet' });
  const state = later.welcome.rooms.find((each) => each.room === room);
  const { name, settings, standing } = state ?? {};
  expect({ name, settings, standing }).toMatchObject({
    name: 'Club',
    settings: { announcement: '', access: 'public', slowMs: 0, entry: 'approval' },
    standing: { role: 'member', mutedUntil: 0 },
  });
});

test('[SV506] {C22} nothing is said in a closed room, and it can be read, searched, reported and marked', async () => {
  ann.publish(room, 'hello');
  const { seq, clientId } = await bob.next('msg', ({ body }) => body.kind === 'text');
  expect(await act(ann, { kind: 'close' })).toBe('done');
  const of = { user: ann.welcome.self.user, clientId, seq };
  for (const body of [
    { kind: 'recall', of },
    { kind: 'reaction', of, emoji: '👍', on: true },
  ] as const) {
    ann.send({ type: 'publish', id: body.kind, room, clientId: body.kind, body, head: true });
    expect(await ann.next('nack', ({ id }) => id === body.kind)).toMatchObject({ code: 'room_closed' });
  }
  ann.send({ type: 'typing', room, on: true });
  ann.send({ type: 'ping', id: 'after' });
  await ann.next('pong', ({ id }) => id === 'after');
  bob.send({ type: 'search', id: 'search', room, query: 'hello', before: Number.MAX_SAFE_INTEGER });
  expect((await bob.next('found')).messages).toHaveLength(1);
  bob.send({ type: 'flags', id: 'flags', room, pinned: true });
  await bob.next('flags');
  bob.send({ type: 'report', id: 'report', room, user: of.user, seq, reason: 'spam' });
  await bob.next('done', ({ id }) => id === 'report');
  expect(bob.frames.some(({ type }) => type === 'typing')).toBe(false);
});
