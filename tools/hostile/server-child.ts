/**
 * The real server as a process of its own, and how much memory it holds.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerChild {
  readonly url: string;
  readonly socketUrl: string;
  readonly pid: number;
  rssMib(): number;
  /** Of a server that `crowd/loop-watch.mjs` was loaded into: the longest time that its event loop was held since it was last asked. */
  heldMs(): Promise<number>;
  stop(): Promise<void>;
}

const ROOT = join(__dirname, '..', '..');
const START_LIMIT_MS = 60_000;

function readPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`the server did not start:\n${said}`)), START_LIMIT_MS);
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /(?:localhost|127\.0\.0\.1):(\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

/** Resident memory, in MiB. */
function readRss(pid: number): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) / 1_024;
  } catch {
    // No /proc: not Linux.
  }
  return (
    Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])
        .toString()
        .trim(),
    ) / 1_024
  );
}

/** `flags`: of Node, as for a profile. */
export async function startServerChild(dataDir: string, flags: readonly string[] = []): Promise<ServerChild> {
  const env = {
    ...process.env,
    ...{ PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'error', DEV_LOGIN: '1' },
    // The attacker's requests come from an address of their own, as this machine's has no bound.
    TRUST_PROXY: '1',
  };
  const child = spawn(process.execPath, [...flags, '--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  const port = await readPort(child);
  const { pid = 0 } = child;
  child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  return {
    url: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}/ws`,
    pid,
    rssMib: () => readRss(pid),
    async heldMs() {
      const told = once(child, 'message') as Promise<[{ readonly heldMs: number }]>;
      child.send('held');
      return (await told)[0].heldMs;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
