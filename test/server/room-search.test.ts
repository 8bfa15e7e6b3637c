/**
 * All pictures and files of a room, and where in it a day begins: over real sockets, and by a whole client.
 */
import { join } from 'node:path';
import type { MessageBody, RoomId } from '../../miniprogram/core/protocol/fields';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { createClientPhone } from '../support/client-phone';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { fileBody, imageBody, voiceBody } from '../support/media-contract';
import { newMessage } from '../support/store-contract';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const NEWEST = Number.MAX_SAFE_INTEGER;
const HOUR_MS = 3_600_000;
const SWEEP_MS = 1_000;

type Phone = Awaited<ReturnType<typeof connectPhone>>;

let server: TestServer;
let clock: ManualClock;
let ann: Phone;
let room: string;
let asked = 0;

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  const limits = { publishBurst: 500, frameBurst: 2_000, retentionSweepMs: SWEEP_MS };
  server = await startTestServer({ clock, limits });
  ann = await connectPhone(server, 'Ann');
  ann.send({ type: 'create', id: 'create', name: 'Club' });
  // The first message is a notice.
  room = (await ann.next('joined')).room.room;
  await ann.next('msg');
});
afterEach(() => server.close());

async function say(body: MessageBody): Promise<{ clientId: string; seq: number }> {
  const clientId = ann.publish(room, '', { body });
  const { seq } = await ann.next('ack', (ack) => ack.clientId === clientId);
  return { clientId, seq };
}

async function search(more: object, phone: Phone = ann): Promise<{ seqs: number[]; before: number }> {
  const id = `s${(asked += 1)}`;
  phone.send({ type: 'search', id, room, query: '', before: NEWEST, ...more });
  const { messages, before } = await phone.next('found', (found) => found.id === id);
  return { seqs: messages.map(({ seq }) => seq), before };
}

async function locate(at: number, phone: Phone = ann): Promise<number> {
  const id = `l${(asked += 1)}`;
  phone.send({ type: 'locate', id, room, at });
  return (await phone.next('located', (located) => located.id === id)).seq;
}

/** The code of the refusal. */
async function refusal(frame: object, phone: Phone = ann): Promise<string> {
  const id = `r${(asked += 1)}`;
  phone.send({ id, room, ...frame });
  return (await phone.next('error', (error) => error.id === id)).code;
}

test('[SV205] {C21} pictures, voices and files are found by kind; a recalled one is not', async () => {
  await say(imageBody('a'));
  await say(voiceBody('b'));
  await say(fileBody('c'));
  const { clientId } = await say(imageBody('d'));
  expect(await search({ kinds: ['image'] })).toEqual({ seqs: [5, 2], before: 0 });
  await say({ kind: 'recall', of: { user: ann.welcome.self.user, clientId, seq: 0 } } as MessageBody);
  expect(await search({ kinds: ['image', 'voice', 'file'] })).toEqual({ seqs: [4, 3, 2], before: 0 });
  expect((await search({ kinds: ['file'], query: 'C.PDF' })).seqs).toEqual([4]);
  expect((await search({ kinds: ['file'], query: 'other' })).seqs).toEqual([]);
});

test('[PR75] kinds that came later are named apart, and those that nobody here knows are passed over', async () => {
  await say(imageBody('a'));
  expect(await search({ kinds: ['image'], more: ['hologram', 'image'] })).toEqual({ seqs: [2], before: 0 });
  expect(await search({ kinds: [], more: ['hologram'] })).toEqual({ seqs: [], before: 0 });
  const request = { type: 'search', query: '', before: NEWEST };
  const many = Array.from({ length: 9 }, (_, i) => `k${i}`);
  expect(await refusal({ ...request, more: many })).toBe('bad_field');
  expect(await refusal({ ...request, more: ['k'.repeat(33)] })).toBe('bad_field');
});

test('[SV205] {C21} without kinds an empty query finds nothing, and texts are found as before', async () => {
  await say({ kind: 'text', text: 'a.pdf' });
  await say(fileBody('a'));
  expect((await search({})).seqs).toEqual([]);
  expect((await search({ kinds: [] })).seqs).toEqual([]);
  expect((await search({ query: 'a.pdf' })).seqs).toEqual([2]);
  expect((await search({ query: 'a.pdf', kinds: ['file'] })).seqs).toEqual([3]);
});

test('[SV205] {C21} many come 30 at a time, to members only, of kinds that there are', async () => {
  for (let i = 0; i < 35; i += 1) await say(imageBody(`p${i}`));
  const first = await search({ kinds: ['image'] });
  expect([first.seqs.length, first.seqs[0], first.before]).toEqual([30, 36, 7]);
  expect(await search({ kinds: ['image'], before: first.before })).toEqual({
    seqs: [6, 5, 4, 3, 2],
    before: 0,
  });
  const bob = await connectPhone(server, 'Bob');
  const request = { type: 'search', query: '', before: NEWEST, kinds: ['image'] };
  expect(await refusal(request, bob)).toBe('not_joined');
  expect(await refusal({ ...request, room: 'nowhere' })).toBe('not_joined');
  expect(await refusal({ ...request, kinds: ['text'] })).toBe('bad_field');
  expect(await refusal({ ...request, kinds: ['image', 'image', 'image', 'image'] })).toBe('bad_field');
});

test('[SV205] {C21} a picture behind thousands of texts is in the first answer', async () => {
  const { seq } = await say(imageBody('old'));
  await server.running.close();
  const store = await openSqliteStore(join(server.dataDir, 'minichat.db'));
  await store.append(Array.from({ length: 6_000 }, (_, i) => newMessage(room, 'ann', `t${i}`)));
  await store.close();
  await server.restart();
  ann = await connectPhone(server, 'Ann');
  expect(await search({ kinds: ['image'] })).toEqual({ seqs: [seq], before: 0 });
  // Names have to be read, so that takes more than one request.
  const named = await search({ kinds: ['file'], query: 'plan' });
  expect([named.seqs, named.before]).toEqual([[], 6_002 - 5_000 + 1]);
});

test('[SV207] {C21} a time is answered by the first message from then on, 0 when all are earlier', async () => {
  const start = clock.now();
  clock.jump(HOUR_MS);
  const { seq } = await say({ kind: 'text', text: 'an hour later' });
  expect([await locate(0), await locate(start), await locate(start + 1)]).toEqual([1, 1, seq]);
  expect([await locate(start + HOUR_MS), await locate(start + HOUR_MS + 1)]).toEqual([seq, 0]);
  const bob = await connectPhone(server, 'Bob');
  expect(await refusal({ type: 'locate', at: 0 }, bob)).toBe('not_joined');
  expect(await refusal({ type: 'locate', at: -1 })).toBe('bad_field');
  expect(await refusal({ type: 'locate', at: 0, room: 'nowhere' })).toBe('not_joined');
});

test('[SV207] {C21} what was trimmed is not where a time leads', async () => {
  for (const text of ['a', 'b', 'c']) await say({ kind: 'text', text });
  await server.restart({ retention: { messages: 2, days: 0 } });
  ann = await connectPhone(server, 'Ann');
  await say({ kind: 'text', text: 'd' });
  await clock.advance(SWEEP_MS);
  while ((await locate(0)) < 4) expect((await search({ kinds: ['image'] })).seqs).toEqual([]);
  expect(await locate(0)).toBe(4);
});

test('[SV205, SV207] {C21} a whole client finds the pictures of a room and the place of a time', async () => {
  for (const each of ['a', 'b']) await say(imageBody(each));
  const at = clock.now() + HOUR_MS;
  clock.jump(HOUR_MS);
  const { seq } = await say(fileBody('c'));
  const phone = createClientPhone({ user: 'Ann', serverUrl: server.url });
  await phone.online();
  const { rooms } = phone.client.chat;
  const here = room as RoomId;
  const pictures = await rooms.media(here, ['image'], 0);
  expect(pictures.messages.map(({ body }) => body)).toEqual([imageBody('b'), imageBody('a')]);
  expect(pictures.before).toBe(0);
  expect((await rooms.media(here, ['image', 'file'], seq)).messages).toHaveLength(2);
  expect(await rooms.seqAt(here, at - 0.4)).toEqual({ epoch: pictures.epoch, seq });
  expect((await rooms.seqAt(here, at + 1)).seq).toBe(0);
  expect((await rooms.seqAt(here, -5)).seq).toBe(1);
  await expect(rooms.seqAt('nowhere' as RoomId, at)).rejects.toMatchObject({ kind: 'not_joined' });
  await phone.close();
});
