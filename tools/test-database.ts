/**
 * A PostgreSQL server for one run of the tests, in a temporary folder: one that `TEST_DATABASE_URL` names, else one that is installed,
 * else, for root on Debian, one that is installed now. As root it runs as another user, because PostgreSQL refuses root.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface TestDatabase {
  readonly url: string;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const START_LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const MAX_STARTS = 20;
/** Whom Debian's package makes, and whom every system has. */
const USERS = ['postgres', 'nobody'];

function listFolders(): readonly string[] {
  const onPath = (process.env.PATH ?? '').split(path.delimiter);
  const versions = fs.existsSync(DEBIAN_FOLDER) ? fs.readdirSync(DEBIAN_FOLDER) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  return [...onPath, ...newestFirst.map((version) => path.join(DEBIAN_FOLDER, version, 'bin'))];
}

/** The folder with `initdb` and `postgres` in it. */
function findInstalled(): string | null {
  const has = (folder: string): boolean =>
    ['initdb', 'postgres'].every((name) => fs.existsSync(path.join(folder, name)));
  const found = listFolders().find((folder) => folder !== '' && has(folder));
  // Names on the PATH may be links to a folder with all the rest.
  return found === undefined ? null : path.dirname(fs.realpathSync(path.join(found, 'postgres')));
}

const APT = '/usr/bin/apt-get';
const MEMORY_FOLDER = '/dev/shm';
const ENOUGH_BYTES = 2 * 1_024 ** 3;

/** Where waiting for a disk takes no time, if there is room for it. */
function chooseFolder(): string {
  if (!fs.existsSync(MEMORY_FOLDER)) return os.tmpdir();
  const { bavail, bsize } = fs.statfsSync(MEMORY_FOLDER);
  return bavail * bsize > ENOUGH_BYTES ? MEMORY_FOLDER : os.tmpdir();
}

const isRoot = (): boolean => process.getuid?.() === 0;

function installOnDebian(): void {
  if (!isRoot() || !fs.existsSync(APT)) return;
  console.log('Installing PostgreSQL for the tests (apt-get install postgresql) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args: string[]): number | null => spawnSync(APT, args, { env, stdio: 'ignore' }).status;
  const packages = ['install', '-y', '--no-install-recommends', 'postgresql'];
  if (run(...packages) !== 0 && run('update') === 0) run(...packages);
}

/** Who runs it; nothing when this is not root. */
function chooseUser(): { readonly uid?: number; readonly gid?: number } {
  if (!isRoot()) return {};
  for (const name of USERS) {
    const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('there is no user to run PostgreSQL as');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Rejects when the server ends before it listens. */
async function untilReady(child: ChildProcess, port: number, said: () => string): Promise<void> {
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await wait(LOOK_AGAIN_MS)) {
    if (child.exitCode !== null) break;
    if (await isOpen()) return;
  }
  throw new Error(`PostgreSQL did not start: ${said()}`);
}

interface StartedDatabase extends TestDatabase {
  /** Ends every process of it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** A new server with the programs in `bin`. */
export async function startPostgres(bin: string, settings: readonly string[] = []): Promise<StartedDatabase> {
  const owner = chooseUser();
  const folder = fs.mkdtempSync(path.join(chooseFolder(), 'minichat-postgres-'));
  if (owner.uid !== undefined) fs.chownSync(folder, owner.uid, owner.gid ?? owner.uid);
  const data = path.join(folder, 'data');
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  const initdb = ['-D', data, '-U', 'minichat', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  execFileSync(path.join(bin, 'initdb'), initdb, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const given = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`],
    ...['shared_buffers=32MB', 'max_connections=200', ...settings],
  ];
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    let said = '';
    const args = ['-D', data, ...given.flatMap((setting) => ['-c', setting])];
    child = spawn(path.join(bin, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2_000)));
    await untilReady(child, port, () => said);
  };
  /** What was killed may hold its memory for a moment. */
  const startAgain = async (): Promise<void> => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await start();
      } catch (thrown) {
        if (tried >= MAX_STARTS) throw thrown;
        await wait(LOOK_AGAIN_MS * tried);
      }
    }
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = null;
    if (!running) return;
    running.kill(signal);
    await ended(running);
  };
  await start();
  return {
    url: `postgres://minichat@127.0.0.1:${port}/postgres`,
    start: startAgain,
    kill: () => stop('SIGKILL'),
    async close() {
      // At once, and without waiting for those who are connected.
      await stop('SIGQUIT');
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The programs of PostgreSQL, installed when that is possible; null when they cannot be had. */
export function findPrograms(): string | null {
  const found = findInstalled();
  if (found !== null) return found;
  installOnDebian();
  return findInstalled();
}

/** Null with a reason when there is none on this machine. */
export async function startTestDatabase(): Promise<TestDatabase | string> {
  const url = process.env.TEST_DATABASE_URL;
  if (url !== undefined && url !== '') return { url, close: () => Promise.resolve() };
  const bin = findPrograms();
  if (bin === null) return 'PostgreSQL is not installed, and TEST_DATABASE_URL names none';
  try {
    return await startPostgres(bin);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
