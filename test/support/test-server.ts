/**
 * A real server on a free port of this machine with a database file of its own, and what tests do with it over HTTP.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type RunningServer, type StartServerOptions } from '../../server/server';

export interface Account {
  readonly user: string;
  readonly name: string;
  readonly avatar: string;
  readonly ticket: string;
  readonly expiresInMs: number;
}

export interface TestServer {
  readonly url: string;
  readonly socketUrl: string;
  readonly dataDir: string;
  readonly running: RunningServer;
  request(path: string, init?: RequestInit): Promise<{ status: number; body: unknown; headers: Headers }>;
  post(path: string, body: unknown, ticket?: string): Promise<{ status: number; body: unknown }>;
  /** Signs in by a development code. */
  login(name: string): Promise<Account>;
  /** Stops and starts again on the same data. */
  restart(more?: Partial<StartServerOptions>): Promise<void>;
  /** Stops and removes the data. */
  close(): Promise<void>;
}

/** No bot, and files by their plain address, unless a test is about them. */
const QUIET: Partial<StartServerOptions> = { bot: false, openMedia: true };

/** The key of the guest `name`, as varied as those that phones make. */
export const guestKey = (name: string): string =>
  createHash('sha256').update(name).digest('hex').slice(0, 32);

export const makeTempFolder = (): string => mkdtempSync(join(tmpdir(), 'minichat-test-'));

/** What a test that failed half way did not close: it would keep jest from ending. */
const open = new Set<TestServer>();

export async function closeLeftOpen(): Promise<void> {
  await Promise.all([...open].map((server) => server.close()));
}

// Tools start such a server too, outside of any test.
if (typeof afterAll === 'function') afterAll(closeLeftOpen);

interface Database {
  readonly options: Partial<StartServerOptions>;
  done(): void;
}

/** Of a run on PostgreSQL: see `jest.config.js`. */
async function takeDatabase(): Promise<Database> {
  if (!('testsOnPostgres' in globalThis)) return { options: {}, done: () => undefined };
  const databases = await import('./postgres');
  const databaseUrl = await databases.takeDatabase();
  return { options: { databaseUrl }, done: () => databases.giveBack(databaseUrl) };
}

export async function startTestServer(options: Partial<StartServerOptions> = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? makeTempFolder();
  const database = await takeDatabase();
  const start = (more: Partial<StartServerOptions>): Promise<RunningServer> =>
    startServer({ ...QUIET, port: 0, host: '127.0.0.1', dataDir, ...database.options, ...options, ...more });
  let running = await start({});

  const request: TestServer['request'] = async (path, init) => {
    const response = await fetch(`http://127.0.0.1:${running.port}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  const post: TestServer['post'] = (path, body, ticket) => {
    const headers = {
      'Content-Type': 'application/json',
      ...(ticket ? { Authorization: `Bearer ${ticket}` } : {}),
    };
    return request(path, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  };

  const server: TestServer = {
    get url() {
      return `http://127.0.0.1:${running.port}`;
    },
    get socketUrl() {
      return `ws://127.0.0.1:${running.port}/ws`;
    },
    dataDir,
    get running() {
      return running;
    },
    request,
    post,
    async login(name) {
      const { status, body } = await post('/api/login', {
        code: `dev-${encodeURIComponent(name)}`,
        guestKey: '',
      });
      if (status !== 200)
        throw new Error(`login of ${name} was answered by ${status}: ${JSON.stringify(body)}`);
      return body as Account;
    },
    async restart(more = {}) {
      await running.close();
      running = await start(more);
    },
    async close() {
      open.delete(server);
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
      database.done();
    },
  };
  open.add(server);
  return server;
}
