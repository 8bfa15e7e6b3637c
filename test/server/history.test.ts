/**
 * Going back in a room and catching up with it.
 */
import type { Epoch, RoomId } from '../../miniprogram/core/protocol/fields';
import { createRoom } from '../../server/rooms/room';
import { newSettings } from '../../server/storage/governance-port';
import { planResume } from '../../server/session/resume';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let head: number;
let epoch: Epoch;

beforeEach(async () => {
  server = await startTestServer({
    limits: { publishBurst: 1_000, frameBurst: 5_000, maxResumeMessages: 150 },
  });
  ann = await connectPhone(server, 'Ann');
});
afterEach(() => server.close());

/** Writes so many messages into the lobby, eight at a time as the protocol allows. */
async function fill(phone: TestPhone, count: number, text = (i: number): string => `m${i}`): Promise<void> {
  for (let begun = 0; begun < count; begun += 8) {
    const several = Array.from({ length: Math.min(8, count - begun) }, (_, i) => begun + i);
    for (const i of several) phone.publish('lobby', text(i));
    for (const ack of several.map(() => phone.next('ack'))) ({ seq: head, epoch } = await ack);
  }
}

test('[SV60] history pages backwards, pull forwards, and both say whether there is more', async () => {
  await fill(ann, 30);
  ann.send({ type: 'history', id: 'h1', room: 'lobby', epoch, before: head + 1, limit: 10 });
  const newest = await ann.next('page');
  expect(newest.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, i) => head - 9 + i));
  expect(newest.more).toBe(true);
  ann.send({ type: 'history', id: 'h2', room: 'lobby', epoch, before: 4, limit: 10 });
  const oldest = await ann.next('page');
  expect(oldest).toMatchObject({ id: 'h2', more: false });
  expect(oldest.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  ann.send({ type: 'pull', id: 'p1', room: 'lobby', epoch, after: head - 5, limit: 3 });
  const pulled = await ann.next('page');
  expect(pulled.messages.map(({ seq }) => seq)).toEqual([head - 4, head - 3, head - 2]);
  expect(pulled.more).toBe(true);
  ann.send({ type: 'pull', id: 'p2', room: 'lobby', epoch, after: head, limit: 3 });
  expect(await ann.next('page')).toMatchObject({ messages: [], more: false });
});

test('[SV61] a page has at most 100 messages and 256 KiB, and says that there is more', async () => {
  await fill(ann, 30, () => '字'.repeat(4_000));
  ann.send({ type: 'history', id: 'h', room: 'lobby', epoch, before: head + 1, limit: 5_000 });
  const page = await ann.next('page');
  expect(Buffer.byteLength(JSON.stringify(page.messages))).toBeLessThanOrEqual(256 * 1_024);
  expect(page.messages[page.messages.length - 1]?.seq).toBe(head);
  expect(page.messages.length).toBeGreaterThan(15);
  expect(page.more).toBe(true);
  ann.send({ type: 'pull', id: 'p', room: 'lobby', epoch, after: head - 30, limit: 30 });
  const forward = await ann.next('page');
  expect(forward.messages[0]?.seq).toBe(head - 29);
  expect(forward.more).toBe(true);
});

test('[SV62] a page of another epoch, of a foreign and of an unknown room is refused', async () => {
  ann.send({ type: 'history', id: 'h1', room: 'lobby', epoch: 'e-old', before: 5, limit: 5 });
  expect(await ann.next('reset')).toMatchObject({ room: 'lobby' });
  expect(await ann.next('error')).toMatchObject({ id: 'h1', code: 'bad_field' });
  ann.send({ type: 'history', id: 'h2', room: 'nowhere', epoch: 'e', before: 5, limit: 5 });
  expect(await ann.next('error')).toMatchObject({ id: 'h2', code: 'not_joined' });
  ann.send({ type: 'leave', id: 'l', room: 'tea' });
  await ann.next('left');
  ann.send({ type: 'history', id: 'h3', room: 'tea', epoch: 'e', before: 5, limit: 5 });
  expect(await ann.next('error')).toMatchObject({ id: 'h3', code: 'not_joined' });
});

test('[SV63] a returning phone gets exactly what it missed, in order and before anything live', async () => {
  await fill(ann, 3);
  const seen = head;
  const cursor = { room: 'lobby', epoch, seq: seen };
  const bob = await connectPhone(server, 'Bob', { device: 'b' });
  await bob.close();
  await fill(ann, 120);
  const back = connectPhone(server, 'Bob', { device: 'b', rooms: [cursor] });
  const live = fill(ann, 5);
  const phone = await back;
  await live;
  await phone.next('msg', ({ seq }) => seq === head);
  const lobby = phone.welcome.rooms.find(({ room }) => room === 'lobby');
  expect(lobby).toMatchObject({ from: seen + 1 });
  expect(lobby?.gap).toBeUndefined();
  expect(phone.frames[0]?.type).toBe('welcome');
  const seqs = phone.frames.flatMap((frame) => (frame.type === 'msg' ? [frame.seq] : []));
  expect(seqs).toEqual(Array.from({ length: head - seen }, (_, i) => seen + 1 + i));
});

test('[SV63] what goes live while the missed messages are read waits behind them', async () => {
  const store = new MemoryStore();
  const slow = await startTestServer({ store });
  const bob = await connectPhone(slow, 'Bob');
  bob.publish('lobby', 'missed');
  const missed = await bob.next('ack');
  let isAsked = (): void => undefined;
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const read = store.messagesBefore.bind(store);
  store.messagesBefore = async (...args) => {
    isAsked();
    await answered;
    return read(...args);
  };
  const rooms = [{ room: 'lobby', epoch: missed.epoch, seq: missed.seq - 1 }];
  const coming = connectPhone(slow, 'Cid', { rooms });
  await asked;
  bob.publish('lobby', 'live');
  await bob.next('ack');
  answer();
  const cid = await coming;
  await cid.next('msg', ({ seq }) => seq === missed.seq + 1);
  const seen = cid.frames.filter(({ type }) => type === 'welcome' || type === 'msg');
  expect(seen.map((frame) => (frame.type === 'msg' ? frame.seq : frame.type))).toEqual([
    'welcome',
    missed.seq,
    missed.seq + 1,
  ]);
  await slow.close();
});

test('[SV64] who missed too much gets the newest page and a gap that can be paged', async () => {
  await fill(ann, 155);
  const phone = await connectPhone(server, 'Bob', { rooms: [{ room: 'lobby', epoch, seq: 2 }] });
  const lobby = phone.welcome.rooms.find(({ room }) => room === 'lobby');
  expect(lobby).toMatchObject({ from: head - 99, gap: { from: 3, to: head - 100, code: 'trimmed' } });
  await phone.next('msg', ({ seq }) => seq === head);
  expect(phone.frames.filter(({ type }) => type === 'msg')).toHaveLength(100);
});

test('[SV65] a cursor of another epoch, or ahead of the room, starts anew behind an epoch gap', () => {
  const room = createRoom({
    room: 'r' as RoomId,
    name: 'R',
    epoch: 'e1' as Epoch,
    head: 40,
    oldest: 1,
    members: 1,
    last: null,
    settings: newSettings('r' as RoomId),
    emptiedAt: 0,
  });
  const other = planResume(room, { epoch: 'e0' as Epoch, seq: 120 }, 500);
  expect(other).toEqual({ from: 1, to: 40, gap: { from: 121, to: 121, code: 'epoch' } });
  expect(planResume(room, { epoch: room.epoch, seq: 41 }, 500)).toMatchObject({ gap: { code: 'epoch' } });
  expect(planResume(room, { epoch: room.epoch, seq: 40 }, 500)).toEqual({ from: 41, to: 40 });
  expect(planResume(room, null, 500)).toEqual({ from: 41, to: 40 });
});

test('[SV584] a gap behind the largest cursor has numbers that a phone can read', () => {
  const room = { lastSeq: 40, oldest: 1, epoch: 'e1' as Epoch };
  const { gap } = planResume(room, { epoch: room.epoch, seq: Number.MAX_SAFE_INTEGER }, 500);
  expect([gap?.from, gap?.to]).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
});
