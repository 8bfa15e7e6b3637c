/**
 * The ways into a room over real sockets: codes, invitations, asking to be let in, and what is left of them after a removal.
 */
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { act, ask, createRoom, door, join, outcome, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const HOUR_MS = 3_600_000;
let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;
let bob: TestPhone;
let room: string;
const ids: Record<string, string> = {};

async function connect(name: string): Promise<TestPhone> {
  const phone = await connectPhone(server, name);
  ids[name] = phone.welcome.self.user;
  return phone;
}

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  const limits = { publishBurst: 500, frameBurst: 2_000, codeTryBurst: 50, addressCodeTryBurst: 500 };
  server = await startTestServer({ clock, limits });
  ann = await connect('Ann');
  bob = await connect('Bob');
  room = (await createRoom(ann, 'Club', 'invite')).room;
});
afterEach(() => server.close());

const codeOf = async (phone = ann): Promise<string> => {
  const told = await ask(phone, { type: 'join', room });
  return (told.type === 'joined' && told.room.settings?.code) || '';
};
const invite = async (forMs: number, uses: number): Promise<string> => {
  expect(await act(ann, room, { kind: 'invite', forMs, uses })).toBe('done');
  return (await door(ann, room)).invitations[0]?.code ?? '';
};

test('[SV246] {S2} {S3} a code leads in as people type it, a renewed one does, the former one and the id do not', async () => {
  expect(await codeOf()).toBe(room);
  const typed = `${room.slice(0, 4)}-${room.slice(4, 8)}-${room.slice(8)}`.toUpperCase();
  const cid = await connect('Cid');
  expect(await join(cid, typed)).toBe('joined');
  expect(await act(ann, room, { kind: 'renew_code' })).toBe('done');
  const fresh = (await cid.next('room')).settings.code ?? '';
  expect([fresh.length, fresh === room]).toEqual([12, false]);
  expect(await join(bob, room)).toBe('no_room');
  await server.restart();
  [ann, bob] = [await connect('Ann'), await connect('Bob')];
  expect(await join(bob, room)).toBe('no_room');
  expect(await join(bob, fresh)).toBe('joined');
  expect(await act(bob, room, { kind: 'renew_code' })).toBe('forbidden');
});

test('[SV246] {S3} the code does nothing while it is off; a room that turns private has another one', async () => {
  const open = await createRoom(ann, 'Open');
  expect(await act(ann, open.room, { kind: 'access', access: 'invite' })).toBe('done');
  const told = await ann.next('room', (frame) => frame.room === open.room);
  expect(told.settings.code).not.toBe(open.room);
  expect(await join(bob, open.room)).toBe('no_room');
  expect(await act(ann, room, { kind: 'entry', entry: 'off' })).toBe('done');
  expect(await join(bob, room)).toBe('no_room');
  expect(await act(ann, room, { kind: 'entry', entry: 'open' })).toBe('done');
  expect(await join(bob, room)).toBe('joined');
});

test('[SV247] {S3} an invitation lets so many in until its last ms, whatever the code does, over a restart', async () => {
  expect(await act(ann, room, { kind: 'entry', entry: 'off' })).toBe('done');
  const code = await invite(HOUR_MS, 2);
  await clock.advance(HOUR_MS - 1);
  [ann, bob] = [await connect('Ann'), await connect('Bob')];
  expect(await join(bob, code)).toBe('joined');
  expect((await ann.next('door')).invitations).toMatchObject([{ code, uses: 1, maxUses: 2 }]);
  await server.restart();
  [ann, bob] = [await connect('Ann'), await connect('Bob')];
  expect((await door(ann, room)).invitations).toMatchObject([{ code, uses: 1 }]);
  const [cid, dan] = [await connect('Cid'), await connect('Dan')];
  await clock.advance(1);
  expect(await join(await connect('Cid'), code)).toBe('no_room');
  const other = await invite(HOUR_MS, 1);
  const both = await Promise.all([join(cid, other), join(dan, other)]);
  expect(both.sort()).toEqual(['joined', 'no_room']);
  expect((await door(ann, room)).invitations).toEqual([]);
});

test('[SV247] {S3} invitations are for those who run the room, within limits, and end when they are ended', async () => {
  await join(bob, room);
  expect(await act(bob, room, { kind: 'invite', forMs: HOUR_MS, uses: 1 })).toBe('forbidden');
  expect(await outcome(bob, { type: 'door', room })).toBe('forbidden');
  expect(await act(ann, room, { kind: 'invite', forMs: 31 * 24 * HOUR_MS, uses: 1 })).toBe('bad_field');
  expect(await act(ann, room, { kind: 'invite', forMs: HOUR_MS, uses: 1_001 })).toBe('bad_field');
  expect(await act(ann, room, { kind: 'invite', forMs: HOUR_MS, uses: 0 })).toBe('bad_field');
  const code = await invite(HOUR_MS, 5);
  expect(await act(ann, room, { kind: 'end_invite', code })).toBe('done');
  expect(await join(await connect('Cid'), code)).toBe('no_room');
  for (let i = 0; i < 20; i += 1) await invite(HOUR_MS, 1);
  expect(await act(ann, room, { kind: 'invite', forMs: HOUR_MS, uses: 1 })).toBe('forbidden');
});

test('[SV247] {S3} somebody who was sent away is not let in by an invitation, and it stays as it was', async () => {
  await join(bob, room);
  expect(await act(ann, room, { kind: 'remove', user: ids['Bob'] })).toBe('done');
  const code = await invite(HOUR_MS, 1);
  expect(await join(bob, code)).toBe('no_room');
  expect((await door(ann, room)).invitations).toMatchObject([{ code, uses: 0 }]);
});

test('[SV248] {S3} with approval who asks waits, those who run the room are told, and one of them lets them in', async () => {
  await act(ann, room, { kind: 'entry', entry: 'approval' });
  expect(await join(bob, room, { knock: true })).toBe('knocked');
  expect((await ann.next('door')).waiting).toMatchObject([{ user: ids['Bob'], name: 'Bob' }]);
  expect(await join(bob, room, { knock: true })).toBe('knocked');
  bob.publish(room, 'hello?');
  expect(await bob.next('nack')).toMatchObject({ code: 'not_joined' });
  await server.restart();
  [ann, bob] = [await connect('Ann'), await connect('Bob')];
  const [mine] = (await connectPhone(server, 'Ann', { device: 'pad' })).welcome.rooms.filter(
    (each) => each.room === room,
  );
  expect(mine?.waiting).toBe(1);
  expect(await act(ann, room, { kind: 'admit', user: ids['Bob'] })).toBe('done');
  const joined = await bob.next('joined');
  expect(joined).toMatchObject({ room: { room, members: 2 } });
  expect(joined.id).toBeUndefined();
  await ann.next(
    'msg',
    ({ body, user }) => body.kind === 'notice' && body.event === 'joined' && user === ids['Bob'],
  );
  expect(await act(ann, room, { kind: 'admit', user: ids['Bob'] })).toBe('not_joined');
});

test('[SV248] {S3} an older client is refused in a word it knows, and let in all the same', async () => {
  await act(ann, room, { kind: 'entry', entry: 'approval' });
  expect(await join(bob, room)).toBe('forbidden');
  expect(await act(ann, room, { kind: 'admit', user: ids['Bob'] })).toBe('done');
  expect((await bob.next('joined')).room.room).toBe(room);
});

test('[SV248] {S3} who is turned away learns no more than a wrong code says, for a day', async () => {
  await act(ann, room, { kind: 'entry', entry: 'approval' });
  await join(bob, room, { knock: true });
  const cid = await connect('Cid');
  await join(cid, room, { knock: true });
  expect(await act(cid, room, { kind: 'admit', user: ids['Cid'] })).toBe('not_joined');
  expect(await act(ann, room, { kind: 'deny', user: ids['Bob'] })).toBe('done');
  expect(await join(bob, room, { knock: true })).toBe('no_room');
  expect((await door(ann, room)).waiting.map(({ user }) => user)).toEqual([ids['Cid']]);
  await clock.advance(24 * HOUR_MS);
  expect(await join(await connect('Bob'), room, { knock: true })).toBe('knocked');
});

test('[SV593] {S3} who asked to be let in takes that back by leaving, and can ask anew; it says nothing of rooms', async () => {
  await act(ann, room, { kind: 'entry', entry: 'approval' });
  const code = await invite(HOUR_MS, 5);
  const cid = await connect('Cid');
  for (const asked of [room, room.toUpperCase(), code]) {
    await join(bob, room, { knock: true });
    await join(cid, room, { knock: true });
    expect(await outcome(bob, { type: 'leave', room: asked })).toBe('left');
    await settle(ann);
    expect((await door(ann, room)).waiting.map(({ user }) => user)).toEqual([ids['Cid']]);
    const told = ann.frames.filter((frame) => frame.type === 'door' && frame.id === undefined).at(-1);
    expect(told).toMatchObject({ waiting: [{ user: ids['Cid'] }] });
  }
  expect(await act(ann, room, { kind: 'admit', user: ids['Bob'] })).toBe('not_joined');
  for (const nowhere of [room, 'nowhere'])
    expect(await ask(bob, { type: 'leave', room: nowhere })).toMatchObject({ type: 'left', room: nowhere });
  await join(bob, room, { knock: true });
  expect((await door(ann, room)).waiting).toHaveLength(2);
  expect(await act(ann, room, { kind: 'deny', user: ids['Bob'] })).toBe('done');
  expect(await outcome(bob, { type: 'leave', room })).toBe('left');
  expect(await join(bob, room, { knock: true })).toBe('no_room');
});

test('[SV249] {S3} a removal renews the code and ends the invitations: a new guest key of who was removed is a stranger', async () => {
  await join(bob, room);
  const invited = await invite(HOUR_MS, 10);
  ann.publish(room, 'before');
  await bob.next('msg', ({ body }) => body.kind === 'text');
  expect(await act(ann, room, { kind: 'remove', user: ids['Bob'] })).toBe('done');
  const again = await connect('Bob again');
  for (const known of [room, invited]) {
    expect([known, await join(again, known)]).toEqual([known, 'no_room']);
    expect(await outcome(again, { type: 'history', room: known, epoch: 'e', before: 9, limit: 9 })).toBe(
      'not_joined',
    );
  }
  await settle(bob);
  const told = bob.frames.flatMap((frame) => (frame.type === 'room' ? [frame.settings.code] : []));
  expect(told).not.toContain(await codeOf());
  expect((await door(ann, room)).invitations).toEqual([]);
  expect(await join(again, await codeOf())).toBe('joined');
});

test('[SV250] {S3} a newcomer sees what was said before only if the room wants so', async () => {
  for (const text of ['tea one', 'tea two']) {
    ann.publish(room, text);
    await ann.next('ack');
  }
  await act(ann, room, { kind: 'past', past: 'none' });
  const entered = await ask(bob, { type: 'join', room });
  const state = entered.type === 'joined' ? entered.room : null;
  expect(state).toMatchObject({ head: 3, oldest: 4, from: 4, unread: 0 });
  expect(state?.last).toBeUndefined();
  ann.publish(room, 'tea three');
  const { seq, epoch } = await bob.next('msg', ({ body }) => body.kind === 'text');
  const seen = async (frame: object): Promise<unknown> => {
    const answer = await ask(bob, { room, ...frame });
    return 'messages' in answer ? answer.messages.map((each) => each.seq) : answer;
  };
  expect(await seen({ type: 'history', epoch, before: seq + 1, limit: 100 })).toEqual([4, 5]);
  expect(await seen({ type: 'pull', epoch, after: 0, limit: 100 })).toEqual([4, 5]);
  expect(await seen({ type: 'search', query: 'tea', before: 100 })).toEqual([5]);
  expect(await seen({ type: 'locate', at: 0 })).toMatchObject({ seq: 4 });
  const page = await ask(bob, { type: 'history', room, epoch, before: 5, limit: 1 });
  expect(page).toMatchObject({ more: false, oldest: 4 });
  const back = await connectPhone(server, 'Bob', { device: 'b2', rooms: [{ room, epoch, seq: 0 }] });
  expect(back.welcome.rooms.find((each) => each.room === room)).toMatchObject({ from: 4, oldest: 4 });
  expect((await back.next('msg', (msg) => msg.room === room)).seq).toBe(4);
  // The others go on seeing all of it.
  const hers = await ask(ann, { type: 'history', room, epoch, before: 3, limit: 9 });
  expect(hers.type === 'page' && hers.messages).toHaveLength(2);
});

test('[SV371] {S3} a newcomer gets no words of before by quoting or reacting to an id that they guess', async () => {
  const clientId = ann.publish(room, 'the old secret');
  await ann.next('ack');
  await act(ann, room, { kind: 'past', past: 'none' });
  await join(bob, room);
  const of = { user: ids.Ann, clientId, seq: 2 };
  const quoting = { kind: 'text', text: 'this?', quote: { ...of, kind: 'text', text: '' } };
  const say = (phone: TestPhone, id: string, body: object): Promise<string> =>
    outcome(phone, { type: 'publish', room, clientId: id, head: true, body });
  expect(await say(bob, 'bob-1', quoting)).toBe('ack');
  expect(await say(bob, 'bob-2', { kind: 'reaction', of, emoji: '👍', on: true })).toBe('no_message');
  const { body } = await bob.next('msg', (msg) => msg.clientId === 'bob-1');
  expect(body).toMatchObject({ quote: { seq: 0, text: '', gone: true } });
  expect(JSON.stringify(bob.frames)).not.toContain('secret');
  // Who was there quotes it as before, and reacts.
  expect(await say(ann, 'ann-1', quoting)).toBe('ack');
  expect(await say(ann, 'ann-2', { kind: 'reaction', of, emoji: '👍', on: true })).toBe('ack');
  const hers = await ann.next('msg', (msg) => msg.clientId === 'ann-1');
  expect(hers.body).toMatchObject({ quote: { seq: 2, text: 'the old secret' } });
});
