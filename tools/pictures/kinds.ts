/**
 * Valid pictures of every kind that takes memory in a way of its own, made when they are needed.
 */
import sharp, { type Sharp } from 'sharp';

interface Kind {
  /** Width by height; a square when it is absent. */
  readonly shape?: number;
  /** What is sent unless other sizes are asked for. */
  readonly megapixels: readonly number[];
  encode(picture: Sharp, side: number): Promise<Buffer>;
}

const FRAMES = 6;

/** The height of a picture is that of all its frames, one below the other. */
async function film(picture: Sharp, side: number): Promise<Sharp> {
  const height = Math.floor(side / FRAMES) * FRAMES;
  const { data, info } = await picture
    .extract({ left: 0, top: 0, width: side, height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, channels } = info;
  return sharp(data, { raw: { width, height, channels, pageHeight: height / FRAMES } });
}

export const KINDS = {
  png: { megapixels: [12, 48], encode: (picture) => picture.png().toBuffer() },
  'png-wide': { shape: 20, megapixels: [12], encode: (picture) => picture.png().toBuffer() },
  'png-interlaced': {
    megapixels: [2, 6, 12],
    encode: (picture) => picture.png({ progressive: true }).toBuffer(),
  },
  'png-interlaced-grey': {
    megapixels: [12, 24, 48],
    encode: (picture) => picture.toColourspace('b-w').png({ progressive: true }).toBuffer(),
  },
  'png-interlaced-16': {
    megapixels: [1, 4],
    encode: (picture) => picture.toColourspace('rgb16').png({ progressive: true }).toBuffer(),
  },
  jpg: { megapixels: [12, 48], encode: (picture) => picture.jpeg().toBuffer() },
  'jpg-turned': {
    megapixels: [6, 12, 48],
    encode: (picture) => picture.jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  },
  'jpg-progressive': {
    megapixels: [2, 6, 12],
    encode: (picture) => picture.jpeg({ progressive: true }).toBuffer(),
  },
  webp: { megapixels: [2, 6, 12], encode: (picture) => picture.webp().toBuffer() },
  'webp-lossless': {
    megapixels: [2, 6, 12],
    encode: (picture) => picture.webp({ lossless: true, effort: 0 }).toBuffer(),
  },
  'webp-film': {
    megapixels: [2, 6],
    encode: async (picture, side) => (await film(picture, side)).webp({ effort: 0 }).toBuffer(),
  },
  'gif-film': {
    megapixels: [2, 6],
    encode: async (picture, side) => (await film(picture, side)).gif().toBuffer(),
  },
  avif: { megapixels: [1, 3, 6], encode: (picture) => picture.avif({ effort: 0 }).toBuffer() },
} satisfies { readonly [name: string]: Kind };

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];

/** A pattern of few large parts, so that the file stays small and the pixels are many. */
export function makePicture(kind: KindName, megapixels: number): Promise<Buffer> {
  const { shape = 1, encode }: Kind = KINDS[kind];
  const width = Math.round(Math.sqrt(megapixels * 1_000_000 * shape));
  const height = Math.round(width / shape);
  const pixels = Buffer.from(Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * i * 31 + i) % 251));
  const pattern = sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } });
  return encode(pattern.resize(width, height, { kernel: 'nearest', fit: 'fill' }), width);
}
