/**
 * How rooms are run, over real sockets: own flags, members, who may do what, what everybody learns of it.
 */
import { once } from 'node:events';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;
let ann: TestPhone;
let bob: TestPhone;
let ids: Record<'ann' | 'bob', string>;
let room: string;
let asked = 0;

async function join(phone: TestPhone, where: string): Promise<DownFrameOf<'joined'>> {
  phone.send({ type: 'join', id: `join-${(asked += 1)}`, room: where });
  return phone.next('joined', (frame) => frame.room.room === where);
}

/** `done`, or the code of the refusal. */
async function act(phone: TestPhone, action: object, where = room): Promise<string> {
  const id = `act-${(asked += 1)}`;
  phone.send({ type: 'room_action', id, room: where, action });
  for (;;) {
    const answer = phone.frames.find(
      (frame) => (frame.type === 'done' || frame.type === 'error') && frame.id === id,
    );
    if (answer) return answer.type === 'error' ? answer.code : answer.type;
    await once(phone.socket, 'message');
  }
}

const notice = (phone: TestPhone, event: string): Promise<DownFrameOf<'msg'>> =>
  phone.next('msg', ({ body }) => body.kind === 'notice' && body.event === event);

/** Waits until the server has handled everything this phone sent. */
async function settle(phone: TestPhone): Promise<void> {
  const id = `ping-${(asked += 1)}`;
  phone.send({ type: 'ping', id });
  await phone.next('pong', (frame) => frame.id === id);
}

async function start(more: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock, limits: { publishBurst: 500, frameBurst: 2_000 }, ...more });
  const phones = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')] as const;
  [ann, bob] = phones;
  ids = { ann: phones[0].welcome.self.user, bob: phones[1].welcome.self.user };
  ann.send({ type: 'create', id: 'create', name: 'Club' });
  room = (await ann.next('joined')).room.room;
  await join(bob, room);
}

beforeEach(() => start());
afterEach(() => server.close());

test('[SV160] {R5} own flags are answered, follow to the own devices only, and are told again by welcome', async () => {
  const tablet = await connectPhone(server, 'Bob', { device: 'tablet' });
  bob.send({ type: 'flags', id: 'f1', room, pinned: true });
  const flags = { pinned: true, muted: false, markedUnread: false };
  expect(await bob.next('flags')).toMatchObject({ id: 'f1', room, flags });
  const pushed = await tablet.next('flags');
  expect(pushed).toMatchObject({ room, flags });
  expect(pushed.id).toBeUndefined();
  bob.send({ type: 'flags', id: 'f2', room, muted: true, markedUnread: true });
  await bob.next('flags', ({ id }) => id === 'f2');
  await settle(ann);
  expect(ann.frames.some(({ type }) => type === 'flags')).toBe(false);
  await server.restart();
  const later = await connectPhone(server, 'Bob');
  const mine = later.welcome.rooms.find((state) => state.room === room);
  expect(mine?.flags).toEqual({ pinned: true, muted: true, markedUnread: true });
  later.send({ type: 'flags', id: 'f3', room: 'nowhere', pinned: true });
  expect(await later.next('error')).toMatchObject({ id: 'f3', code: 'not_joined' });
});

test('[SV161] {C16} members come online first, then by name, with their roles, a page at a time', async () => {
  for (let i = 0; i < 52; i += 1) {
    const phone = await connectPhone(server, `Guest ${String(i).padStart(2, '0')}`);
    await join(phone, room);
    if (i > 0) await phone.close();
  }
  await settle(ann);
  ann.send({ type: 'members', id: 'm1', room, skip: 0 });
  const first = await ann.next('members');
  expect(first.members).toHaveLength(50);
  expect(first.more).toBe(true);
  expect(first.members.slice(0, 4).map(({ name, role, online }) => [name, role, online])).toEqual([
    ['Ann', 'owner', true],
    ['Bob', 'member', true],
    ['Guest 00', 'member', true],
    ['Guest 01', 'member', false],
  ]);
  ann.send({ type: 'members', id: 'm2', room, skip: 50 });
  const second = await ann.next('members');
  expect(second.members.map(({ name }) => name)).toEqual(['Guest 48', 'Guest 49', 'Guest 50', 'Guest 51']);
  expect(second.more).toBe(false);
});

test('[SV162] {C16} a room is renamed for everybody, with a notice; a taken or bad name is refused', async () => {
  expect(await act(ann, { kind: 'rename', name: ' Book   club ' })).toBe('done');
  expect(await bob.next('room')).toMatchObject({ room, name: 'Book club' });
  expect((await notice(bob, 'renamed')).body).toMatchObject({ name: 'Book club' });
  expect(await act(ann, { kind: 'rename', name: '大厅' })).toBe('name_taken');
  expect(await act(ann, { kind: 'rename', name: ' ' })).toBe('empty');
  expect(await act(ann, { kind: 'rename', name: 'x'.repeat(25) })).toBe('too_large');
  await server.restart();
  const later = await connectPhone(server, 'Bob');
  expect(later.welcome.rooms.find((state) => state.room === room)?.name).toBe('Book club');
});

test('[SV162] {C22} an announcement of at most 500 characters is told to everybody and to who comes later', async () => {
  expect(await act(ann, { kind: 'announce', text: '  Sunday at 8  ' })).toBe('done');
  expect((await bob.next('room')).settings.announcement).toBe('Sunday at 8');
  expect((await notice(bob, 'announcement')).user).toBe(ids.ann);
  const cid = await connectPhone(server, 'Cid');
  expect((await join(cid, room)).room.settings?.announcement).toBe('Sunday at 8');
  expect(await act(ann, { kind: 'announce', text: 'x'.repeat(501) })).toBe('too_large');
  expect(await act(ann, { kind: 'announce', text: '' })).toBe('done');
  expect((await bob.next('room')).settings.announcement).toBe('');
});

test('[SV163] {C22} what needs a role is refused to who has it not, and nobody acts on an equal or on themself', async () => {
  const cid = await connectPhone(server, 'Cid');
  await join(cid, room);
  const cidId = cid.welcome.self.user;
  const forAdmins = [
    { kind: 'rename', name: 'Mine' },
    { kind: 'announce', text: 'Mine' },
    { kind: 'access', access: 'invite' },
    { kind: 'slow', everyMs: 1_000 },
    { kind: 'mute', user: cidId, forMs: 60_000 },
    { kind: 'remove', user: cidId },
    { kind: 'role', user: cidId, role: 'admin' },
    { kind: 'close' },
  ];
  for (const action of forAdmins)
    expect([action.kind, await act(bob, action)]).toEqual([action.kind, 'forbidden']);
  expect(await act(ann, { kind: 'role', user: ids.bob, role: 'admin' })).toBe('done');
  expect(await bob.next('standing')).toMatchObject({ room, standing: { role: 'admin' } });
  expect((await notice(cid, 'role')).body).toMatchObject({ target: ids.bob, role: 'admin' });
  expect(await act(bob, { kind: 'remove', user: ids.ann })).toBe('forbidden');
  expect(await act(bob, { kind: 'mute', user: ids.bob, forMs: 1_000 })).toBe('forbidden');
  expect(await act(bob, { kind: 'role', user: cidId, role: 'admin' })).toBe('forbidden');
  expect(await act(bob, { kind: 'close' })).toBe('forbidden');
  expect(await act(bob, { kind: 'mute', user: 'nobody', forMs: 1_000 })).toBe('not_joined');
  expect(await act(bob, { kind: 'mute', user: cidId, forMs: 31 * 86_400_000 })).toBe('bad_field');
  const dan = await connectPhone(server, 'Dan');
  expect(await act(dan, { kind: 'rename', name: 'Mine' })).toBe('not_joined');
  expect(await act(dan, { kind: 'rename', name: 'Mine' }, 'zzzzzz')).toBe('not_joined');
  expect(await act(bob, { kind: 'mute', user: cidId, forMs: 60_000 })).toBe('done');
});

test('[SV163] {C22} a room that is handed over has one owner, and one that its owner leaves has a new one', async () => {
  expect(await act(ann, { kind: 'role', user: ids.bob, role: 'owner' })).toBe('done');
  expect((await ann.next('standing')).standing.role).toBe('admin');
  expect(await act(ann, { kind: 'close' })).toBe('forbidden');
  const cid = await connectPhone(server, 'Cid');
  await join(cid, room);
  bob.send({ type: 'leave', id: 'l', room });
  await bob.next('left');
  expect((await ann.next('standing')).standing.role).toBe('owner');
  expect((await notice(cid, 'left')).user).toBe(ids.bob);
});

test('[SV164] {C22} who is removed is told by name on every device, sees no more, and stays out for a day', async () => {
  const tablet = await connectPhone(server, 'Bob', { device: 'tablet' });
  expect(await act(ann, { kind: 'remove', user: ids.bob })).toBe('done');
  for (const phone of [bob, tablet]) {
    expect(await phone.next('left')).toMatchObject({ room, reason: 'removed', name: 'Club' });
  }
  expect((await notice(ann, 'removed')).body).toMatchObject({ target: ids.bob });
  ann.publish(room, 'secret');
  await ann.next('ack');
  await settle(bob);
  expect(bob.frames.some((frame) => frame.type === 'msg' && frame.body.kind === 'text')).toBe(false);
  bob.publish(room, 'still here?');
  expect(await bob.next('nack')).toMatchObject({ code: 'not_joined' });
  bob.send({ type: 'join', id: 'again', room });
  expect(await bob.next('error')).toMatchObject({ id: 'again', code: 'forbidden' });
  await clock.advance(86_400_000);
  const later = await connectPhone(server, 'Bob', { device: 'later' });
  expect((await join(later, room)).room.members).toBe(2);
});

test('[SV164] {C22} a phone that was away when its owner was removed learns it after the handshake', async () => {
  await bob.close();
  expect(await act(ann, { kind: 'remove', user: ids.bob })).toBe('done');
  const back = await connectPhone(server, 'Bob', { rooms: [{ room, epoch: 'e1', seq: 2 }] });
  expect(back.welcome.rooms.some((state) => state.room === room)).toBe(false);
  expect(await back.next('left')).toMatchObject({ room, reason: 'removed', name: 'Club' });
});

test('[SV165] {C22} who is muted is refused with the end time until then, and leaving does not help', async () => {
  expect(await act(ann, { kind: 'mute', user: ids.bob, forMs: 600_000 })).toBe('done');
  const until = clock.now() + 600_000;
  expect((await bob.next('standing')).standing).toEqual({ role: 'member', mutedUntil: until });
  expect((await notice(bob, 'muted')).body).toMatchObject({ target: ids.bob, forMs: 600_000 });
  bob.publish(room, 'hello?');
  expect(await bob.next('nack')).toMatchObject({ code: 'muted', until });
  bob.send({ type: 'leave', id: 'l', room });
  await bob.next('left');
  expect((await join(bob, room)).room.standing).toEqual({ role: 'member', mutedUntil: until });
  bob.publish(room, 'hello?');
  expect(await bob.next('nack')).toMatchObject({ code: 'muted' });
  await clock.advance(600_000);
  const later = await connectPhone(server, 'Bob');
  later.publish(room, 'hello');
  await later.next('ack');
});

test('[SV560] {C22} who is silenced while they type has stopped, and begins nothing that is told', async () => {
  bob.send({ type: 'typing', room, on: true });
  await ann.next('typing', ({ on }) => on);
  expect(await act(ann, { kind: 'mute', user: ids.bob, forMs: 600_000 })).toBe('done');
  await bob.next('standing');
  bob.send({ type: 'typing', room, on: false });
  await ann.next('typing', ({ on }) => !on);
  const told = ann.frames.filter(({ type }) => type === 'typing').length;
  await clock.advance(5_000);
  bob.send({ type: 'typing', room, on: true });
  bob.send({ type: 'ping', id: 'p' });
  await bob.next('pong', ({ id }) => id === 'p');
  ann.send({ type: 'ping', id: 'p' });
  await ann.next('pong', ({ id }) => id === 'p');
  expect(ann.frames.filter(({ type }) => type === 'typing')).toHaveLength(told);
  expect(await act(ann, { kind: 'mute', user: ids.bob, forMs: 0 })).toBe('done');
  bob.send({ type: 'typing', room, on: true });
  expect(await ann.next('typing', ({ on }) => on)).toMatchObject({ user: ids.bob });
});

test('[SV165] {C22} a silence can be ended early', async () => {
  expect(await act(ann, { kind: 'mute', user: ids.bob, forMs: 600_000 })).toBe('done');
  expect(await act(ann, { kind: 'mute', user: ids.bob, forMs: 0 })).toBe('done');
  await bob.next('standing', ({ standing }) => standing.mutedUntil === 0);
  bob.publish(room, 'hello');
  await bob.next('ack');
});

test('[SV166] {C22} in slow mode a member waits between messages, those who run the room do not', async () => {
  expect(await act(ann, { kind: 'slow', everyMs: 10_000 })).toBe('done');
  expect((await bob.next('room')).settings.slowMs).toBe(10_000);
  bob.publish(room, 'one');
  await bob.next('ack');
  await clock.advance(4_000);
  bob.publish(room, 'two', { head: true });
  expect(await bob.next('nack')).toMatchObject({ code: 'rate', afterMs: 6_000 });
  await clock.advance(6_000);
  bob.publish(room, 'two', { head: true });
  await bob.next('ack');
  const ids = ['a', 'b', 'c'].map((text) => ann.publish(room, text));
  for (const id of ids) await ann.next('ack', (ack) => ack.id === id);
  expect(await act(ann, { kind: 'slow', everyMs: 3_600_001 })).toBe('bad_field');
  expect(await act(ann, { kind: 'slow', everyMs: 0 })).toBe('done');
  bob.publish(room, 'three');
  await bob.next('ack');
});

test('[FM68] {K1} what is sent again in slow mode does not wait for itself, and a refusal says until when', async () => {
  expect(await act(ann, { kind: 'slow', everyMs: 10_000 })).toBe('done');
  const clientId = bob.publish(room, 'one');
  await bob.next('ack');
  const { body } = await bob.next('msg', (msg) => msg.clientId === clientId);
  bob.publish(room, 'one', { head: true, clientId, body });
  expect(await bob.next('ack')).toMatchObject({ clientId, duplicate: true });
  await clock.advance(4_000);
  bob.publish(room, 'two', { head: true });
  expect(await bob.next('nack')).toMatchObject({ code: 'rate', afterMs: 6_000, until: clock.now() + 6_000 });
});

test('[SV166] {C22} slow mode is about what is said: reactions and recalls go at once', async () => {
  expect(await act(ann, { kind: 'slow', everyMs: 10_000 })).toBe('done');
  const clientId = bob.publish(room, 'one');
  const { seq, user } = await bob.next('msg', (msg) => msg.clientId === clientId);
  const of = { user, clientId, seq };
  const like = bob.publish(room, '', { body: { kind: 'reaction', of, emoji: '👍', on: true } });
  await bob.next('ack', (ack) => ack.clientId === like);
  const recall = bob.publish(room, '', { body: { kind: 'recall', of } });
  await bob.next('ack', (ack) => ack.clientId === recall);
});

test('[SV173] {C22} those who run a room take back what others said, at any time, and call everybody; members do not', async () => {
  const said = async (phone: TestPhone, text: string, more: object = {}) => {
    const clientId = phone.publish(room, text, { body: { kind: 'text', text, ...more } });
    const { seq, user } = await phone.next('msg', (msg) => msg.clientId === clientId);
    return { user, clientId, seq };
  };
  const [hers, his] = [await said(ann, 'mine'), await said(bob, 'rude')];
  await clock.advance(1_000);
  bob.publish(room, '', { body: { kind: 'recall', of: hers } });
  expect(await bob.next('nack')).toMatchObject({ code: 'forbidden' });
  const all = { mentions: { all: true, users: [] } };
  const call = bob.publish(room, 'hey', { body: { kind: 'text', text: 'hey', ...all } });
  expect(await bob.next('nack', (nack) => nack.clientId === call)).toMatchObject({ code: 'forbidden' });
  await clock.advance(20_000);
  for (const phone of [ann, bob]) await settle(phone);
  ann.publish(room, '', { body: { kind: 'recall', of: his } });
  await bob.next('msg', (msg) => msg.body.kind === 'recall' && msg.user === ids.ann);
  expect((await said(ann, 'dinner', all)).seq).toBeGreaterThan(his.seq);
  expect(await act(ann, { kind: 'role', user: ids.bob, role: 'admin' })).toBe('done');
  await bob.next('standing');
  expect((await said(bob, 'dessert', all)).seq).toBeGreaterThan(his.seq);
});

test('[SV167] {R6} public rooms are found by name or code, most people online first; private ones are not', async () => {
  const cid = await connectPhone(server, 'Cid');
  cid.send({ type: 'create', id: 'c', name: 'Secret club', access: 'invite' });
  const secret = (await cid.next('joined')).room;
  expect(secret.settings?.access).toBe('invite');
  cid.send({ type: 'directory', id: 'd1', query: ' CLUB ', skip: 0 });
  expect(await cid.next('directory')).toMatchObject({
    rooms: [{ room, name: 'Club', online: 2, members: 2 }],
    more: false,
  });
  cid.send({ type: 'directory', id: 'd2', query: secret.room, skip: 0 });
  expect((await cid.next('directory')).rooms).toEqual([]);
  expect((await join(bob, secret.room)).room.name).toBe('Secret club');
  expect(await act(ann, { kind: 'access', access: 'invite' })).toBe('done');
  cid.send({ type: 'directory', id: 'd3', query: '', skip: 0 });
  const all = (await cid.next('directory')).rooms;
  expect(all.map(({ name }) => name).sort()).toEqual(['大厅', '新手帮助', '茶水间']);
  expect(all.every(({ online }, i) => i === 0 || online <= (all[i - 1]?.online ?? 0))).toBe(true);
});

test('[SV168] {C22} a closed room takes no message and nobody in, for good, but can be read and left', async () => {
  expect(await act(ann, { kind: 'close' })).toBe('done');
  expect((await bob.next('room')).settings.closed).toBe(true);
  await notice(bob, 'closed');
  for (const phone of [ann, bob]) {
    phone.publish(room, 'x');
    expect(await phone.next('nack')).toMatchObject({ code: 'room_closed' });
  }
  const cid = await connectPhone(server, 'Cid');
  cid.send({ type: 'join', id: 'j', room });
  expect(await cid.next('error')).toMatchObject({ code: 'no_room' });
  bob.send({ type: 'leave', id: 'l', room });
  await bob.next('left');
  await server.restart();
  const later = await connectPhone(server, 'Ann');
  expect(later.welcome.rooms.find((state) => state.room === room)?.settings?.closed).toBe(true);
});

test('[SV169] {C22} reports are stored and answered, and too many are refused', async () => {
  ann.publish(room, 'buy this');
  const { seq } = await bob.next('msg', ({ body }) => body.kind === 'text');
  bob.send({ type: 'report', id: 'r0', room, user: ids.ann, seq, reason: 'spam' });
  await bob.next('done', ({ id }) => id === 'r0');
  for (let i = 1; i <= 5; i += 1)
    bob.send({ type: 'report', id: `r${i}`, room, user: ids.ann, reason: 'other' });
  expect(await bob.next('error')).toMatchObject({ id: 'r5', code: 'rate' });
});

test('[SV170] {C22} who is blocked is remembered for the blocker on all devices, and learns nothing', async () => {
  const tablet = await connectPhone(server, 'Bob', { device: 'tablet' });
  bob.send({ type: 'block', id: 'b1', user: ids.ann, on: true });
  expect(await bob.next('blocked')).toMatchObject({ id: 'b1', users: [ids.ann] });
  expect((await tablet.next('blocked')).users).toEqual([ids.ann]);
  bob.send({ type: 'block', id: 'b2', user: ids.bob, on: true });
  expect(await bob.next('error')).toMatchObject({ id: 'b2', code: 'forbidden' });
  await settle(ann);
  expect(ann.frames.some(({ type }) => type === 'blocked')).toBe(false);
  await server.restart();
  const later = await connectPhone(server, 'Bob');
  expect(later.welcome.blocked).toEqual([ids.ann]);
  later.send({ type: 'block', id: 'b3', user: ids.ann, on: false });
  expect((await later.next('blocked')).users).toEqual([]);
});

test('[SV172] {R10} texts of a room are found newest first, by members only', async () => {
  for (const text of ['Tea today?', 'coffee', 'more TEA']) ann.publish(room, text);
  await bob.next('msg', ({ body }) => body.kind === 'text' && body.text === 'more TEA');
  bob.send({ type: 'search', id: 's1', room, query: 'tea', before: 1_000_000 });
  const { messages, before } = await bob.next('found');
  expect(messages.map(({ body }) => body.kind === 'text' && body.text)).toEqual(['more TEA', 'Tea today?']);
  expect(before).toBe(0);
  const cid = await connectPhone(server, 'Cid');
  cid.send({ type: 'search', id: 's2', room, query: 'tea', before: 1_000_000 });
  expect(await cid.next('error')).toMatchObject({ id: 's2', code: 'not_joined' });
});

test('[SV172] {R10} many hits come a page at a time', async () => {
  for (let i = 1; i <= 35; i += 1) {
    ann.publish(room, `hit ${i}`);
    await ann.next('ack');
  }
  await settle(bob);
  bob.send({ type: 'search', id: 's1', room, query: 'hit', before: 1_000_000 });
  const first = await bob.next('found');
  expect(first.messages).toHaveLength(30);
  bob.send({ type: 'search', id: 's2', room, query: 'hit', before: first.before });
  const second = await bob.next('found');
  const seqs = [...first.messages, ...second.messages].map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
  expect(second.before).toBe(0);
});
