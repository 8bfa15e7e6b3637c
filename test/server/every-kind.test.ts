/** Every kind of message through a real server, from being said to being taken back: that a new one cannot be forgotten. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { previewOf } from '../../miniprogram/core/protocol/kinds/facts';
import type { ContentBody } from '../../miniprogram/core/protocol/fields';
import { photo } from '../support/chosen-files';
import { BODIES, EVERY_KIND, tracesOf } from '../support/every-kind';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';
import { tinyVideo } from '../support/tiny-video';

let server: TestServer;
let ann: TestPhone;
let bob: TestPhone;
beforeAll(async () => {
  server = await startTestServer();
  ann = await connectPhone(server, 'Ann');
  bob = await connectPhone(server, 'Bob');
});
afterAll(() => server.close());

interface Uploaded {
  readonly url: string;
  readonly thumbUrl?: string;
}

/** What the server takes as a file of each kind. */
const FILES: Readonly<Record<string, () => Promise<Buffer>>> = {
  image: async () => (await photo('a.jpg')).buffer,
  voice: () => Promise.resolve(Buffer.from('\0\0\0\x10ftypM4A \0\0\0\0', 'latin1')),
  file: () => Promise.resolve(Buffer.from('a plan')),
  video: async () => (await tinyVideo('a.mp4')).buffer,
};

async function upload(kind: string): Promise<Uploaded> {
  const { ticket } = await server.login('Ann');
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', new Blob([new Uint8Array(await FILES[kind]!())]), 'x');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { status, body } = await server.request('/api/media', { method: 'POST', body: form, headers });
  if (status !== 200) throw new Error(`answered by ${status}: ${JSON.stringify(body)}`);
  return body as Uploaded;
}

/** The addresses in a body, whatever its entry says of them. */
const addressesIn = (body: object): string[] => tracesOf(body).filter((trace) => trace.startsWith('/media/'));
/** With files that the server has. */
async function uploaded(body: ContentBody): Promise<ContentBody> {
  if (addressesIn(body).length === 0) return body;
  const { url, thumbUrl } = await upload(body.kind);
  if (!('thumbUrl' in body)) return { ...body, url } as ContentBody;
  const picture = thumbUrl ?? (await upload('image')).thumbUrl;
  return { ...body, url, thumbUrl: picture } as ContentBody;
}

const publish = (phone: TestPhone, body: object): string => phone.publish('lobby', '', { body });
const comes = (clientId: string) => bob.next('msg', (msg) => msg.clientId === clientId);
const isThere = (address: string): boolean => existsSync(join(server.dataDir, 'media', basename(address)));
/** The server removes files in turns of its own; each request gives it some. */
async function untilGone(addresses: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (!addresses.some(isThere)) return;
    await server.request('/media/none.bin');
  }
  throw new Error(`${addresses.filter(isThere).join()} is still there`);
}

test.each(EVERY_KIND)(
  '[BA28] %s reaches others, is quoted by the server’s own words for it, and is gone with its files when it is taken back',
  async (kind) => {
    const body = await uploaded(BODIES[kind]);
    const { user, clientId, seq, epoch, body: told } = await comes(publish(ann, body));
    expect(told).toMatchObject({ kind });
    expect(addressesIn(told)).toEqual(addressesIn(body));
    expect(previewOf(told as ContentBody)).toBe(previewOf(body));
    expect(addressesIn(told).filter(isThere)).toEqual(addressesIn(body));
    const of = { user, clientId, seq };
    const quote = { ...of, kind, text: 'forged' };
    const answer = await comes(publish(bob, { kind: 'text', text: 'an answer', quote }));
    expect(answer.body).toMatchObject({ quote: { kind, text: previewOf(body) } });
    await comes(publish(ann, { kind: 'recall', of }));
    const cid = await connectPhone(server, 'Cid', { rooms: [{ room: 'lobby', epoch, seq: seq - 1 }] });
    await cid.next('msg', (msg) => msg.seq === answer.seq + 1);
    cid.send({ type: 'history', id: 'h', room: 'lobby', epoch, before: answer.seq + 2, limit: 3 });
    await cid.next('page');
    const frames = JSON.stringify(cid.frames);
    expect(tracesOf(told).filter((trace) => frames.includes(trace))).toEqual([]);
    await untilGone(addressesIn(told));
    await cid.close();
  },
);
