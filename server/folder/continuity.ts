/**
 * How the database that is here stands to the one that was here last: the same, an older copy of it, or another one. Told by
 * a number and a name that are both in the database and beside it.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import type { Logger } from '../../miniprogram/core/base/logger';
import { createEpoch } from '../rooms/room-id';
import { StartError } from '../start-error';
import type { ChatStore } from '../storage/port';
import { COUNTER_NAME, countOf, IDENTITY_NAME, readNotes, writeNote, type Notes } from './notes';

/** A number in the database and the same beside it, which only grows: a database that counts less is an older copy. */
export const COUNTER_KEY = 'opened';
/** The same in the database and beside it: a database that has another one belongs to other files than these. */
const IDENTITY_KEY = 'database-id';
const IDENTITY_LENGTH = 16;

/** How the database stands to what was here before. `broken`: files and phones may know of more than it does. */
export type Continuity = 'new' | 'same' | 'broken';

/** Gives a database without an identity one. @throws StartError when another database was here last */
export async function checkIdentity(
  store: ChatStore,
  dataDir: string,
  notes: Notes,
  random: Random,
): Promise<void> {
  const inDatabase = await store.getMeta(IDENTITY_KEY);
  if (inDatabase !== null && notes.identity !== null && inDatabase !== notes.identity) {
    throw new StartError(
      `The database in DATA_DIR "${dataDir}" is not the one that was used here: put the right one back, or remove the notes ` +
        `"${IDENTITY_NAME}" and "${COUNTER_NAME}" if this one is meant.`,
    );
  }
  const identity = inDatabase ?? notes.identity ?? createId(random, IDENTITY_LENGTH);
  if (inDatabase === null) await store.setMeta(IDENTITY_KEY, identity);
  if (notes.identity === null) await writeNote(dataDir, IDENTITY_NAME, identity);
}

/** The database was used before and nobody knows how old it is: put here from elsewhere, or without its newest part. */
function isOlder(inDatabase: number, { count }: Notes): boolean {
  if (count === null) return inDatabase > 0;
  return Number.isNaN(count) || count > inDatabase;
}

/** `count` is the number of this start. */
export interface Start {
  readonly count: number;
  readonly continuity: Continuity;
}

/** Compares the numbers in the database and beside it; the higher one was true once. */
export async function checkContinuity(
  store: ChatStore,
  notes: Notes,
  isLogMissing: boolean,
  random: Random,
  logger: Logger,
): Promise<Start> {
  const inDatabase = Number(await store.getMeta(COUNTER_KEY)) || 0;
  const count = Math.max(inDatabase, countOf(notes));
  if (isOlder(inDatabase, notes) || isLogMissing) {
    logger.warn('epochs_renewed', { opened: inDatabase, expected: notes.count, isLogMissing });
    await store.renewEpochs(() => createEpoch(random));
    return { count, continuity: 'broken' };
  }
  return { count, continuity: inDatabase === 0 ? 'new' : 'same' };
}

/** What is noted beside the database while it is open. */
export interface Mark {
  /**
   * Counts on, so that a copy of the database that was made before can be told from this one. Done at each start and stop,
   * and every now and then between; not on every commit, which would double the writes.
   */
  mark(): Promise<void>;
  /** Rejects when the folder is not the one any more that was opened, as when another one was mounted over it. */
  check(): Promise<void>;
}

/** The number in the database and beside it. The database first: a crash in between leaves it ahead, which is harmless. */
export function createMark(store: ChatStore, dataDir: string, start: number): Mark {
  let count = start;
  let isFirst = true;
  const check = async (): Promise<void> => {
    const beside = (await readNotes(dataDir)).count;
    if (beside === count || (isFirst && beside === null)) return;
    throw new Error(
      `DATA_DIR "${dataDir}" is not the folder that was opened: its note says ${beside}, not ${count}`,
    );
  };
  return {
    check,
    async mark() {
      if (!isFirst) await check();
      await store.setMeta(COUNTER_KEY, String(count + 1));
      await writeNote(dataDir, COUNTER_NAME, String(count + 1));
      count += 1;
      isFirst = false;
    },
  };
}
