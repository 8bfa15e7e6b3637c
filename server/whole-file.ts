/**
 * Files that are there whole or not at all: written under a temporary name, on the disk when they get their own. Knows
 * nothing of what is in them.
 */
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE } from './private-files';

/** What has this ending is not whole: of a write that goes on now, or of one that never ended. */
export const PART_ENDING = '.part';
let written = 0;

/** Of no other write of this process. */
export function partName(path: string): string {
  written += 1;
  return `${path}.${process.pid}-${written}${PART_ENDING}`;
}

async function syncAt(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a file that was written under a temporary name its own one. After this it outlives a power cut. */
export async function makeWhole(part: string, path: string): Promise<void> {
  await syncAt(part);
  await rename(part, path);
  // Some systems cannot sync folders; there the name may come a moment later.
  await syncAt(dirname(path)).catch(() => undefined);
}

/** Rejects when it cannot be written whole; then nothing of it stays, and what was there before does. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = partName(path);
  try {
    await writeFile(part, content, { mode: PRIVATE_FILE, flag: 'wx' });
    await makeWhole(part, path);
  } catch (thrown) {
    await rm(part, { force: true });
    throw thrown;
  }
}

/** What writes of an earlier process left half done. Only for a folder in which nothing is being written. */
export async function removeParts(folder: string): Promise<void> {
  // Without the folder there is nothing in it.
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith(PART_ENDING)) await rm(join(folder, name), { force: true });
  }
}
