/**
 * Recalls, reactions, quotes, mentions and read markers through a real server.
 */
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;

beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterEach(() => server.close());

type Ref = { readonly user: string; readonly clientId: string; readonly seq: number };

/** Says it and returns what others name it by. */
async function say(phone: TestPhone, text: string, more: object = {}): Promise<Ref> {
  const clientId = phone.publish('lobby', text, { body: { kind: 'text', text, ...more } });
  const { user, seq } = await bob.next('msg', (msg) => msg.clientId === clientId);
  return { user, clientId, seq };
}
const publish = (phone: TestPhone, body: object, clientId?: string): string =>
  phone.publish('lobby', '', { body, ...(clientId === undefined ? {} : { clientId }) });
const recall = (phone: TestPhone, of: Ref): string => publish(phone, { kind: 'recall', of });
const codeOf = async (phone: TestPhone, id: string): Promise<string> =>
  (await phone.next('nack', (frame) => frame.id === id)).code;
const lobbyOf = ({ rooms }: DownFrameOf<'welcome'>) => rooms.find(({ room }) => room === 'lobby');

test('[MK5] after a recall neither page, resume, newest message nor quote holds the words', async () => {
  const of = await say(ann, 'secret words');
  await say(bob, 'answer', { quote: { ...of, kind: 'text', text: 'forged' } });
  expect(JSON.stringify(bob.frames)).toContain('"text":"secret words"');
  expect(JSON.stringify(bob.frames)).not.toContain('forged');
  recall(ann, of);
  const event = await bob.next('msg', (msg) => msg.body.kind === 'recall');
  expect(event.body).toMatchObject({ of: { ...of, seq: of.seq } });
  const since = [{ room: 'lobby', epoch: event.epoch, seq: of.seq - 1 }];
  const cid = await connectPhone(server, 'Cid', { rooms: since });
  await cid.next('msg', (msg) => msg.seq === event.seq);
  cid.send({ type: 'history', id: 'h', room: 'lobby', epoch: event.epoch, before: event.seq + 1, limit: 50 });
  await cid.next('page');
  expect(JSON.stringify(cid.frames)).not.toContain('secret words');
  const told = cid.frames.filter((frame) => frame.type === 'msg').map(({ body }) => body);
  expect(told).toMatchObject([
    { kind: 'recalled' },
    { kind: 'text', text: 'answer', quote: { text: '', gone: true } },
    { kind: 'recall' },
  ]);
});

test('[MK4] others’ messages, notices and what is not there cannot be recalled', async () => {
  const of = await say(ann, 'mine');
  expect(await codeOf(bob, recall(bob, of))).toBe('forbidden');
  expect(await codeOf(ann, recall(ann, { ...of, clientId: 'nothing' }))).toBe('no_message');
  recall(ann, of);
  await ann.next('msg', (msg) => msg.body.kind === 'recall');
  expect(await codeOf(ann, recall(ann, of))).toBe('no_message');
});

test('[MK6, MK8] a reaction reaches everybody with its count, once, however often it is sent', async () => {
  const of = await say(ann, 'nice');
  const body = { kind: 'reaction', of: { ...of, seq: 0 }, emoji: '👍', on: true };
  publish(bob, body, 'same');
  publish(bob, body, 'same');
  const event = await ann.next('msg', (msg) => msg.body.kind === 'reaction');
  expect(event.body).toEqual({ ...body, of, count: 1 });
  expect(await bob.next('ack', (ack) => ack.duplicate === true)).toMatchObject({ seq: event.seq });
  expect(await codeOf(bob, publish(bob, { ...body, emoji: 'no' }))).toBe('bad_kind');
  ann.send({ type: 'history', id: 'h', room: 'lobby', epoch: event.epoch, before: event.seq, limit: 1 });
  const page = await ann.next('page');
  expect(page.messages[0]?.reactions).toEqual([{ emoji: '👍', users: [event.user], count: 1 }]);
});

test('[MK9] welcome counts what was not read without events, tells the first mention, and the newest message', async () => {
  const bobId = (await say(bob, 'hello')).user;
  await bob.close();
  const of = await sayTo(ann, 'one');
  await sayTo(ann, 'two', { mentions: { users: [bobId] } });
  publish(ann, { kind: 'reaction', of, emoji: '👍', on: true });
  recall(ann, of);
  await ann.next('msg', (msg) => msg.body.kind === 'recall');
  const again = await connectPhone(server, 'Bob');
  const lobby = lobbyOf(again.welcome);
  expect(lobby).toMatchObject({
    mentioned: of.seq + 1,
    last: { seq: of.seq + 1 },
    head: of.seq + 3,
    unread: 1,
  });
  again.send({ type: 'read', room: 'lobby', seq: of.seq });
  await again.next('marker', ({ seq }) => seq === of.seq);
  const third = lobbyOf((await connectPhone(server, 'Bob')).welcome);
  expect(third).toMatchObject({ unread: 1, mentioned: of.seq + 1 });
});

async function sayTo(phone: TestPhone, text: string, more: object = {}): Promise<Ref> {
  const clientId = phone.publish('lobby', text, { body: { kind: 'text', text, ...more } });
  const { user, seq } = await phone.next('msg', (msg) => msg.clientId === clientId);
  return { user, clientId, seq };
}

test('[MK12] welcome tells how far the others have read, also after the server was restarted', async () => {
  const of = await say(ann, 'read me');
  bob.send({ type: 'read', room: 'lobby', seq: of.seq });
  const { user } = await ann.next('marker', ({ seq }) => seq === of.seq);
  const markers = async (): Promise<readonly object[]> =>
    lobbyOf((await connectPhone(server, 'Ann')).welcome)?.markers ?? [];
  expect(await markers()).toContainEqual(expect.objectContaining({ user, seq: of.seq }));
  expect(await markers()).not.toContainEqual(expect.objectContaining({ user: of.user }));
  await server.restart();
  expect(await markers()).toContainEqual(expect.objectContaining({ user, seq: of.seq }));
});

test('[MK11] a publish whose body is malformed is answered by a nack that names the message', async () => {
  const id = publish(ann, { kind: 'image', url: 'https://elsewhere.example/a.png' }, 'c-bad');
  expect(await ann.next('nack')).toMatchObject({ id, clientId: 'c-bad', room: 'lobby', code: 'bad_field' });
  ann.publish('lobby', 'goes on');
  await ann.next('ack');
});

describe('with a clock moved by hand', () => {
  let clock: ManualClock;
  beforeEach(async () => {
    await server.close();
    clock = createManualClock(1_790_000_000_000);
    server = await startTestServer({ clock, limits: { heartbeatMs: 1_000_000 } });
    ann = await connectPhone(server, 'Ann');
    bob = await connectPhone(server, 'Bob');
  });

  test('[MK4] a message can be recalled for two minutes and a few seconds', async () => {
    const [early, late] = [await say(ann, 'a'), await say(ann, 'b')];
    await clock.advance(129_000);
    recall(ann, early);
    await ann.next('msg', (msg) => msg.body.kind === 'recall');
    await clock.advance(2_000);
    expect(await codeOf(ann, recall(ann, late))).toBe('too_late');
  });
});
