/**
 * Addresses of files: made for one person and one file, and over soon; and messages name only files that their sender may see.
 */
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { signText } from '../../../miniprogram/core/base/sha256';
import { WINDOW_MS, type MediaKey } from '../../../server/media/addresses';
import { createManualClock, type ManualClock } from '../../support/manual-clock';
import { connectPhone, type TestPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

type Phone = Awaited<ReturnType<typeof connectPhone>>;

let server: TestServer;
let clock: ManualClock;
let ann: Phone;
let bob: Phone;
let ticket: string;
let bobs: string;

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock, openMedia: false });
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
  ({ ticket } = await server.login('Ann'));
  ({ ticket: bobs } = await server.login('Bob'));
});
afterEach(() => server.close());

async function post(path: string, file: Uint8Array, bearer: string): Promise<Record<string, unknown>> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)]), 'x');
  const headers = { Authorization: `Bearer ${bearer}` };
  return (await server.request(path, { method: 'POST', body: form, headers })).body as Record<
    string,
    unknown
  >;
}
const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: '#369' } })
    .png()
    .toBuffer();
const upload = async (): Promise<string> =>
  String((await post('/api/media', await picture(), ticket))['url']);

const keyOf = async (bearer: string): Promise<MediaKey> =>
  (await server.post('/api/media/key', {}, bearer)).body as MediaKey;

function addressOf(path: string, { user, key, until }: MediaKey): string {
  return `${path}?u=${user}&e=${until.toString(36)}&s=${signText(key, path.split('/').pop() ?? '')}`;
}
const statusOf = async (address: string): Promise<number> => (await server.request(address)).status;

let count = 0;
async function publish(
  phone: TestPhone,
  room: string,
  body: object,
): Promise<{ code?: string; body?: unknown }> {
  const clientId = `p${(count += 1)}`;
  phone.send({ type: 'publish', id: clientId, room, clientId, body });
  const settled = await Promise.race([
    phone.next('ack', (frame) => frame.clientId === clientId).then(() => null),
    phone.next('nack', (frame) => frame.clientId === clientId),
  ]);
  if (settled) return { code: settled.code };
  return { body: (await phone.next('msg', (frame) => frame.clientId === clientId)).body };
}
const image = (url: string, more: object = {}) => ({
  ...{ kind: 'image', url, thumbUrl: url, width: 60, height: 40, bytes: 100 },
  ...more,
});

test('[SV284] {S4} our own signature is that of HMAC-SHA-256', () => {
  for (let length = 0; length < 200; length += 7) {
    const [key, text] = ['k'.repeat(length % 90), 'text '.repeat(length)];
    expect(signText(key, text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
  }
});

test('[SV284] {S4} a file has no plain address, and one that was made for another file, person or time is refused', async () => {
  const [path, other] = [await upload(), await upload()];
  const key = await keyOf(ticket);
  const address = addressOf(path, key);
  expect(await statusOf(path)).toBe(401);
  expect(await statusOf(address)).toBe(200);
  const forged = [
    addressOf(other, key).replace(other, path),
    address.replace(`u=${key.user}`, `u=${bob.welcome.self.user}`),
    address.replace(/e=[^&]+/, `e=${(key.until + WINDOW_MS).toString(36)}`),
    address.replace(/s=[^&]+/, 's='),
    address.replace(/&s=.*/, ''),
    addressOf(path, { ...key, key: 'x'.repeat(64) }),
    `${path}?ticket=${ticket}`,
  ];
  for (const each of forged) expect([each, await statusOf(each)]).toEqual([each, 401]);
  expect((await server.request(address)).headers.get('cache-control')).toMatch(/^private/);
  await clock.advance(2 * WINDOW_MS);
  expect(await statusOf(address)).toBe(401);
});

test('[SV285] {S4} keys of one hour are the same, so what was fetched keeps its address', async () => {
  const [first, second] = [await keyOf(ticket), await keyOf(ticket)];
  expect(second.key).toBe(first.key);
  expect((await keyOf(bobs)).key).not.toBe(first.key);
  expect((await server.post('/api/media/key', {}, 'nobody')).status).toBe(401);
});

test('[SV373] {S8} signing out and a ban end the addresses of before, over a restart too, and none of later', async () => {
  const path = await upload();
  const before = addressOf(path, await keyOf(ticket));
  clock.jump(1);
  expect(await statusOf(before)).toBe(200);
  expect((await server.post('/api/logout', {}, ticket)).status).toBe(200);
  expect(await statusOf(before)).toBe(401);
  clock.jump(1);
  ({ ticket } = await server.login('Ann'));
  const after = await keyOf(ticket);
  await server.restart();
  expect([await statusOf(before), await statusOf(addressOf(path, after))]).toEqual([401, 200]);
  // To the last moment of each key.
  clock.jump(after.expiresInMs - 1);
  expect([await statusOf(before), await statusOf(addressOf(path, after))]).toEqual([401, 200]);
  ({ ticket } = await server.login('Ann'));
  const later = addressOf(path, await keyOf(ticket));
  clock.jump(1);
  expect([await statusOf(addressOf(path, after)), await statusOf(later)]).toEqual([401, 200]);
  clock.jump(WINDOW_MS - 2);
  expect(await statusOf(later)).toBe(200);
  await server.running.setBanned(ann.welcome.self.user, true);
  expect(await statusOf(later)).toBe(401);
});

test('[SV286] {S4} who is not in a room with the file does not get it, nor who left it', async () => {
  const path = await upload();
  ann.send({ type: 'create', id: 'c1', name: 'Quiet corner' });
  const { room } = (await ann.next('joined', ({ id }) => id === 'c1')).room;
  expect((await publish(ann, room, image(path))).code).toBeUndefined();
  const address = addressOf(path, await keyOf(bobs));
  expect(await statusOf(address)).toBe(403);
  bob.send({ type: 'join', id: 'j1', room });
  await bob.next('joined', ({ id }) => id === 'j1');
  expect(await statusOf(address)).toBe(200);
  bob.send({ type: 'leave', id: 'l1', room });
  await bob.next('left', ({ id }) => id === 'l1');
  expect(await statusOf(address)).toBe(403);
  expect((await publish(bob, 'lobby', image(path))).code).toBe('forbidden');
});

test('[SV581] {S3} a file of what was said before does not come to a newcomer who may not read that', async () => {
  const path = await upload();
  ann.send({ type: 'create', id: 'c1', name: 'Quiet corner' });
  const { room } = (await ann.next('joined', ({ id }) => id === 'c1')).room;
  ann.send({ type: 'room_action', id: 'a1', room, action: { kind: 'past', past: 'none' } });
  await ann.next('done', ({ id }) => id === 'a1');
  expect((await publish(ann, room, image(path))).code).toBeUndefined();
  bob.send({ type: 'join', id: 'j1', room });
  await bob.next('joined', ({ id }) => id === 'j1');
  const address = addressOf(path, await keyOf(bobs));
  expect(await statusOf(address)).toBe(403);
  expect((await publish(bob, room, image(path))).code).toBe('forbidden');
  expect((await publish(bob, room, image('/media/unknown.png', { thumbUrl: path }))).code).toBe('forbidden');
  expect(await statusOf(address)).toBe(403);
  // Said once more, it is theirs too.
  expect((await publish(ann, room, image(path))).code).toBeUndefined();
  expect(await statusOf(address)).toBe(200);
  expect((await publish(bob, room, image(path))).code).toBeUndefined();
});

test('[SV587] {S4} a file that is gone is not there for whoever asks, its sender too', async () => {
  const [hers, his] = [await keyOf(ticket), await keyOf(bobs)];
  /** The server removes files one after the other in turns of its own; each request gives it some. */
  const sendAndRecall = async (): Promise<string> => {
    const path = await upload();
    await publish(ann, 'lobby', image(path));
    const of = { user: ann.welcome.self.user, clientId: `p${count}`, seq: 1 };
    await publish(ann, 'lobby', { kind: 'recall', of });
    const status = (): Promise<number> => statusOf(addressOf(path, hers)).catch(() => 200);
    for (let tries = 0; tries < 500; tries += 1) if ((await status()) !== 200) return path;
    throw new Error(`${path} is still there`);
  };
  const path = await sendAndRecall();
  // When the second one is gone, nothing is left of the first.
  await sendAndRecall();
  expect([await statusOf(addressOf(path, hers)), await statusOf(addressOf(path, his))]).toEqual([404, 404]);
  expect(await statusOf(path)).toBe(401);
});

test('[SV286] {S4} an avatar is for everybody', async () => {
  const { avatar } = await post('/api/avatar', await picture(), ticket);
  expect(await statusOf(String(avatar))).toBe(200);
});

test('[SV287] {S20} a message says of a picture what the server saw', async () => {
  const path = await upload();
  const claimed = image(path, { width: 2 ** 53 - 1, height: 1, bytes: 7, thumbUrl: '/media/other.png' });
  const { body } = await publish(ann, 'lobby', claimed);
  expect(body).toMatchObject({ url: path, thumbUrl: path, width: 60, height: 40 });
  expect((await publish(ann, 'lobby', image('/media/unknown.png', { width: 16_385 }))).code).toBe(
    'bad_field',
  );
  const file = String((await post('/api/media', Buffer.from('text'), ticket))['url']);
  expect((await publish(ann, 'lobby', image(file))).code).toBe('bad_kind');
  const said = await publish(ann, 'lobby', { kind: 'file', url: file, name: 'a.txt', bytes: 9_999 });
  expect(said.body).toMatchObject({ bytes: 4 });
});

test('[SV580] {S20} a voice message names a voice by its bytes, or a file of which nothing is known', async () => {
  const voice = (url: string): object => ({ kind: 'voice', url, durationMs: 1_000, bytes: 1 });
  const sent = async (bytes: Uint8Array): Promise<string> =>
    String((await post('/api/media', bytes, ticket))['url']);
  const begun = (start: string): Buffer =>
    Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(80)], 80);
  // A long one is kept as a file.
  const long = Buffer.concat([Buffer.from('ID3'), Buffer.alloc(2_097_152)]);
  for (const bytes of [Buffer.from('text'), await picture(), long])
    expect((await publish(ann, 'lobby', voice(await sent(bytes)))).code).toBe('bad_kind');
  for (const start of ['ID3', '\xff\xf1', '\0\0\0\x18ftypM4A ', 'RIFF\0\0\0\0WAVE'])
    expect((await publish(ann, 'lobby', voice(await sent(begun(start))))).body).toMatchObject({ bytes: 80 });
  expect((await publish(ann, 'lobby', voice('/media/old.amr'))).code).toBeUndefined();
  // Whatever it is, it goes as a file.
  const file = { kind: 'file', url: await sent(begun('ID3')), name: 'a.mp3', bytes: 1 };
  expect((await publish(ann, 'lobby', file)).body).toMatchObject({ bytes: 80 });
});
