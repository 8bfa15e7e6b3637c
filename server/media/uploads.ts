/**
 * A file that goes into a message: what kind it is, whether it is too large for that, its thumbnail, and where it is kept.
 * Knows neither HTTP nor users.
 */
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import { MAX_FILE_BYTES, MAX_PICTURE_BYTES, MAX_VOICE_BYTES } from '../../miniprogram/core/protocol/limits';
import { endingOf, FILE_TYPES, type Ending } from './file-kinds';
import type { Media } from './media';
import type { Thumbnails } from './thumbnails';

export interface UploadedFile {
  readonly url: string;
  readonly bytes: number;
  /** Of a picture, as far as this server can look into pictures. */
  readonly thumbUrl?: string;
  readonly width?: number;
  readonly height?: number;
}

export interface Uploads {
  accept(bytes: Buffer): Promise<Result<UploadedFile, Refusal>>;
}

const tooLarge = (what: string, bytes: number, limit: number): Result<never, Refusal> =>
  err({ code: 'too_large', reason: `The ${what} has ${bytes} bytes, the limit is ${limit}.` });

export function createUploads(media: Media, thumbnails: Thumbnails): Uploads {
  const acceptPicture = async (file: Buffer, ending: Ending): Promise<Result<UploadedFile, Refusal>> => {
    const looked = await thumbnails.look(file);
    if (!looked.ok) return looked;
    const { path: url, bytes } = await media.keep(file, ending);
    if (!looked.value) return ok({ url, thumbUrl: url, bytes });
    const { width, height, thumbnail } = looked.value;
    const { path: thumbUrl } = thumbnail
      ? await media.keep(thumbnail.bytes, thumbnail.ending)
      : { path: url };
    return ok({ url, thumbUrl, width, height, bytes });
  };
  return {
    async accept(file) {
      const bytes = file.length;
      if (bytes === 0) return err({ code: 'empty', reason: 'The file is empty.' });
      const ending = endingOf(file);
      const { kind } = FILE_TYPES[ending];
      if (kind === 'picture') {
        if (bytes > MAX_PICTURE_BYTES) return tooLarge('picture', bytes, MAX_PICTURE_BYTES);
        return acceptPicture(file, ending);
      }
      if (bytes > MAX_FILE_BYTES) return tooLarge('file', bytes, MAX_FILE_BYTES);
      const isVoice = kind === 'voice' && bytes <= MAX_VOICE_BYTES;
      const kept = await media.keep(file, isVoice ? ending : 'bin');
      return ok({ url: kept.path, bytes: kept.bytes });
    },
  };
}
