/**
 * One engine: its process and the members' process, which stay for all rounds, and what is measured in one round:
 * deliveries and the server's CPU time, after a moment of the same work.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { EngineName } from './engines';

interface Measured {
  readonly outstanding: number;
  readonly deliveries: number;
  readonly cpuSeconds: number;
  /** Deliveries per second of the server's CPU. */
  readonly perCpuSecond: number;
}

const WARM_UP_MS = 300;
const ANSWER_LIMIT_MS = 60_000;
/** With what is around it, a message of minichat of about 220 bytes. */
const TEXT = 'The quick brown fox jumps over the lazy dog, twice. '.repeat(2).slice(0, 80);

function start(file: string, ...args: string[]): ChildProcess {
  return fork(path.join(__dirname, file), args, { execArgv: ['--import', 'tsx'] });
}

/** The next message of the child. */
function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('a process of the benchmark is silent')),
      ANSWER_LIMIT_MS,
    );
    const onExit = (): void => reject(new Error('a process of the benchmark has ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

function ask<T>(child: ChildProcess, question: string | object): Promise<T> {
  const answer = hear<T>(child);
  child.send(question);
  return answer;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.send('stop');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** One engine and its members, connected and ready. */
export interface Pair {
  readonly engine: EngineName;
  measure(outstanding: number, seconds: number): Promise<Measured>;
  stop(): Promise<void>;
}

async function measureOne(
  server: ChildProcess,
  members: ChildProcess,
  outstanding: number,
  seconds: number,
): Promise<Measured> {
  await ask(members, { outstanding, ms: WARM_UP_MS });
  const before = await ask<{ cpuMicros: number }>(server, 'cpu');
  const { deliveries } = await ask<{ deliveries: number }>(members, { outstanding, ms: seconds * 1_000 });
  const after = await ask<{ cpuMicros: number }>(server, 'cpu');
  await ask(members, 'settle');
  const cpuSeconds = (after.cpuMicros - before.cpuMicros) / 1_000_000;
  return { outstanding, deliveries, cpuSeconds, perCpuSecond: deliveries / cpuSeconds };
}

export async function startPair(engine: EngineName, members: number): Promise<Pair> {
  const server = start('server-process.ts', engine, TEXT);
  const { port } = await hear<{ port: number }>(server);
  const room = start('members-process.ts', JSON.stringify({ engine, port, members, text: TEXT }));
  await hear(room);
  return {
    engine,
    measure: (outstanding, seconds) => measureOne(server, room, outstanding, seconds),
    async stop() {
      room.kill('SIGKILL');
      await stop(server);
    },
  };
}
