/**
 * The files that people gave, kept under random names that tell what they are and nothing else. Knows no user and does not
 * look into files beyond their first bytes.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import { endingOf, FILE_TYPES, isEnding, type Ending } from './file-kinds';

export const MAX_AVATAR_BYTES = 512 * 1_024;
export const MEDIA_PATH = '/media/';

export interface StoredFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Nothing that a browser shows by itself. */
  readonly isDownload: boolean;
}

export interface Media {
  /** The path under which the file is served. */
  keep(bytes: Buffer, ending: Ending): Promise<string>;
  /** An avatar: a picture that is not too large. */
  store(bytes: Buffer): Promise<Result<string, Refusal>>;
  /** Null for a name that is none of ours. */
  read(name: string): Promise<StoredFile | null>;
  /** Does nothing for a path that is none of ours. */
  remove(path: string): Promise<void>;
}

const NAME = /^[A-Za-z0-9]{22}\.([a-z0-9]{3,4})$/;
const NAME_LENGTH = 22;

function readEnding(name: string): Ending | null {
  const ending = NAME.exec(name)?.[1] ?? '';
  return isEnding(ending) ? ending : null;
}

/** `folder` is created when the first file comes. */
export function createMedia({ folder, random }: { folder: string; random: Random }): Media {
  const media: Media = {
    async keep(bytes, ending) {
      const name = `${createId(random, NAME_LENGTH)}.${ending}`;
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), bytes);
      return `${MEDIA_PATH}${name}`;
    },
    async store(bytes) {
      if (bytes.length > MAX_AVATAR_BYTES) {
        const reason = `The picture has ${bytes.length} bytes, the limit is ${MAX_AVATAR_BYTES}.`;
        return err({ code: 'too_large', reason });
      }
      const ending = endingOf(bytes);
      if (FILE_TYPES[ending].kind !== 'picture')
        return err({ code: 'bad_kind', reason: 'The file is not a PNG, JPEG, GIF or WebP picture.' });
      return ok(await media.keep(bytes, ending));
    },
    async read(name) {
      const ending = readEnding(name);
      if (ending === null) return null;
      const { kind, type } = FILE_TYPES[ending];
      try {
        return { type, bytes: await readFile(join(folder, name)), isDownload: kind === 'other' };
      } catch {
        return null;
      }
    },
    async remove(path) {
      const name = basename(path);
      if (!path.startsWith(MEDIA_PATH) || readEnding(name) === null) return;
      await rm(join(folder, name), { force: true });
    },
  };
  return media;
}
