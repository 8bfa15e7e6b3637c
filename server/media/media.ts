/**
 * The files that people gave, kept under random names that tell what they are and nothing else, pictures without what their
 * camera wrote into them. Knows no user and no message.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../folder/private-files';
import type { CleanPicture } from './clean-picture';
import { endingOf, FILE_TYPES, isEnding, type Ending } from './file-kinds';

export const MAX_AVATAR_BYTES = 512 * 1_024;
export const MEDIA_PATH = '/media/';

export interface KeptFile {
  /** The path under which the file is served. */
  readonly path: string;
  /** As it is kept. */
  readonly bytes: number;
}

export interface ServedFile {
  /** On the disk, where it need not be any more. */
  readonly file: string;
  readonly type: string;
  /** Nothing that a browser shows by itself. */
  readonly isDownload: boolean;
}

export interface Media {
  keep(bytes: Buffer, ending: Ending): Promise<KeptFile>;
  /** An avatar: a picture that is not too large. Resolves to its path. */
  store(bytes: Buffer): Promise<Result<string, Refusal>>;
  /** Null for a name that is none of ours. */
  find(name: string): ServedFile | null;
  /** Paths of the files that came before `at`, ms of the system's clock. */
  listOlder(at: number): Promise<readonly string[]>;
  /** Does nothing for a path that is none of ours. */
  remove(path: string): Promise<void>;
}

const NAME = /^[A-Za-z0-9]{22}\.([a-z0-9]{3,4})$/;
const NAME_LENGTH = 22;

function readEnding(name: string): Ending | null {
  const ending = NAME.exec(name)?.[1] ?? '';
  return isEnding(ending) ? ending : null;
}

export interface MediaOptions {
  /** Created when the first file comes. */
  readonly folder: string;
  readonly random: Random;
  readonly clean: CleanPicture;
  /** Told of each file before it is there. */
  readonly onFile: (path: string) => Promise<void>;
}

export function createMedia({ folder, random, clean, onFile }: MediaOptions): Media {
  const media: Media = {
    async keep(bytes, ending) {
      const name = `${createId(random, NAME_LENGTH)}.${ending}`;
      const path = `${MEDIA_PATH}${name}`;
      const kept = await clean(bytes, ending);
      await onFile(path);
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      await writeFile(join(folder, name), kept, { mode: PRIVATE_FILE });
      return { path, bytes: kept.length };
    },
    async store(bytes) {
      if (bytes.length > MAX_AVATAR_BYTES) {
        const reason = `The picture has ${bytes.length} bytes, the limit is ${MAX_AVATAR_BYTES}.`;
        return err({ code: 'too_large', reason });
      }
      const ending = endingOf(bytes);
      if (FILE_TYPES[ending].kind !== 'picture')
        return err({ code: 'bad_kind', reason: 'The file is not a PNG, JPEG, GIF or WebP picture.' });
      const { path } = await media.keep(bytes, ending);
      return ok(path);
    },
    find(name) {
      const ending = readEnding(name);
      if (ending === null) return null;
      const { kind, type } = FILE_TYPES[ending];
      return { file: join(folder, name), type, isDownload: kind === 'other' };
    },
    async listOlder(at) {
      const older: string[] = [];
      // Without the folder there is no file yet.
      for (const name of await readdir(folder).catch(() => [])) {
        if (readEnding(name) === null) continue;
        const found = await stat(join(folder, name)).catch(() => null);
        if (found && found.mtimeMs < at) older.push(`${MEDIA_PATH}${name}`);
      }
      return older;
    },
    async remove(path) {
      const name = basename(path);
      if (!path.startsWith(MEDIA_PATH) || readEnding(name) === null) return;
      await rm(join(folder, name), { force: true });
    },
  };
  return media;
}
