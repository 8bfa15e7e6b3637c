/**
 * `npm run pictures`: what decoding takes. Sends many valid pictures of one kind and size at once to a server of its own, and
 * tells how much memory the server and its decoder held at most. Needs Linux. Prints one row each and, last, a line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommand, readNames, readNumber } from './command-line';
import { startServerChild } from './hostile/server-child';
import { findDecoder, peakMib, resetPeak, rssMib } from './pictures/memory';
import { KINDS, KIND_NAMES, makePicture, type KindName } from './pictures/kinds';

interface Row {
  readonly kind: KindName;
  readonly megapixels: number;
  readonly answers: string;
  readonly serverMib: number;
  readonly serverGrewMib: number;
  readonly decoderMib: number;
  readonly decoderGrewMib: number;
  readonly seconds: number;
}

const MIN_MEGAPIXELS = 0.1;
/** Fewer than one person may have on their way. */
const PER_PERSON = 4;

async function signIn(url: string, name: string): Promise<string> {
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ guestKey: randomBytes(24).toString('base64url'), name }),
  });
  return ((await response.json()) as { ticket: string }).ticket;
}

async function send(url: string, ticket: string, bytes: Buffer): Promise<string> {
  const form = new FormData();
  form.append('kind', 'image');
  form.append('file', new Blob([Uint8Array.from(bytes)]), 'picture');
  const response = await fetch(`${url}/api/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}` },
    body: form,
  });
  await response.arrayBuffer();
  return response.ok ? 'made' : `${response.status}`;
}

function countOf(answers: readonly string[]): string {
  const kinds = [...new Set(answers)].sort();
  return kinds.map((kind) => `${answers.filter((other) => other === kind).length} ${kind}`).join(', ');
}

async function measure(kind: KindName, megapixels: number, count: number): Promise<Row> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minichat-measured-'));
  const server = await startServerChild(dataDir);
  try {
    const bytes = await makePicture(kind, megapixels);
    const people = Array.from({ length: Math.ceil(count / PER_PERSON) }, (_, i) => `Person${i}`);
    const tickets: string[] = [];
    for (const name of people) tickets.push(await signIn(server.url, name));
    // Starts the decoder.
    await send(server.url, tickets[0] ?? '', await makePicture('png', 0.01));
    const decoder = findDecoder(server.pid);
    const before = { server: rssMib(server.pid), decoder: rssMib(decoder) };
    resetPeak(server.pid);
    resetPeak(decoder);
    const start = performance.now();
    const all = Array.from({ length: count }, (_, i) => tickets[Math.floor(i / PER_PERSON)] ?? '');
    const answers = await Promise.all(all.map((ticket) => send(server.url, ticket, bytes)));
    const after = { server: peakMib(server.pid), decoder: peakMib(decoder) };
    return {
      ...{ kind, megapixels, answers: countOf(answers) },
      serverMib: Math.round(after.server),
      serverGrewMib: Math.round(after.server - before.server),
      decoderMib: Math.round(after.decoder),
      decoderGrewMib: Math.round(after.decoder - before.decoder),
      seconds: Math.round((performance.now() - start) / 100) / 10,
    };
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function readOptions() {
  const { values } = readCommand({
    name: 'pictures',
    options: {
      count: { type: 'string', default: '14' },
      only: { type: 'string', multiple: true },
      megapixels: { type: 'string', multiple: true },
    },
  });
  const chosen = readNames('pictures', 'only', values.only ?? KIND_NAMES, KIND_NAMES);
  return {
    count: readNumber('pictures', 'count', values.count),
    kinds: KIND_NAMES.filter((name) => chosen.includes(name)),
    megapixels: values.megapixels?.map((text) =>
      readNumber('pictures', 'megapixels', text, { min: MIN_MEGAPIXELS, isWhole: false }),
    ),
  };
}

async function main(): Promise<void> {
  const { count, kinds, megapixels } = readOptions();
  const rows: Row[] = [];
  for (const kind of kinds) {
    for (const size of megapixels ?? KINDS[kind].megapixels) {
      const row = await measure(kind, size, count);
      rows.push(row);
      console.log(
        `${kind} ${size} Mpx: ${row.answers}; server ${row.serverMib} MiB (+${row.serverGrewMib}), ` +
          `decoder ${row.decoderMib} MiB (+${row.decoderGrewMib}), ${row.seconds} s`,
      );
    }
  }
  console.log(JSON.stringify(rows));
}

void main();
