/**
 * A real database that cannot write: full, read-only, locked by another. Nobody is told that a message is stored that is
 * not, load balancers are told the truth, and it goes on by itself when the disk does.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import { openDatabase, type SqlDatabase } from '../../server/storage/sqlite/driver';
import { releaseLock } from '../../server/storage/sqlite/schema';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { makeTempFolder, startTestServer, type TestServer } from '../support/test-server';

interface Trouble {
  begin(db: SqlDatabase, path: string): Promise<void>;
  end(db: SqlDatabase): Promise<void>;
}

const pages = (db: SqlDatabase): number => Number(db.prepare('PRAGMA page_count').all()[0]?.['page_count']);

function createTroubles(): Readonly<Record<string, Trouble>> {
  let other: SqlDatabase | null = null;
  return {
    'a full disk': {
      begin: async (db) => db.exec(`PRAGMA max_page_count = ${pages(db)}`),
      end: async (db) => db.exec('PRAGMA max_page_count = 1000000'),
    },
    'a disk that was made read-only': {
      begin: async (db) => db.exec('PRAGMA query_only = 1'),
      end: async (db) => db.exec('PRAGMA query_only = 0'),
    },
    'a database that another program writes to': {
      async begin(db, path) {
        db.exec('PRAGMA busy_timeout = 1');
        releaseLock(db);
        other = await openDatabase(path);
        other.exec('BEGIN IMMEDIATE');
      },
      async end() {
        other?.exec('ROLLBACK');
        other?.close();
      },
    },
  };
}

const LONG = '字'.repeat(3_000);

describe.each(Object.entries(createTroubles()))('%s', (_name, trouble) => {
  let folder: string;
  let db: SqlDatabase;
  let server: TestServer;
  let clock: ManualClock;
  let ann: TestPhone;

  beforeEach(async () => {
    folder = makeTempFolder();
    clock = createManualClock();
    db = await openDatabase(join(folder, 'minichat.db'));
    server = await startTestServer({ clock, store: createSqliteStore(db), limits: { publishBurst: 1_000 } });
    ann = await connectPhone(server, 'Ann');
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const health = async (): Promise<[number, unknown]> => {
    const { status, body } = await server.request('/healthz');
    return [status, (body as { status: string }).status];
  };
  const answerTo = async (clientId: string): Promise<DownFrame> => {
    for (;;) {
      const isAnswer = (frame: DownFrame): boolean =>
        (frame.type === 'ack' || frame.type === 'nack') && frame.clientId === clientId;
      const found = ann.frames.find(isAnswer);
      if (found) return found;
      await new Promise((resolve) => void setImmediate(resolve));
    }
  };
  /** Until the database has used up the space it already has. */
  const publishUntilRefused = async (): Promise<string> => {
    for (let i = 0; i < 200; i += 1) {
      const clientId = ann.publish('lobby', LONG);
      const answer = await answerTo(clientId);
      if (answer.type === 'nack') {
        expect(answer).toMatchObject({ code: 'storage', afterMs: expect.any(Number) as number });
        return clientId;
      }
    }
    throw new Error('the disk took everything');
  };

  test('[SV134] refuses the message for now, turns healthz red, and goes on by itself', async () => {
    expect(await health()).toEqual([200, 'ok']);
    await trouble.begin(db, join(folder, 'minichat.db'));
    const clientId = await publishUntilRefused();
    expect(await health()).toEqual([503, 'storage_failing']);
    ann.publish('lobby', 'may not overtake');
    expect(await ann.next('nack', ({ code }) => code === 'order')).toBeDefined();
    await trouble.end(db);
    expect(await health()).toEqual([503, 'storage_failing']);
    ann.publish('lobby', LONG, { clientId, head: true });
    const ack = await ann.next('ack', (frame) => frame.clientId === clientId);
    expect(ack.duplicate).toBeUndefined();
    clock.jump(1_000);
    expect(await health()).toEqual([200, 'ok']);
    const { epoch, seq } = ack;
    ann.send({ type: 'pull', id: 'p', room: 'lobby', epoch, after: seq - 2, limit: 5 });
    const page = await ann.next('page');
    expect(page.messages.map((message) => message.seq)).toEqual([seq - 1, seq]);
  }, 30_000);

  test('[SV134] is green again after a while without traffic, when a small write succeeds', async () => {
    await trouble.begin(db, join(folder, 'minichat.db'));
    await publishUntilRefused();
    await trouble.end(db);
    clock.jump(9_000);
    expect((await health())[0]).toBe(503);
    clock.jump(1_000);
    expect((await health())[0]).toBe(200);
  }, 30_000);
});
