/**
 * The key that signs tickets: made once, kept in the data folder where only the server's own user can read it.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file';

const FILE_NAME = 'ticket-secret';
const SECRET_BYTES = 32;

async function readSecret(path: string): Promise<Buffer | null> {
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** A file that is too short is replaced: everybody signs in again, which the phones do by themselves. */
export async function loadSecret(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, FILE_NAME);
  const stored = await readSecret(path);
  if (stored && stored.length >= SECRET_BYTES) return stored;
  const fresh = randomBytes(SECRET_BYTES);
  await writeWhole(path, `${fresh.toString('base64url')}\n`);
  return fresh;
}
