/**
 * The one door for pictures: what comes out is pixels and nothing else, whatever came in.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Ending } from '../../../server/media/file-kinds';
import { createPictureMaker, type MadePicture } from '../../../server/media/pictures';

const SECRET = 'a secret place';
const EXIF = { IFD0: { Copyright: SECRET }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' } };
const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${SECRET}</a></x:xmpmeta>`;
const DECODE_BYTES = 60 * 1_024 * 1_024;
const WITHOUT = (): Promise<null> => Promise.resolve(null);

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minichat-pictures-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Made extends MadePicture {
  readonly file: Buffer;
  readonly small: Buffer | null;
}

async function make(
  bytes: Buffer,
  ending: Ending,
  decodeBytes = DECODE_BYTES,
  load?: () => Promise<null>,
): Promise<Made | string> {
  const pictures = await createPictureMaker(load);
  const path = join(folder, String((count += 1)));
  writeFileSync(path, bytes);
  const [target, thumbnail] = [`${path}.target`, `${path}.small`];
  const made = await pictures.make({ source: path, ending, target, thumbnail }, decodeBytes);
  if (!made.ok) return made.error.code;
  return {
    ...made.value,
    file: readFileSync(target),
    small: made.value.thumbnail && readFileSync(thumbnail),
  };
}

async function made(
  bytes: Buffer,
  ending: Ending,
  decodeBytes = DECODE_BYTES,
  load?: () => Promise<null>,
): Promise<Made> {
  const result = await make(bytes, ending, decodeBytes, load);
  if (typeof result === 'string') throw new Error(`refused as ${result}`);
  return result;
}

/** Noise, so that pixels that were encoded anew are other pixels. */
function picture(width = 120, height = 80): Sharp {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31 + i) % 251));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

type Format = 'jpg' | 'png' | 'webp' | 'avif';
const FORMATS: readonly Format[] = ['jpg', 'png', 'webp', 'avif'];
const encode = (image: Sharp, format: Format): Promise<Buffer> =>
  image.toFormat(format === 'jpg' ? 'jpeg' : format).toBuffer();
const fromCamera = (format: Format, orientation = 1): Promise<Buffer> =>
  encode(picture().withMetadata({ orientation }).withExifMerge(EXIF).withXmp(XMP), format);

async function notesOf(bytes: Buffer): Promise<readonly unknown[]> {
  const { exif, xmp, iptc, orientation, comments } = await sharp(bytes).metadata();
  return [exif, xmp, iptc, orientation, comments, bytes.includes(SECRET)];
}
const NO_NOTES = [undefined, undefined, undefined, undefined, undefined, false];

async function film(frames: number, side = 30): Promise<Sharp> {
  const height = frames * side;
  const raw = { width: side, height, channels: 3, pageHeight: side } as const;
  return sharp(await picture(side, height).raw().toBuffer(), { raw });
}

test.each(FORMATS)(
  '[SV198] {S26, C10} a %s loses its notes, its comments and what follows its end',
  async (format) => {
    const camera = Buffer.concat([await fromCamera(format), Buffer.from(`ftypmp42${SECRET}`)]);
    expect(camera.includes(SECRET)).toBe(true);
    const { file, width, height } = await made(camera, format);
    expect(await notesOf(file)).toEqual(NO_NOTES);
    expect([width, height]).toEqual([120, 80]);
  },
);

test('[SV198] {S26, C10} a PNG keeps every pixel', async () => {
  const { file } = await made(await fromCamera('png'), 'png');
  expect((await sharp(file).raw().toBuffer()).equals(await picture().raw().toBuffer())).toBe(true);
});

test('[SV198] {S26} a WebP with a wrong length is made anew, or refused', async () => {
  const camera = await fromCamera('webp');
  camera.writeUInt32LE(camera.length - 8 - 40, 4);
  const result = await make(camera, 'webp');
  if (typeof result === 'string') expect(result).toBe('bad_kind');
  else expect(await notesOf(result.file)).toEqual(NO_NOTES);
});

test.each(['gif', 'webp'] as const)(
  '[SV198] {S26, C10} an animated %s keeps its frames and nothing else',
  async (ending) => {
    const plain = await (await film(3)).toFormat(ending, { loop: 0, delay: [100, 100, 100] }).toBuffer();
    const note = Buffer.concat([
      Buffer.from([0x21, 0xfe, SECRET.length]),
      Buffer.from(SECRET),
      Buffer.from([0]),
    ]);
    const end = plain.length - 1;
    const camera =
      ending === 'gif' ? Buffer.concat([plain.subarray(0, end), note, plain.subarray(end)]) : plain;
    for (const load of [undefined, WITHOUT]) {
      const { file, width, height } = await made(camera, ending, DECODE_BYTES, load);
      expect(file.includes(SECRET)).toBe(false);
      expect([width, height]).toEqual([30, 30]);
      expect(await sharp(file, { animated: true }).metadata()).toMatchObject({
        pages: 3,
        pageHeight: 30,
        loop: 0,
      });
    }
  },
);

test.each(FORMATS)('[SV199] {S26, C10} a %s that lies on its side is made upright', async (format) => {
  const { file, width, height } = await made(await fromCamera(format, 6), format);
  expect([width, height]).toEqual(format === 'avif' ? [width, height] : [80, 120]);
  expect(await notesOf(file)).toEqual(NO_NOTES);
});

test('[SV282] {S26} AVIF is kept as what every phone shows', async () => {
  expect((await made(await fromCamera('avif'), 'avif')).ending).toBe('jpg');
  const clear = picture(20, 20).ensureAlpha(0.5);
  expect((await made(await clear.avif().toBuffer(), 'avif')).ending).toBe('png');
});

test.each(['jpg', 'png', 'gif', 'webp'] as const)(
  '[SV192] {S20} what only begins like a %s is no picture, with and without the library',
  async (ending) => {
    const whole = await picture()
      .toFormat(ending === 'jpg' ? 'jpeg' : ending)
      .toBuffer();
    const starts = [whole.subarray(0, 12), Buffer.concat([whole.subarray(0, 12), Buffer.alloc(200, 7)])];
    for (const start of starts) {
      expect(await make(start, ending)).toBe('bad_kind');
      expect(await make(start, ending, DECODE_BYTES, WITHOUT)).toBe('bad_kind');
    }
    expect(await make(whole.subarray(0, whole.length >> 1), ending)).toBe('bad_kind');
  },
);

test('[SV197] {S20} without the library a picture loses its notes and has the size of its header', async () => {
  for (const format of ['jpg', 'png', 'webp'] as const) {
    const { file, width, height, thumbnail } = await made(
      await fromCamera(format),
      format,
      DECODE_BYTES,
      WITHOUT,
    );
    expect([width, height, thumbnail]).toEqual([120, 80, null]);
    expect(await notesOf(file)).toEqual(NO_NOTES);
  }
  const wide = await picture(1, 1).resize(16_400, 1).png().toBuffer();
  expect(await make(wide, 'png', DECODE_BYTES, WITHOUT)).toBe('too_large');
  expect(await make(wide, 'png')).toBe('too_large');
});

test('[SV281] {S19} what would take more than all of the memory is refused by its header, or read smaller', async () => {
  const few = 12 * 1_024 * 1_024;
  const large = picture(40, 30).resize(1_200, 1_000, { kernel: 'nearest' });
  expect(await make(await large.clone().png({ progressive: true }).toBuffer(), 'png', few)).toBe('too_large');
  expect(await make(await large.clone().jpeg({ progressive: true }).toBuffer(), 'jpg', few)).toBe(
    'too_large',
  );
  expect(await make(await large.clone().webp().toBuffer(), 'webp', few)).toBe('too_large');
  expect(await made(await large.clone().png().toBuffer(), 'png', few)).toMatchObject({ width: 1_200 });
  const turned = await large.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height } = await made(turned, 'jpg', few);
  expect([width < 1_000, height < 1_200, Math.abs(height / width - 1.2) < 0.02]).toEqual([true, true, true]);
});
