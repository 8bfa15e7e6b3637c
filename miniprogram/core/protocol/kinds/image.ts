/**
 * A picture, which the server makes anew and knows the sides of.
 */
import { MAX_PICTURE_BYTES } from '../limits';
import { mediaPath } from '../media-path';
import { integer, literal, object, type Infer } from '../schema';
import { NO_ADDRESS_YET, type MediaKind } from './kind';

const kind = 'image';
const schema = object({
  kind: literal(kind),
  url: mediaPath,
  thumbUrl: mediaPath,
  width: integer(1),
  height: integer(1),
  bytes: integer(1),
});
export type ImageBody = Infer<typeof schema>;

/** Also of a body that was only begun. */
export const isImage = (body: { readonly kind: string }): body is ImageBody => body.kind === kind;

/** `name`: for when the server cannot show it as a picture, and it goes as a file. */
interface GivenImage {
  readonly width: number;
  readonly height: number;
  readonly name?: string;
}

const sideOf = (px: number): number => Math.max(1, Math.round(px) || 1);

/** The entry of `image`. */
export const imageKind: MediaKind<ImageBody, GivenImage> = {
  role: 'content',
  schema,
  files: ({ url, thumbUrl }) => [url, thumbUrl],
  album: 'pictures',
  fileNameStart: 'IMG',
  maxBytes: MAX_PICTURE_BYTES,
  make: ({ width, height, bytes }) => ({
    ...{ kind, url: NO_ADDRESS_YET, thumbUrl: NO_ADDRESS_YET },
    ...{ width: sideOf(width), height: sideOf(height), bytes },
  }),
  uploaded(body, { url, thumbUrl, width, height, bytes }) {
    const size = width && height ? { width, height } : {};
    return { ...body, ...size, url, thumbUrl: thumbUrl ?? url, bytes };
  },
  /** An older server takes what is no picture, and tells that by its address, or by telling no size. */
  isTaken(body, { url, width, height }) {
    const isKnown = (width ?? body.width) > 1 || (height ?? body.height) > 1;
    return /\.(?:png|jpe?g|gif|webp|avif)$/i.test(url) && (isKnown || width !== undefined);
  },
};
