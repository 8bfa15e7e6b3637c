/**
 * Files for messages, over real HTTP: what is taken, what is refused, and how they are served again.
 */
import sharp, { type Sharp } from 'sharp';
import { startTestServer, type TestServer } from '../support/test-server';

const MIB = 1_024 * 1_024;

interface Uploaded {
  readonly url: string;
  readonly thumbUrl?: string;
  readonly width?: number;
  readonly height?: number;
  readonly bytes: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

let server: TestServer;
let ticket: string;

beforeAll(async () => {
  server = await startTestServer({ limits: { mediaBurst: 1_000 } });
  ({ ticket } = await server.login('Ann'));
});
afterAll(() => server.close());

function send(file: Uint8Array, to = server, bearer = ticket): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)]), 'evil.html');
  const headers = { Authorization: `Bearer ${bearer}` };
  return to.request('/api/media', { method: 'POST', body: form, headers });
}

async function accepted(file: Uint8Array): Promise<Uploaded> {
  const { status, body } = await send(file);
  if (status !== 200) throw new Error(`answered by ${status}: ${JSON.stringify(body)}`);
  return body as Uploaded;
}

async function fetchFile(path: string): Promise<{ bytes: Buffer; headers: Headers }> {
  const response = await fetch(`${server.url}${path}`);
  return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

const kindOf = ({ body }: Answer): unknown => (body as { error?: { kind: unknown } }).error?.kind;
const picture = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#3366aa' } });
const text = (start: string, size = 64): Buffer =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(size - start.length, 7)]);

test('[SV190] {C10} a picture gets an address, its size and a thumbnail that fits a bubble', async () => {
  const large = await picture(1_600, 1_200).png({ compressionLevel: 0 }).toBuffer();
  const { url, thumbUrl = '', ...rest } = await accepted(large);
  expect(url).toMatch(/^\/media\/[A-Za-z0-9]{22}\.png$/);
  const whole = await fetchFile(url);
  expect(rest).toEqual({ width: 1_600, height: 1_200, bytes: whole.bytes.length });
  expect((await sharp(whole.bytes).raw().toBuffer()).equals(await sharp(large).raw().toBuffer())).toBe(true);
  expect(whole.headers.get('content-type')).toBe('image/png');
  const thumbnail = await fetchFile(thumbUrl);
  expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
  expect(await sharp(thumbnail.bytes).metadata()).toMatchObject({ width: 480, height: 360 });
});

test('[SV190] a small picture is its own thumbnail; a transparent one stays transparent', async () => {
  const small = await picture(20, 10).png({ compressionLevel: 9 }).toBuffer();
  const kept = await accepted(small);
  expect(kept.thumbUrl).toBe(kept.url);
  const create = {
    width: 900,
    height: 900,
    channels: 4,
    background: { r: 0, g: 0, b: 0, alpha: 0 },
  } as const;
  const { thumbUrl = '' } = await accepted(await sharp({ create }).webp().toBuffer());
  expect(await sharp((await fetchFile(thumbUrl)).bytes).metadata()).toMatchObject({
    format: 'png',
    hasAlpha: true,
  });
});

test('[SV191] {C10} a picture that a camera held sideways stands upright, and its thumbnail says nothing of where it was taken', async () => {
  const exif = {
    IFD0: { Copyright: 'a secret place' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' },
  };
  const camera = await picture(1_000, 600)
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge(exif)
    .toBuffer();
  expect(camera.includes('a secret place')).toBe(true);
  const { width, height, thumbUrl = '' } = await accepted(camera);
  expect([width, height]).toEqual([600, 1_000]);
  const { bytes } = await fetchFile(thumbUrl);
  const { exif: left, orientation, ...size } = await sharp(bytes).metadata();
  expect([left, orientation]).toEqual([undefined, undefined]);
  expect(size).toMatchObject({ width: 288, height: 480 });
  expect(bytes.includes('a secret place')).toBe(false);
});

test('[SV192] a file that only begins like a picture, or would unfold to too many pixels, is refused', async () => {
  expect(await send(text('\x89PNG\r\n\x1a\n'))).toMatchObject({ status: 415 });
  const bomb = await picture(8_000, 8_000).png({ compressionLevel: 9 }).toBuffer();
  const refused = await send(bomb);
  expect([refused.status, kindOf(refused)]).toEqual([413, 'too_large']);
});

test.each([
  ['mp3', 'ID3', 'audio/mpeg'],
  ['mp3', '\xff\xfb\x90\x00', 'audio/mpeg'],
  ['aac', '\xff\xf1\x50\x80', 'audio/aac'],
  ['m4a', '\0\0\0\x1cftypM4A ', 'audio/mp4'],
  ['wav', 'RIFF\0\0\0\0WAVE', 'audio/wav'],
])('[SV193] {C11} a voice is told by its first bytes: %s (%j)', async (ending, start, type) => {
  const { url } = await accepted(text(start));
  expect(url.endsWith(`.${ending}`)).toBe(true);
  const { headers } = await fetchFile(url);
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('content-disposition')).toBeNull();
});

test('[SV194] {C12} anything else is a download without a type, a long recording too, and no browser runs it', async () => {
  for (const file of [text('<html><script>alert(1)</script>'), text('ID3', 2 * MIB + 1), text('<svg>')]) {
    const { url, bytes } = await accepted(file);
    expect([url.endsWith('.bin'), bytes]).toEqual([true, file.length]);
    const { headers } = await fetchFile(url);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  }
});

test('[SV195] what is too large or empty is refused with the numbers', async () => {
  expect((await accepted(text('x', 10 * MIB))).bytes).toBe(10 * MIB);
  const file = await send(text('x', 10 * MIB + 1));
  expect([file.status, kindOf(file)]).toEqual([413, 'too_large']);
  expect(JSON.stringify(file.body)).toContain(String(10 * MIB));
  const large = await send(text('\xff\xd8\xff', 8 * MIB + 1));
  expect([large.status, JSON.stringify(large.body).includes(String(8 * MIB))]).toEqual([413, true]);
  expect(kindOf(await send(Buffer.alloc(0)))).toBe('empty');
  const body = await server.post('/api/media', { file: 'no' }, ticket);
  expect([body.status, kindOf(body)]).toEqual([400, 'bad_field']);
});

test('[SV196] a file needs a ticket, and each person may send twenty in a minute; others are not held up', async () => {
  const strict = await startTestServer();
  try {
    const ann = await strict.login('Ann');
    const bob = await strict.login('Bob');
    expect(await send(text('x'), strict, 'nonsense')).toMatchObject({ status: 401 });
    for (let i = 0; i < 20; i += 1)
      expect(await send(text('x'), strict, ann.ticket)).toMatchObject({ status: 200 });
    const refused = await send(text('x'), strict, ann.ticket);
    expect([refused.status, kindOf(refused)]).toEqual([429, 'rate']);
    expect(JSON.stringify(refused.body)).toMatch(/Too many files; try again in \d+ ms/);
    expect(await send(text('x'), strict, bob.ticket)).toMatchObject({ status: 200 });
  } finally {
    await strict.close();
  }
});
