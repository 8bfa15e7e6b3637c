/**
 * A note beside the database file: a statement met damage since all of the file was looked at. Knows nothing of what is damaged.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** It stays over a restart, until somebody clears it. */
interface DamageNote {
  readonly isSet: boolean;
  set(): void;
  clear(): void;
}

/** A database in memory has no file, and is new at each start. */
export function createDamageNote(path: string): DamageNote {
  const file = path === ':memory:' ? null : `${path}-damaged`;
  return {
    get isSet() {
      return file !== null && existsSync(file);
    },
    set() {
      if (file === null) return;
      try {
        writeFileSync(file, '', { mode: 0o600 });
      } catch {
        // Whoever met the damage is told of that, and not of a full disk.
      }
    },
    clear() {
      if (file !== null) rmSync(file, { force: true });
    },
  };
}
