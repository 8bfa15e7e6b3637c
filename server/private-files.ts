/**
 * Nobody else on this machine reads what people wrote: the data folder belongs to the server's user alone, with whatever is in
 * it, however the machine makes files by default. A folder that others plainly share keeps its own rights.
 */
import { chmod, lstat, open, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { describeError, type Logger } from '../miniprogram/core/base/logger';

/** Rights as `chmod` takes them: the owner alone, who may look inside. */
export const PRIVATE_FOLDER = 0o700;
/** Rights as `chmod` takes them: the owner alone. */
export const PRIVATE_FILE = 0o600;
const MODE_BITS = 0o777;
const STICKY_BIT = 0o1000;
/** What the server itself puts there. */
const OUR_NAMES = /^(minichat\.db|opened|database-id|ticket-secret|media)/;
/** Files that are looked at together. */
const STEP = 64;

/** True for a folder. A file that went meanwhile needs nothing. */
async function tightenOne(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    const wanted = found.isDirectory() ? PRIVATE_FOLDER : PRIVATE_FILE;
    const isOurs = found.isDirectory() || found.isFile();
    if (isOurs && (found.mode & MODE_BITS) !== wanted) await chmod(path, wanted);
    return found.isDirectory();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw thrown;
  }
}

async function tightenInside(folder: string, isWanted: (name: string) => boolean): Promise<void> {
  const names = (await readdir(folder)).filter(isWanted);
  for (let at = 0; at < names.length; at += STEP) {
    const paths = names.slice(at, at + STEP).map((name) => join(folder, name));
    const areFolders = await Promise.all(paths.map(tightenOne));
    for (const inner of paths.filter((_, i) => areFolders[i])) await tightenInside(inner, () => true);
  }
}

/** One that everybody may put files into, and one that the program itself runs in. */
async function isShared(folder: string): Promise<boolean> {
  const isAbove = !relative(resolve(folder), process.cwd()).startsWith('..');
  return isAbove || ((await lstat(folder)).mode & STICKY_BIT) !== 0;
}

/** A folder of somebody else, as a mounted one may be, is told in the log and used as it is. */
export async function tighten(folder: string, logger: Logger): Promise<void> {
  try {
    const shared = await isShared(folder);
    if (shared) logger.warn('data_folder_is_shared', { folder });
    else await tightenOne(folder);
    await tightenInside(folder, (name) => !shared || OUR_NAMES.test(name));
  } catch (thrown) {
    logger.warn('data_folder_is_open', { folder, error: describeError(thrown) });
  }
}

/** Made before somebody makes it with other rights; what SQLite puts beside it takes the rights of it. */
export async function makePrivateFile(path: string): Promise<void> {
  const file = await open(path, 'a', PRIVATE_FILE);
  try {
    await file.chmod(PRIVATE_FILE);
  } finally {
    await file.close();
  }
}
