/**
 * The files that people gave, kept under random names that tell what they are and nothing else. A file that is coming has a
 * temporary name, under which nobody finds it. Knows no user, no message and no picture.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import { PRIVATE_FOLDER } from '../private-files';
import { makeWhole, partName, removeParts } from '../whole-file';
import { FILE_TYPES, isEnding, type Ending } from './file-kinds';

/** Before the name of a file in its path. */
export const MEDIA_PATH = '/media/';

interface ServedFile {
  /** On the disk, where it need not be any more. */
  readonly file: string;
  readonly type: string;
  /** Nothing that a browser shows by itself. */
  readonly isDownload: boolean;
}

/** A file that is not kept yet. */
export interface Draft {
  /** On the disk; whoever has the draft writes there. */
  readonly file: string;
  /** Resolves to the path under which it is served, when it is on the disk for good. */
  keep(ending: Ending): Promise<string>;
  /** Does nothing once it is kept. Never rejects. */
  drop(): Promise<void>;
}

/** Paths are those of the protocol, `/media/NAME`, and never those of the disk. */
export interface Media {
  begin(): Promise<Draft>;
  /** Null for a name that is none of ours. */
  find(name: string): ServedFile | null;
  /** Paths of the files that came before `at`, ms of the system's clock. */
  listOlder(at: number): Promise<readonly string[]>;
  /** Does nothing for a path that is none of ours. */
  remove(path: string): Promise<void>;
}

const NAME = /^[A-Za-z0-9]{22}\.([a-z0-9]{3,4})$/;
const NAME_LENGTH = 22;

/** What a path names; null for one that is none of ours. */
function endingAt(path: string): Ending | null {
  const ending = NAME.exec(basename(path))?.[1] ?? '';
  return path.startsWith(MEDIA_PATH) && isEnding(ending) ? ending : null;
}

/** A path of ours whose file was taken off the disk. Looks at once: the order of messages waits for it. */
export function isFileGone(folder: string, path: string): boolean {
  return endingAt(path) !== null && !existsSync(join(folder, basename(path)));
}

export interface MediaOptions {
  /** Created when the first file comes. */
  readonly folder: string;
  readonly random: Random;
  /** Told of each file before it is there. */
  readonly onFile: (path: string) => Promise<void>;
}

function createDraft({ folder, onFile }: MediaOptions, name: string): Draft {
  const file = partName(join(folder, name));
  return {
    file,
    async keep(ending) {
      const path = `${MEDIA_PATH}${name}.${ending}`;
      await onFile(path);
      await makeWhole(file, join(folder, basename(path)));
      return path;
    },
    drop: () => rm(file, { force: true }).catch(() => undefined),
  };
}

/** What an earlier process left half done is removed first. */
export async function createMedia(options: MediaOptions): Promise<Media> {
  const { folder, random } = options;
  await removeParts(folder);
  return {
    async begin() {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      return createDraft(options, createId(random, NAME_LENGTH));
    },
    find(name) {
      const ending = endingAt(`${MEDIA_PATH}${name}`);
      if (ending === null) return null;
      const { kind, type } = FILE_TYPES[ending];
      return { file: join(folder, name), type, isDownload: kind === 'other' };
    },
    async listOlder(at) {
      const older: string[] = [];
      // Without the folder there is no file yet.
      for (const name of await readdir(folder).catch(() => [])) {
        if (endingAt(`${MEDIA_PATH}${name}`) === null) continue;
        const found = await stat(join(folder, name)).catch(() => null);
        if (found && found.mtimeMs < at) older.push(`${MEDIA_PATH}${name}`);
      }
      return older;
    },
    async remove(path) {
      if (endingAt(path) !== null) await rm(join(folder, basename(path)), { force: true });
    },
  };
}
