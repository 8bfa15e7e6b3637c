/**
 * What the database file looks like before anybody opens it: SQLite makes a new database of a file that is missing or empty,
 * and throws away a log that lies beside it. Knows the first bytes of a SQLite file and no table.
 */
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const DATABASE_NAME = 'minichat.db';
/** SQLite's own files beside the database. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;
const LOG = '-wal';

/** Where the first bytes of a database tell what. */
const HEAD_BYTES = 100;
const AT = { pageSize: 16, writeVersion: 18, changes: 24, pages: 28, changesAtPages: 92 } as const;
/** The write version while it is written through a log, which is taken back when a server stops in good order. */
const WITH_LOG = 2;
/** Stands for a page size that does not fit into its two bytes. */
const LARGEST_PAGE = 65_536;

/** What can be told of the file without opening it; sizes are in bytes. */
export interface DatabaseFile {
  readonly path: string;
  readonly bytes: number;
  readonly logBytes: number;
  /** It was in use when the server ended, and what was committed last was in a log that is not here. */
  readonly isLogMissing: boolean;
  /** It has fewer bytes than its first page says. */
  readonly isCut: boolean;
}

/** Size of a file, null when there is none. @throws when it cannot be told */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    await file.read(head, 0, HEAD_BYTES, 0);
    return head;
  } finally {
    await file.close();
  }
}

/** 0 where the head does not tell. */
function wantedBytes(head: Buffer): number {
  if (head.readUInt32BE(AT.changes) !== head.readUInt32BE(AT.changesAtPages)) return 0;
  const pageSize = head.readUInt16BE(AT.pageSize);
  return head.readUInt32BE(AT.pages) * (pageSize === 1 ? LARGEST_PAGE : pageSize);
}

/** Changes nothing; a file that is not there has no bytes. Rejects when the folder cannot be read. */
export async function lookAtDatabase(dataDir: string): Promise<DatabaseFile> {
  const path = join(dataDir, DATABASE_NAME);
  const bytes = (await sizeOf(path)) ?? 0;
  const log = await sizeOf(`${path}${LOG}`);
  const logBytes = log ?? 0;
  if (bytes === 0) return { path, bytes, logBytes, isLogMissing: false, isCut: false };
  const head = await readHead(path);
  const isLogMissing = log === null && head[AT.writeVersion] === WITH_LOG;
  // What a log holds may be the rest of it.
  return { path, bytes, logBytes, isLogMissing, isCut: logBytes === 0 && wantedBytes(head) > bytes };
}

/** Out of the way of a new database, and kept: nobody knows what can still be had from it. */
export async function putAside({ path }: DatabaseFile, count: number): Promise<void> {
  for (const end of ['', ...COMPANIONS]) {
    if ((await sizeOf(`${path}${end}`)) === null) continue;
    await rename(`${path}${end}`, `${path}.aside-${count}${end}`);
  }
}
