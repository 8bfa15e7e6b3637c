/**
 * Pictures that people gave: kept as files under random names, told apart by their first bytes and never by what the
 * sender calls them. Knows no user.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';

export const MAX_AVATAR_BYTES = 512 * 1_024;
export const MEDIA_PATH = '/media/';

export interface Media {
  /** The path under which the picture is served. */
  store(bytes: Buffer): Promise<Result<string, Refusal>>;
  /** Null for a name that is none of ours. */
  read(name: string): Promise<{ readonly type: string; readonly bytes: Buffer } | null>;
  /** Does nothing for a path that is none of ours. */
  remove(path: string): Promise<void>;
}

const TYPES = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' } as const;
type Extension = keyof typeof TYPES;

const NAME = /^[A-Za-z0-9]{22}\.(png|jpg|gif|webp)$/;
const NAME_LENGTH = 22;

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.subarray(at, at + text.length).toString('latin1') === text;

function findExtension(bytes: Buffer): Extension | null {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpg';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif';
  return startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8) ? 'webp' : null;
}

/** `folder` is created when the first picture comes. */
export function createMedia({ folder, random }: { folder: string; random: Random }): Media {
  return {
    async store(bytes) {
      if (bytes.length > MAX_AVATAR_BYTES) {
        const reason = `The picture has ${bytes.length} bytes, the limit is ${MAX_AVATAR_BYTES}.`;
        return err({ code: 'too_large', reason });
      }
      const extension = findExtension(bytes);
      if (!extension)
        return err({ code: 'bad_kind', reason: 'The file is not a PNG, JPEG, GIF or WebP picture.' });
      const name = `${createId(random, NAME_LENGTH)}.${extension}`;
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), bytes);
      return ok(`${MEDIA_PATH}${name}`);
    },
    async read(name) {
      const extension = NAME.exec(name)?.[1];
      if (extension === undefined) return null;
      try {
        return { type: TYPES[extension as Extension], bytes: await readFile(join(folder, name)) };
      } catch {
        return null;
      }
    },
    async remove(path) {
      if (!path.startsWith(MEDIA_PATH) || !NAME.test(basename(path))) return;
      await rm(join(folder, basename(path)), { force: true });
    },
  };
}
