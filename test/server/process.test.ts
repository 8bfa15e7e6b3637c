/**
 * The server as a process of its own: wrong values, signals, and being killed in the middle of its work.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openPhone, type TestPhone } from '../support/test-phone';
import { makeTempFolder } from '../support/test-server';

const ROOT = resolve(__dirname, '../..');
const START_LIMIT_MS = 30_000;

interface Program {
  readonly child: ChildProcess;
  readonly output: { out: string; error: string };
  readonly exited: Promise<number | null>;
  /** Resolves to the port when the server says that it is ready. */
  readonly ready: Promise<number>;
}

const children = new Set<ChildProcess>();
const folders: string[] = [];

const newFolder = (): string => {
  const folder = makeTempFolder();
  folders.push(folder);
  return folder;
};

function run(env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', ...env },
  });
  children.add(child);
  const output = { out: '', error: '' };
  const exited = new Promise<number | null>((done) => child.on('close', (code) => done(code)));
  const ready = new Promise<number>((done, fail) => {
    child.stdout.on('data', (data: Buffer) => {
      output.out += data.toString();
      const port = /http:\/\/localhost:(\d+)\/[\s\S]*Ctrl-C/.exec(output.out)?.[1];
      if (port !== undefined) done(Number(port));
    });
    void exited.then((code) => fail(new Error(`ended with ${code}: ${output.error}`)));
  });
  ready.catch(() => undefined);
  child.stderr.on('data', (data: Buffer) => (output.error += data.toString()));
  return { child, output, exited, ready };
}

async function connect(port: number, name: string): Promise<TestPhone> {
  const response = await fetch(`http://127.0.0.1:${port}/api/login`, {
    method: 'POST',
    body: JSON.stringify({ guestKey: '', code: `dev-${name}` }),
  });
  const { ticket } = (await response.json()) as { ticket: string };
  const phone = await openPhone({ socketUrl: `ws://127.0.0.1:${port}/ws` }, { ticket });
  await phone.hello();
  return phone;
}

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** One sentence on standard error, no stack trace, exit code 1. */
async function expectSentence(program: Program, sentence: RegExp): Promise<void> {
  expect(await program.exited).toBe(1);
  expect(program.output.error.trim().split('\n')).toHaveLength(1);
  expect(program.output.error).toMatch(sentence);
  expect(program.output.error).not.toMatch(/ at .*:\d+:\d+/);
}

test(
  '[SV110] wrong values end with one sentence that names value and limit',
  async () => {
    const file = join(ROOT, 'package.json');
    await Promise.all([
      expectSentence(run({ PORT: 'abc' }), /PORT "abc".*65535/),
      expectSentence(run({ PORT: '70000' }), /PORT "70000".*65535/),
      expectSentence(run({ PORT: '-1' }), /PORT "-1"/),
      expectSentence(run({ LOG_LEVEL: 'loud' }), /LOG_LEVEL "loud".*debug, info/),
      expectSentence(run({ DEV_LOGIN: 'maybe' }), /DEV_LOGIN "maybe"/),
      expectSentence(
        run({ DATA_DIR: join(file, 'data') }),
        /DATA_DIR ".*package\.json\/data" cannot be written/,
      ),
      // Linux refuses a folder in there as "not found", whoever asks.
      expectSentence(run({ DATA_DIR: '/proc/minichat/data' }), /DATA_DIR "\/proc\/.*" cannot be written/),
    ]);
  },
  START_LIMIT_MS,
);

test(
  '[SV110] a taken port and a data folder in use end the same way',
  async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const dataDir = newFolder();
    const first = run({ DATA_DIR: dataDir });
    await first.ready;
    await Promise.all([
      expectSentence(run({ PORT: String(port), DATA_DIR: newFolder() }), new RegExp(`PORT ${port} is taken`)),
      expectSentence(run({ DATA_DIR: dataDir }), /DATA_DIR .* is in use by another/),
    ]);
    first.child.kill('SIGKILL');
    other.close();
  },
  START_LIMIT_MS,
);

test(
  '[SV111] kill -9 in the middle of traffic loses no acked message and keeps the seqs',
  async () => {
    const dataDir = newFolder();
    const first = run({ DATA_DIR: dataDir });
    const ann = await connect(await first.ready, 'Ann');
    ann.frames.filter(({ type }) => type === 'error');
    for (let i = 0; i < 18; i += 1) ann.publish('lobby', `m${i}`);
    for (let i = 0; i < 6; i += 1) await ann.next('ack');
    first.child.kill('SIGKILL');
    await Promise.all([first.exited, ann.closed]);
    const acked = ann.frames.flatMap((frame) => (frame.type === 'ack' ? [frame] : []));

    const second = run({ DATA_DIR: dataDir });
    const back = await connect(await second.ready, 'Ann');
    const [{ epoch } = { epoch: '' }] = acked;
    back.send({ type: 'history', id: 'h', room: 'lobby', epoch, before: 1_000_000, limit: 100 });
    const { messages } = await back.next('page');
    for (const { clientId, seq } of acked) {
      expect(
        messages.filter((message) => message.clientId === clientId).map((message) => message.seq),
      ).toEqual([seq]);
    }
    const seqs = messages.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    second.child.kill('SIGKILL');
    await second.exited;
  },
  START_LIMIT_MS,
);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '[SV112] %s says bye, stops within five seconds, exit code 0',
  async (signal) => {
    const program = run({ DATA_DIR: newFolder() });
    const ann = await connect(await program.ready, 'Ann');
    const startedAt = Date.now();
    program.child.kill(signal);
    expect(await ann.next('bye')).toMatchObject({ code: 'draining', reconnect: true });
    expect(await program.exited).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(program.output.error).toBe('');
  },
  START_LIMIT_MS,
);

test(
  '[SV112] a second signal ends it at once, although a client does not answer',
  async () => {
    const program = run({ DATA_DIR: newFolder() });
    const ann = await connect(await program.ready, 'Ann');
    ann.socket.pause();
    program.child.kill('SIGTERM');
    await new Promise<void>((done) => setTimeout(done, 300));
    const secondAt = Date.now();
    program.child.kill('SIGTERM');
    expect(await program.exited).toBe(1);
    expect(Date.now() - secondAt).toBeLessThan(1_500);
    ann.socket.terminate();
  },
  START_LIMIT_MS,
);

test(
  '[SV113] it prints where it is and what to do next, in both languages',
  async () => {
    const program = run({ DATA_DIR: newFolder() });
    const port = await program.ready;
    expect(program.output.out).toContain(`http://localhost:${port}/`);
    expect(program.output.out).toMatch(/npm start/);
    expect(program.output.out).toMatch(/停止/);
    program.child.kill('SIGKILL');
    await program.exited;
  },
  START_LIMIT_MS,
);
