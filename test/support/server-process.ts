/**
 * The reference server as a process of its own, on a data folder of its own, so that a test can kill it as a power cut
 * would and start it again on the same data and port.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export interface ServerProcess {
  /** `http://127.0.0.1:<port>`; the same after a restart. */
  readonly url: string;
  /** What it keeps, for tests that fill it while it is down. */
  readonly dataDir: string;
  start(): Promise<void>;
  /** SIGKILL: nothing is said, nothing is finished. */
  kill(): Promise<void>;
  /** Kills it and removes the data. */
  close(): Promise<void>;
}

const PROGRAM = path.join(__dirname, 'preview-server.ts');
const ROOT = path.join(__dirname, '..', '..');
const START_LIMIT_MS = 30_000;

/** Starts a server that shows the preview in `previewDir`. */
export async function startServerProcess(previewDir: string): Promise<ServerProcess> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-e2e-data-'));
  let port = '0';
  let child: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const env = { ...process.env, PORT: port, HOST: '127.0.0.1', DATA_DIR: dataDir, PREVIEW_DIR: previewDir };
    child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], { cwd: ROOT, env, stdio: 'pipe' });
    port = await readPort(child);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    dataDir,
    start,
    kill,
    async close() {
      await kill();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The server says its address when it is ready. */
function readPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => give(new Error(`the server is not ready:\n${said}`)), START_LIMIT_MS);
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /localhost:(\d+)|127\.0\.0\.1:(\d+)/.exec(said);
      if (port === null) return;
      clearTimeout(timer);
      resolve(port[1] ?? port[2] ?? '');
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => give(new Error(`the server ended with ${code}:\n${said}`)));
  });
}
