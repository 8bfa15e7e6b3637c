/**
 * Hostile and broken peers against the real server over real sockets: it stays alive, answers or closes by its rules, and
 * nobody else notices.
 */
import net from 'node:net';
import { WebSocket } from 'ws';
import { decodeDown } from '../../miniprogram/core/protocol/codec';
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import { upFrame } from '../../miniprogram/core/protocol/up';
import { between, chance, pick, sampleEveryType, type Random } from '../chaos/frame-samples';
import { FUZZ_SEED, fuzzRounds } from '../chaos/fuzz-seed';
import { makeDamagedText, makeHostileText } from '../chaos/mutations';
import { takePrototypePicture } from '../chaos/prototype-guard';
import { createSeededRandom } from '../support/seeded-random';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const ALLOWED_CODES: readonly number[] = [
  ...Object.values(CloseCode),
  // RFC 6455: protocol error, not consistent UTF-8; 1006 is what we see when our own broken frame breaks the line.
  ...[1002, 1006, 1007],
];
const CALM_MS = 5_000;

jest.setTimeout(60_000 + 500 * fuzzRounds(0));

interface Attacker {
  readonly socket: WebSocket;
  readonly tag: string;
  readonly bad: string[];
  readonly closed: Promise<number>;
}

async function attack(server: TestServer, random: Random, ticket: string, says: boolean): Promise<Attacker> {
  const socket = new WebSocket(server.socketUrl, ['minichat.v1']);
  const bad: string[] = [];
  const nonce = Array.from({ length: 22 }, () => between(random, 0, 9)).join('');
  socket.on('message', (data: Buffer) => {
    const decoded = decodeDown(JSON.parse(data.toString('utf8')));
    if (decoded.bad.length + decoded.unknown.length > 0) bad.push(data.toString('utf8'));
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  await new Promise((resolve) => socket.once('open', resolve));
  const hello = { type: 'hello', version: 1, nonce, ticket, device: `attacker-${nonce}`, rooms: [] };
  if (says) {
    const greeted = new Promise((resolve) => socket.once('message', resolve));
    socket.send(JSON.stringify(hello));
    await greeted;
  }
  return { socket, tag: nonce.slice(0, 8), bad, closed };
}

/** Valid frames of this connection, of rooms and people that exist. */
function makeFrames(random: Random, tag: string, user: string): unknown[] {
  const samples = [...sampleEveryType(random, upFrame.description).values()];
  return samples.map((sample) => ({
    ...sample,
    ...('tag' in sample && chance(random, 0.95) ? { tag } : {}),
    ...('room' in sample && chance(random, 0.8) ? { room: pick(random, ['lobby', 'tea']) } : {}),
    ...('users' in sample ? { users: [user] } : {}),
    ...('limit' in sample ? { limit: pick(random, [1, 100, 9_007_199_254_740_991]) } : {}),
  }));
}

async function endsCalmly(attacker: Attacker): Promise<number> {
  const timer = setTimeout(() => attacker.socket.close(1000), CALM_MS / 10);
  const late = new Promise<number>((resolve) => void setTimeout(() => resolve(-1), CALM_MS).unref());
  const code = await Promise.race([attacker.closed, late]);
  clearTimeout(timer);
  attacker.socket.terminate();
  return code;
}

describe('a hostile peer', () => {
  let server: TestServer;
  let bystander: TestPhone;
  let ticket: string;
  let user: string;
  const before = takePrototypePicture();

  beforeEach(async () => {
    // Malice is not to be mistaken for haste.
    const limits = { frameBurst: 100_000, publishBurst: 100_000, loginBurst: 1_000 };
    server = await startTestServer({ limits });
    bystander = await connectPhone(server, 'bystander');
    const account = await server.login('attacker');
    ({ ticket, user } = account);
  });

  afterEach(async () => {
    await bystander.close();
    await server.close();
  });

  const expectUnharmed = async (round: number): Promise<void> => {
    const id = bystander.publish('lobby', `still here ${round}`);
    const ack = await bystander.next('ack', (frame) => frame.id === id);
    await bystander.next('msg', (frame) => frame.seq === ack.seq && frame.room === 'lobby');
  };

  test('[FZ8] structured garbage is answered or ends its own connection; others chat on', async () => {
    const random = createSeededRandom(FUZZ_SEED + 10);
    const codes = new Set<number>();
    for (let round = 0; round < fuzzRounds(40); round += 1) {
      const attacker = await attack(server, random, ticket, chance(random, 0.85));
      const frames = makeFrames(random, attacker.tag, user);
      for (let i = between(random, 1, 25); i > 0; i -= 1) {
        const isText = chance(random, 0.95);
        const text = chance(random, 0.8) ? makeHostileText(random, frames) : makeDamagedText(random, frames);
        if (isText) attacker.socket.send(text);
        else attacker.socket.send(Buffer.from(text));
        // A good frame in between, so that not every connection ends after five bad ones.
        attacker.socket.send(JSON.stringify({ type: 'ping', tag: attacker.tag, id: `p${i}` }));
      }
      codes.add(await endsCalmly(attacker));
      expect(attacker.bad).toEqual([]);
      await expectUnharmed(round);
    }
    expect([...codes].filter((code) => !ALLOWED_CODES.includes(code))).toEqual([]);
    expect(codes.size).toBeGreaterThan(2);
    expect(takePrototypePicture()).toEqual(before);
  });

  test('[FZ9] raw bytes on the port, before and after the upgrade, harm nobody', async () => {
    const random = createSeededRandom(FUZZ_SEED + 11);
    for (let round = 0; round < fuzzRounds(60); round += 1) {
      const socket = net.connect({ port: server.running.port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      const gone = new Promise((resolve) => socket.on('close', resolve));
      socket.resume();
      if (chance(random, 0.75)) socket.write(UPGRADE);
      for (let i = between(random, 1, 6); i > 0; i -= 1) socket.write(makeFrameBytes(random));
      if (chance(random, 0.5)) socket.end();
      const timer = setTimeout(() => socket.destroy(), 100);
      await gone;
      clearTimeout(timer);
      await expectUnharmed(round);
    }
    expect(await server.request('/healthz').then(({ status }) => status)).toBe(200);
    expect(server.running.connections).toBeLessThanOrEqual(2);
  });
});

const UPGRADE = [
  'GET /ws HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: minichat.v1',
  '\r\n',
].join('\r\n');

/** A WebSocket frame that may be well formed: opcode, reserved bits, mask and length are all drawn. */
function makeFrameBytes(random: Random): Buffer {
  const noise = Buffer.from(Array.from({ length: between(random, 0, 200) }, () => between(random, 0, 255)));
  if (chance(random, 0.2)) return noise;
  const opcode = pick(random, [0, 1, 1, 1, 2, 8, 9, 10, 3, 15]);
  const first = (chance(random, 0.8) ? 0x80 : 0) | (chance(random, 0.1) ? 0x40 : 0) | opcode;
  const mask = chance(random, 0.9) ? 0x80 : 0;
  const length = pick(random, [noise.length & 0x7f, 126, 127]);
  const lengths: Record<number, number[]> = {
    126: [between(random, 0, 255), between(random, 0, 255)],
    127: Array.from({ length: 8 }, () => (chance(random, 0.7) ? 0 : between(random, 0, 255))),
  };
  return Buffer.concat([
    Buffer.from([first, mask | length, ...(lengths[length] ?? []), ...(mask ? [1, 2, 3, 4] : [])]),
    noise,
  ]);
}
