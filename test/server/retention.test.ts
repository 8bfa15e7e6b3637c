/**
 * Old messages go when the operator wishes it, and nobody is told otherwise: not by a resume, not by a page, not by a phone.
 */
import type { Epoch, RoomId } from '../../miniprogram/core/protocol/fields';
import { readConfig } from '../../server/config';
import { createRoom } from '../../server/rooms/room';
import { planResume } from '../../server/session/resume';
import { newSettings } from '../../server/storage/governance-port';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { createClientPhone } from '../support/client-phone';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { room } from '../support/store-contract';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

/** Shorter than a heartbeat: these phones answer no pings. */
const SWEEP_MS = 1_000;
const LIMITS = { publishBurst: 1_000, frameBurst: 5_000, retentionSweepMs: SWEEP_MS };
const DAY_MS = 24 * 60 * 60_000;
const LOBBY = room('lobby');

let server: TestServer;
let clock: ManualClock;
afterEach(() => server.close());

/** The seeded talk of the lobby is there already. */
async function fill(phone: TestPhone, count: number): Promise<{ epoch: Epoch; head: number }> {
  let last = { epoch: '' as Epoch, seq: 0 };
  for (let i = 0; i < count; i += 1) {
    phone.publish('lobby', `m${i}`);
    last = await phone.next('ack');
  }
  return { epoch: last.epoch, head: last.seq };
}

async function startKeeping(messages: number, days = 0): Promise<TestServer> {
  clock = createManualClock();
  server = await startTestServer({ clock, limits: LIMITS, retention: { messages, days } });
  return server;
}

/** Retention runs in steps, with turns of the event loop in between. */
async function sweep(): Promise<void> {
  await clock.advance(SWEEP_MS);
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => void setImmediate(resolve));
}

const seqs = (messages: readonly { seq: number }[]): number[] => messages.map(({ seq }) => seq);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('[SV122, FM25] a cursor older than what is kept gets a trimmed gap and the run from the first that is there', async () => {
  await startKeeping(20);
  const ann = await connectPhone(server, 'Ann');
  const { epoch, head } = await fill(ann, 60);
  await sweep();
  const phone = await connectPhone(server, 'Bob', { rooms: [{ room: 'lobby', epoch, seq: 5 }] });
  const lobby = phone.welcome.rooms.find((each) => each.room === 'lobby');
  expect(lobby).toMatchObject({
    head,
    oldest: head - 19,
    from: head - 19,
    gap: { from: 6, to: head - 20, code: 'trimmed' },
  });
  await phone.next('msg', ({ seq }) => seq === head);
  const run = phone.frames.flatMap((frame) => (frame.type === 'msg' ? [frame.seq] : []));
  expect(run).toEqual(range(head - 19, head));
  const whole = await connectPhone(server, 'Cid', { rooms: [{ room: 'lobby', epoch, seq: head - 20 }] });
  expect(whole.welcome.rooms.find((each) => each.room === 'lobby')?.gap).toBeUndefined();
});

test('[SV122] pages end at the oldest message and say where that is', async () => {
  await startKeeping(20);
  const ann = await connectPhone(server, 'Ann');
  const { epoch, head } = await fill(ann, 60);
  await sweep();
  const ask = async (
    before: number,
  ): Promise<{ seqs: number[]; more: boolean; oldest: number | undefined }> => {
    ann.send({ type: 'history', id: `h${before}`, room: 'lobby', epoch, before, limit: 15 });
    const { messages, more, oldest } = await ann.next('page');
    return { seqs: seqs(messages), more, oldest };
  };
  const oldest = head - 19;
  expect(await ask(head + 1)).toEqual({ seqs: range(head - 14, head), more: true, oldest });
  expect(await ask(head - 14)).toEqual({ seqs: range(oldest, head - 15), more: false, oldest });
  expect(await ask(oldest)).toEqual({ seqs: [], more: false, oldest });
  ann.send({ type: 'pull', id: 'p', room: 'lobby', epoch, after: 3, limit: 2 });
  expect(await ann.next('page')).toMatchObject({
    messages: [{ seq: oldest }, { seq: oldest + 1 }],
    more: true,
  });
});

test('[SV122] a plan ends at what is there, also when nothing is, and stays within the limit of a resume', () => {
  const stored = {
    room: 'r' as RoomId,
    name: 'R',
    epoch: 'e' as Epoch,
    members: 1,
    last: null,
    settings: newSettings('r' as RoomId),
    emptiedAt: 0,
  };
  const trimmed = createRoom({ ...stored, head: 900, oldest: 600 });
  const plan = (seq: number, max = 500) => planResume(trimmed, { epoch: 'e' as Epoch, seq }, max);
  expect(plan(599)).toEqual({ from: 600, to: 900 });
  expect(plan(700)).toEqual({ from: 701, to: 900 });
  expect(plan(10)).toEqual({ from: 600, to: 900, gap: { from: 11, to: 599, code: 'trimmed' } });
  expect(plan(10, 300)).toEqual({ from: 801, to: 900, gap: { from: 11, to: 800, code: 'trimmed' } });
  const empty = createRoom({ ...stored, head: 900, oldest: 901 });
  expect(planResume(empty, { epoch: 'e' as Epoch, seq: 10 }, 500)).toEqual({
    from: 901,
    to: 900,
    gap: { from: 11, to: 900, code: 'trimmed' },
  });
  expect(planResume(empty, { epoch: 'e' as Epoch, seq: 900 }, 500)).toEqual({ from: 901, to: 900 });
});

test('[SV122] what is trimmed while a resume reads it is left out, and the phone is not refused', async () => {
  const store = new MemoryStore();
  clock = createManualClock();
  server = await startTestServer({ store, clock, limits: LIMITS });
  const ann = await connectPhone(server, 'Ann');
  const { epoch, head } = await fill(ann, 5);
  await server.close();
  server = await startTestServer({ store, clock, limits: LIMITS, retention: { messages: 2, days: 0 } });
  await fill(await connectPhone(server, 'Ann'), 3);
  const read = store.messagesBefore.bind(store);
  store.messagesBefore = async (...args) => {
    await sweep();
    return read(...args);
  };
  const phone = await connectPhone(server, 'Bob', { rooms: [{ room: 'lobby', epoch, seq: head }] });
  expect(await phone.next('msg')).toMatchObject({ seq: head + 2 });
  const lobby = phone.welcome.rooms.find(({ room }) => room === 'lobby');
  expect(lobby?.gap).toEqual({ from: head + 1, to: head + 1, code: 'trimmed' });
});

test('[SV123] nothing goes unless it is wished; with a number of days the young stay', async () => {
  await startKeeping(0, 0);
  const before = await connectPhone(server, 'Ann');
  await fill(before, 3);
  await sweep();
  const lobby = (phone: { welcome: typeof before.welcome }) =>
    phone.welcome.rooms.find((each) => each.room === 'lobby');
  expect(lobby(await connectPhone(server, 'Bob'))?.oldest).toBe(1);
  await server.restart({ retention: { messages: 0, days: 2 } });
  const ann = await connectPhone(server, 'Ann');
  const { head } = await fill(ann, 1);
  clock.jump(3 * DAY_MS);
  const { head: young } = await fill(ann, 2);
  await sweep();
  expect(young - head).toBe(2);
  expect(lobby(await connectPhone(server, 'Cid'))).toMatchObject({ head: young, oldest: head + 1 });
});

test('[SV121] a message that was trimmed is acked as a duplicate for 14 days', async () => {
  await startKeeping(1);
  const ann = await connectPhone(server, 'Ann');
  const clientId = ann.publish('lobby', 'early');
  const { seq } = await ann.next('ack');
  await fill(ann, 3);
  await sweep();
  clock.jump(13 * DAY_MS);
  await sweep();
  ann.publish('lobby', 'early', { clientId });
  expect(await ann.next('ack', (ack) => ack.clientId === clientId)).toMatchObject({ seq, duplicate: true });
  clock.jump(DAY_MS);
  await sweep();
  const back = await connectPhone(server, 'Ann');
  back.publish('lobby', 'early', { clientId });
  expect((await back.next('ack', (ack) => ack.clientId === clientId)).duplicate).toBeUndefined();
});

test('[SV124] what was trimmed counts as read', async () => {
  await startKeeping(2);
  const bob = await connectPhone(server, 'Bob');
  await bob.close();
  const { head } = await fill(await connectPhone(server, 'Ann'), 10);
  await sweep();
  const back = await connectPhone(server, 'Bob');
  expect(back.welcome.rooms.find((each) => each.room === 'lobby')).toMatchObject({ head, read: head - 2 });
});

test('[SV125, FM25] a whole client shows what is left and says that earlier messages are gone', async () => {
  await startKeeping(20);
  await fill(await connectPhone(server, 'Ann'), 60);
  await sweep();
  const bob = createClientPhone({ user: 'Bob', serverUrl: server.url });
  await bob.online();
  const { chat } = bob.client;
  for (let pages = 0; pages < 5; pages += 1) await chat.loadOlder(LOBBY);
  const timeline = chat.state.timelines['lobby'];
  expect(timeline?.older).toEqual({ state: 'complete' });
  expect(timeline?.items[0]).toMatchObject({ kind: 'gap', lost: true, from: 1 });
  expect(bob.messages('lobby')).toHaveLength(20);
  await bob.close();
});

test('[SV123] the environment names numbers, and nothing else', () => {
  const read = (env: Record<string, string>) => readConfig(env);
  expect(read({})).toMatchObject({ ok: true, value: { retention: { messages: 0, days: 0 } } });
  expect(read({ RETENTION_MESSAGES: '5000', RETENTION_DAYS: '30' })).toMatchObject({
    value: { retention: { messages: 5_000, days: 30 } },
  });
  expect(read({ RETENTION_DAYS: '-1' })).toEqual({
    ok: false,
    error: expect.stringMatching(/RETENTION_DAYS "-1".*whole number/) as string,
  });
  expect(read({ RETENTION_MESSAGES: 'all' })).toMatchObject({ ok: false });
  expect(read({ RETENTION_MESSAGES: '999999999' })).toMatchObject({ ok: true });
  expect(read({ RETENTION_MESSAGES: '1000000000' })).toEqual({
    ok: false,
    error: expect.stringMatching(/RETENTION_MESSAGES "1000000000".*1 to 999999999/) as string,
  });
});
