/** Videos through a real server: what is taken for one, how it is served, and whose files a message may name. */
import type { TestPhone } from '../support/test-phone';
import { connectPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';
import { photo } from '../support/chosen-files';
import { tinyVideo } from '../support/tiny-video';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;
beforeEach(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterEach(() => server.close());

interface Uploaded {
  readonly url: string;
  readonly thumbUrl?: string;
  readonly bytes: number;
}

async function upload(file: Uint8Array, kind: string, name = 'Ann'): Promise<Uploaded> {
  const { ticket } = await server.login(name);
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', new Blob([new Uint8Array(file)]), 'x');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { status, body } = await server.request('/api/media', { method: 'POST', body: form, headers });
  if (status !== 200) throw new Error(`answered by ${status}: ${JSON.stringify(body)}`);
  return body as Uploaded;
}

const ask = (path: string, range?: string): Promise<Response> =>
  fetch(`${server.url}${path}`, { headers: range ? { Range: range } : {} });

const FACTS = { kind: 'video', width: 160, height: 90, durationMs: 3_000, bytes: 1 };

/** Why a message with this body is refused. */
async function refusal(phone: TestPhone, body: object): Promise<string> {
  const id = phone.publish('lobby', '', { body: { ...FACTS, ...body } });
  return (await phone.next('nack', (nack) => nack.clientId === id)).code;
}

test('[PR76] a video keeps its bytes, is served as one, and in the parts that players ask for', async () => {
  const { buffer } = await tinyVideo('a.mp4');
  const { url, bytes } = await upload(buffer, 'video');
  expect([url.endsWith('.mp4'), bytes]).toEqual([true, buffer.length]);
  const whole = await ask(url);
  expect(whole.headers.get('content-type')).toBe('video/mp4');
  expect(whole.headers.get('content-disposition')).toBeNull();
  expect(Buffer.from(await whole.arrayBuffer()).equals(buffer)).toBe(true);
  const part = await ask(url, 'bytes=4-7');
  expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
  expect(part.headers.get('content-range')).toBe(`bytes 4-7/${buffer.length}`);
});

const brand = (name: string): Buffer => Buffer.from(`\0\0\0\x10ftyp${name}\0\0\0\0`, 'latin1');
test.each([
  ['an MP4', brand('mp42'), 'video', 'mp4', 'video/mp4'],
  ['what a phone of Apple records', brand('qt  '), 'video', 'mov', 'video/quicktime'],
  ['what an old phone records', brand('3gp4'), 'video', 'mp4', 'video/mp4'],
  ['an MP4 that is sent as a file', brand('isom'), 'file', 'bin', 'application/octet-stream'],
  ['a picture in such boxes', brand('heic'), 'video', 'bin', 'application/octet-stream'],
  ['a sound in such boxes', brand('M4A '), 'video', 'm4a', 'audio/mp4'],
  ['words', Buffer.from('only words, and nothing that plays'), 'video', 'bin', 'application/octet-stream'],
])('[PR76] %s is kept as what it is', async (_, file, kind, ending, type) => {
  const { url } = await upload(file, kind);
  expect(url.split('.')[1]).toBe(ending);
  expect((await ask(url)).headers.get('content-type')).toBe(type);
});

test('[PR76] a message tells of its files what the server knows, and reaches those who look for videos', async () => {
  const { buffer } = await tinyVideo('a.mp4');
  const { url } = await upload(buffer, 'video');
  const { thumbUrl = '' } = await upload((await photo('a.jpg')).buffer, 'image');
  const id = ann.publish('lobby', '', { body: { ...FACTS, url, thumbUrl } });
  const { body, seq } = await bob.next('msg', (msg) => msg.clientId === id);
  expect(body).toEqual({ ...FACTS, url, thumbUrl, bytes: buffer.length });
  const search = { type: 'search', room: 'lobby', query: '', before: Number.MAX_SAFE_INTEGER };
  bob.send({ ...search, id: 'new', kinds: ['image'], more: ['video'] });
  bob.send({ ...search, id: 'old', kinds: ['image'] });
  const found = async (name: string): Promise<number[]> =>
    (await bob.next('found', (frame) => frame.id === name)).messages.map((each) => each.seq);
  expect([await found('new'), await found('old')]).toEqual([[seq], []]);
});

test('[PR76] what is no video, no picture, or somebody else’s is refused, and so is what says too much', async () => {
  const { buffer } = await tinyVideo('a.mp4');
  const [video, plain] = [await upload(buffer, 'video'), await upload(buffer, 'file')];
  const picture = await upload((await photo('a.jpg')).buffer, 'image');
  const foreign = await upload((await photo('b.jpg')).buffer, 'image', 'Bob');
  const { url } = video;
  expect([
    await refusal(ann, { url: plain.url }),
    await refusal(ann, { url: picture.url }),
    await refusal(ann, { url, thumbUrl: plain.url }),
    await refusal(ann, { url, thumbUrl: foreign.url }),
    await refusal(ann, { url, thumbUrl: '/media/AAAAAAAAAAAAAAAAAAAAAA.jpg' }),
    await refusal(ann, { url, width: 20_000 }),
    await refusal(ann, { url, durationMs: 300_001 }),
    await refusal(ann, { url, bytes: 10_485_761 }),
  ]).toEqual([
    ...['bad_kind', 'bad_kind', 'bad_kind', 'forbidden', 'refused'],
    ...['bad_field', 'too_large', 'bad_field'],
  ]);
  // Bob may send it on: a room of his has it.
  const id = ann.publish('lobby', '', { body: { ...FACTS, url } });
  await bob.next('msg', (msg) => msg.clientId === id);
  const again = bob.publish('lobby', '', { body: { ...FACTS, url } });
  expect((await bob.next('ack', (ack) => ack.clientId === again)).duplicate).toBeUndefined();
});
