/**
 * A file that was received: what kind it is, whether it is too large for that, and where it is kept. Pictures are made anew; what
 * was sent as a file or video keeps its bytes. Knows neither HTTP nor users.
 */
import { open } from 'node:fs/promises';
import { ok, type Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import { isImage } from '../../miniprogram/core/protocol/kinds/image';
import { isFile } from '../../miniprogram/core/protocol/kinds/file';
import { isVideo } from '../../miniprogram/core/protocol/kinds/video';
import {
  MAX_AVATAR_BYTES,
  MAX_FILE_BYTES,
  MAX_PICTURE_BYTES,
  MAX_VIDEO_BYTES,
  MAX_VOICE_BYTES,
} from '../../miniprogram/core/protocol/limits';
import { endingOf, FILE_TYPES } from './file-kinds';
import type { Draft, Media } from './media';
import { AVATAR_PX, type MadePicture, type Pictures } from './pictures';

interface UploadedFile {
  readonly url: string;
  readonly bytes: number;
  /** Of a picture. */
  readonly thumbUrl?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A file on the disk under its temporary name. */
export interface Incoming {
  /** Stays the caller's, who drops it. */
  readonly draft: Draft;
  readonly bytes: number;
  /** What its sender calls it: `image`, `voice`, `video`, `file`, or anything else for "see for yourself". */
  readonly kind: string;
}

const HEAD_BYTES = 64;

const tooLarge = (what: string, bytes: number, limit: number): Result<never, Refusal> =>
  refuseWith('too_large', `The ${what} has ${bytes} bytes, the limit is ${limit}.`);

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

interface KeptPicture extends MadePicture {
  readonly url: string;
  readonly thumbUrl: string;
}

/** What is accepted is kept under a name of its own; what is refused leaves nothing. */
export class Uploads {
  constructor(
    private readonly media: Media,
    private readonly pictures: Pictures,
  ) {}

  /** A file for a message. */
  async accept({ draft, bytes, kind }: Incoming): Promise<Result<UploadedFile, Refusal>> {
    if (bytes === 0) return refuseWith('empty', 'The file is empty.');
    const ending = endingOf(await readHead(draft.file));
    const { kind: found } = FILE_TYPES[ending];
    if (!isFile({ kind }) && found === 'picture') return this.acceptPicture(draft, bytes);
    if (isImage({ kind })) {
      return refuseWith(
        'bad_kind',
        'This picture cannot be read here; it can be sent as a file, which keeps all of it.',
      );
    }
    if (bytes > MAX_FILE_BYTES) return tooLarge('file', bytes, MAX_FILE_BYTES);
    const isVoice = !isFile({ kind }) && found === 'voice' && bytes <= MAX_VOICE_BYTES;
    const isFilm = isVideo({ kind }) && found === 'video' && bytes <= MAX_VIDEO_BYTES;
    return ok({ url: await draft.keep(isVoice || isFilm ? ending : 'bin'), bytes });
  }

  /** Resolves to the path of the picture. */
  async acceptAvatar({ draft, bytes }: Incoming): Promise<Result<string, Refusal>> {
    if (bytes > MAX_AVATAR_BYTES) return tooLarge('picture', bytes, MAX_AVATAR_BYTES);
    const made = await this.make(draft, { maxSidePx: AVATAR_PX });
    return made.ok ? ok(made.value.url) : made;
  }

  private async acceptPicture(draft: Draft, sent: number): Promise<Result<UploadedFile, Refusal>> {
    if (sent > MAX_PICTURE_BYTES) return tooLarge('picture', sent, MAX_PICTURE_BYTES);
    const made = await this.make(draft, { hasThumbnail: true });
    if (!made.ok) return made;
    const { url, thumbUrl, width, height, bytes } = made.value;
    return ok({ url, thumbUrl, width, height, bytes });
  }

  private async make(
    { file: source }: Draft,
    { maxSidePx, hasThumbnail = false }: { maxSidePx?: number; hasThumbnail?: boolean },
  ): Promise<Result<KeptPicture, Refusal>> {
    const ending = endingOf(await readHead(source));
    if (FILE_TYPES[ending].kind !== 'picture') {
      return refuseWith('bad_kind', 'The file is not a PNG, JPEG, GIF, WebP or AVIF picture.');
    }
    const [target, small] = [await this.media.begin(), await this.media.begin()];
    try {
      const made = await this.pictures.make({
        ...{ source, ending, target: target.file },
        ...(hasThumbnail ? { thumbnail: small.file } : {}),
        ...(maxSidePx === undefined ? {} : { maxSidePx }),
      });
      if (!made.ok) return made;
      const { bytes, thumbnail } = made.value;
      if (bytes > MAX_PICTURE_BYTES) return tooLarge('picture, made anew,', bytes, MAX_PICTURE_BYTES);
      // Together, so that both wait for the disk once.
      const [url, smallUrl] = await Promise.all([
        target.keep(made.value.ending),
        thumbnail ? small.keep(thumbnail) : null,
      ]);
      return ok({ ...made.value, url, thumbUrl: smallUrl ?? url });
    } finally {
      await target.drop();
      await small.drop();
    }
  }
}
