/**
 * The members of one room, in a process of their own: connects them all, then keeps a number of messages on their way for as
 * long as it is told, and counts what arrives.
 */
import { connect, type Socket } from 'node:net';
import type { EngineName } from './engines';
import { clientFrame, createFrameCounter, upgradeRequest } from './wire';

interface Options {
  readonly engine: EngineName;
  readonly port: number;
  readonly members: number;
  readonly text: string;
}

/** Messages are larger, everything else that is sent meanwhile is smaller. */
const MIN_MESSAGE_BYTES = 150;
const SAY_AT_ONCE = 8;
const CONNECT_AT_ONCE = 50;
const SETTLE_MS = 500;
const HEAD_END = '\r\n\r\n';

interface Member {
  readonly socket: Socket;
  readonly tag: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Resolves to what came behind the head of the answer to the upgrade. */
function readHead(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let said = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      said = Buffer.concat([said, chunk]);
      const end = said.indexOf(HEAD_END);
      if (end < 0) return;
      socket.off('data', read);
      resolve(said.subarray(end + HEAD_END.length));
    };
    socket.on('data', read);
  });
}

async function login(port: number): Promise<string> {
  const body = JSON.stringify({ code: 'dev-bench', guestKey: '' });
  const response = await fetch(`http://127.0.0.1:${port}/api/login`, { method: 'POST', body });
  return ((await response.json()) as { ticket: string }).ticket;
}

class Room {
  private readonly members: Member[] = [];
  private delivered = 0;
  private said = 0;
  private serial = 0;
  private outstanding = 0;

  constructor(
    private readonly options: Options,
    private readonly ticket: string,
  ) {}

  async fill(): Promise<void> {
    while (this.members.length < this.options.members) {
      const missing = Math.min(CONNECT_AT_ONCE, this.options.members - this.members.length);
      this.members.push(...(await Promise.all(Array.from({ length: missing }, () => this.join()))));
    }
    // Greetings are over: from here on everything of this size is a delivery.
    await pause(SETTLE_MS);
    this.delivered = 0;
  }

  /** Deliveries within `ms`, with `outstanding` messages always on their way. */
  async run(outstanding: number, ms: number): Promise<number> {
    const before = this.delivered;
    this.outstanding = outstanding;
    this.keepTalking();
    await pause(ms);
    return this.delivered - before;
  }

  /** Until everything that was said has arrived. */
  async settle(): Promise<void> {
    this.outstanding = 0;
    while (this.delivered < this.said * this.options.members) await pause(5);
  }

  private async join(): Promise<Member> {
    const { engine, port } = this.options;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    this.serial += 1;
    const nonce = `n${this.serial}`.padEnd(22, 'x');
    const count = createFrameCounter(MIN_MESSAGE_BYTES);
    const receive = (chunk: Buffer): void => {
      this.delivered += count(chunk);
      this.keepTalking();
    };
    if (engine !== 'net') {
      socket.write(upgradeRequest(port));
      receive(await readHead(socket));
    }
    socket.on('data', receive);
    if (engine === 'minichat') {
      const hello = { type: 'hello', version: 1, nonce, ticket: this.ticket, device: nonce, rooms: [] };
      const welcomed = new Promise((resolve) => socket.once('data', resolve));
      socket.write(clientFrame(JSON.stringify(hello)));
      await welcomed;
    }
    return { socket, tag: nonce.slice(0, 8) };
  }

  private keepTalking(): void {
    const { members } = this.options;
    if (this.outstanding === 0) return;
    while (this.said - Math.floor(this.delivered / members) < this.outstanding) this.say();
  }

  private say(): void {
    const { engine, text } = this.options;
    // No connection of minichat may have more than eight messages on their way.
    const speaker = this.members[Math.floor(this.said / SAY_AT_ONCE) % this.members.length];
    this.said += 1;
    const clientId = `bench-0001-${String(this.said).padStart(6, '0')}`;
    const publish = { type: 'publish', tag: speaker?.tag, id: clientId, room: 'lobby', clientId, head: true };
    const frame = JSON.stringify({ ...publish, body: { kind: 'text', text } });
    speaker?.socket.write(engine === 'net' ? 'x' : clientFrame(frame));
  }
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as Options;
  const room = new Room(options, options.engine === 'minichat' ? await login(options.port) : '');
  await room.fill();
  process.on('message', (order: { outstanding: number; ms: number } | 'settle') => {
    if (order === 'settle') void room.settle().then(() => process.send?.({ settled: true }));
    else void room.run(order.outstanding, order.ms).then((deliveries) => process.send?.({ deliveries }));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
