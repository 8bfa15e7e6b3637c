/**
 * A video: what plays, and a picture that stands for it, where the phone had one. The server keeps it as it came.
 */
import { err, ok, type Result } from '../../base/result';
import { MAX_VIDEO_BYTES, MAX_VIDEO_MS } from '../limits';
import { mediaPath } from '../media-path';
import type { Refusal } from '../refusal';
import { integer, literal, object, optional, type Infer } from '../schema';
import { NO_ADDRESS_YET, type MediaKind, type UploadedFile } from './kind';

const kind = 'video';
const schema = object({
  kind: literal(kind),
  url: mediaPath,
  thumbUrl: optional(mediaPath),
  width: integer(1),
  height: integer(1),
  durationMs: integer(1),
  bytes: integer(1),
});
export type VideoBody = Infer<typeof schema>;

/** Also of a body that was only begun. */
export const isVideo = (body: { readonly kind: string }): body is VideoBody => body.kind === kind;

/** What was recorded or chosen, to be uploaded. */
export const asVideo = <Given extends object>(given: Given): Given & { readonly kind: typeof kind } => ({
  ...given,
  kind,
});

interface GivenVideo {
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}

/** What a phone does not tell is 1. */
const atLeastOne = (value: number): number => Math.max(1, Math.round(value) || 1);

function check(body: VideoBody): Result<VideoBody, Refusal> {
  if (body.durationMs <= MAX_VIDEO_MS) return ok(body);
  const reason = `The video is said to take ${body.durationMs} ms, the limit is ${MAX_VIDEO_MS}.`;
  return err({ code: 'too_large', reason });
}

/** Where the phone told no sides, those of its picture are better than none. */
function putCover(body: VideoBody, picture: UploadedFile | null): VideoBody {
  const { thumbUrl, ...rest } = body;
  if (!picture || thumbUrl === undefined) return rest;
  const { width = 1, height = 1 } = body.width === 1 && body.height === 1 ? picture : body;
  return { ...rest, thumbUrl: picture.thumbUrl ?? picture.url, width, height };
}

/** The entry of `video`. */
export const videoKind: MediaKind<VideoBody, GivenVideo> = {
  role: 'content',
  schema,
  check,
  previewValues: ({ durationMs }) => ({ n: Math.ceil(durationMs / 1_000) }),
  files: ({ url, thumbUrl }) => (thumbUrl === undefined ? [url] : [url, thumbUrl]),
  album: 'pictures',
  isLater: true,
  isFilm: true,
  fileNameStart: 'VID',
  maxBytes: MAX_VIDEO_BYTES,
  make: ({ width, height, durationMs, bytes, cover }) => ({
    ...{ kind, url: NO_ADDRESS_YET },
    ...(cover ? { thumbUrl: NO_ADDRESS_YET } : {}),
    ...{ width: atLeastOne(width), height: atLeastOne(height) },
    ...{ durationMs: atLeastOne(durationMs), bytes },
  }),
  cover: { isWaiting: ({ thumbUrl }) => thumbUrl === NO_ADDRESS_YET, put: putCover },
  uploaded: (body, { url, bytes }) => ({ ...body, url, bytes }),
  /** An older server keeps it as something to download, and tells that by its address. */
  isTaken: (_body, { url }) => /\.(?:mp4|mov)$/i.test(url),
};
