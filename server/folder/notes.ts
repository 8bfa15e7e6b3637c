/**
 * Small notes beside the database that tell what it must be: how far it had come when it was here last, and which one it is.
 * A note that cannot be read is never taken for one that is not there.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file';

/** The file that tells how often the database was opened. */
export const COUNTER_NAME = 'opened';
/** The file that tells which database belongs here. */
export const IDENTITY_NAME = 'database-id';

/** Both notes, as they were read at the start. */
export interface Notes {
  /** Null when there is no such note; NaN when it is there and says nothing. */
  readonly count: number | null;
  /** Null when there is none, as in a folder of an older server. */
  readonly identity: string | null;
}

/** 0 when the note tells none. */
export const countOf = ({ count }: Notes): number => (count === null || Number.isNaN(count) ? 0 : count);

/** Null when there is none. @throws when it cannot be told */
async function readNote(dataDir: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDir, name), 'utf8')).trim();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw thrown;
  }
}

/** Rejects when a note is there and cannot be read. */
export async function readNotes(dataDir: string): Promise<Notes> {
  const count = await readNote(dataDir, COUNTER_NAME);
  const identity = await readNote(dataDir, IDENTITY_NAME);
  return {
    count: count === null ? null : /^\d{1,15}$/.test(count) ? Number(count) : NaN,
    identity: identity === '' ? null : identity,
  };
}

/** Whole or not at all, also when the power fails. */
export function writeNote(dataDir: string, name: string, text: string): Promise<void> {
  return writeWhole(join(dataDir, name), text);
}
