/**
 * The real server as a process of its own, so that it can be killed in the middle of whatever it does and started again on
 * the same data folder.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export interface ServerProcess {
  readonly port: number;
  /** kill -9. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves to the exit code, or null when it had to be killed. */
  stop(): Promise<number | null>;
}

/** Lines that the server wrote as errors, over all its lives. */
export type ErrorLog = string[];

function waitForPort(child: ChildProcess, errors: ErrorLog): Promise<number> {
  return new Promise((resolve, reject) => {
    let told = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server was not ready after ${START_LIMIT_MS} ms: ${told}`));
    }, START_LIMIT_MS);
    child.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      const port = /http:\/\/[^:/\s]+:(\d+)\//.exec(told)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${String(code)}: ${told} ${errors.join(' ')}`));
    });
  });
}

/** @throws Error when it does not come up */
export async function startServerProcess(dataDir: string, errors: ErrorLog): Promise<ServerProcess> {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, ['--import', 'tsx', path.join('server', 'main.ts')], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString().trim()));
  const gone = once(child, 'exit').then(([code]) => code as number | null);
  // Whoever ends this process must not leave the server behind.
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  void gone.then(() => process.off('exit', reap));
  const port = await waitForPort(child, errors);
  return {
    port,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      child.kill('SIGTERM');
      const code = await gone;
      clearTimeout(timer);
      return code;
    },
  };
}
