/**
 * What a camera or a program wrote into a picture is not served; the picture itself stays as it was.
 */
import sharp, { type Sharp } from 'sharp';
import { createPictureCleaner, type CleanPicture } from '../../../server/media/clean-picture';
import type { Ending } from '../../../server/media/file-kinds';
import { stripMetadata } from '../../../server/media/picture-metadata';

const SECRET = 'a secret place';
const EXIF = {
  IFD0: { Copyright: SECRET },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 0/1 0/1' },
};
const XMP = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${SECRET}</a></x:xmpmeta>`;

type Format = 'jpg' | 'png' | 'webp';
const FORMATS: readonly Format[] = ['jpg', 'png', 'webp'];

let clean: CleanPicture;
let cleanWithoutLibrary: CleanPicture;
beforeAll(async () => {
  clean = await createPictureCleaner();
  cleanWithoutLibrary = await createPictureCleaner(() => Promise.resolve(null));
});

/** Noise, so that pixels that were encoded anew are other pixels. */
function picture(width = 120, height = 80): Sharp {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31 + i) % 251));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const encode = (image: Sharp, format: Format): Promise<Buffer> =>
  image.toFormat(format === 'jpg' ? 'jpeg' : format).toBuffer();
const fromCamera = (format: Format, orientation = 1): Promise<Buffer> =>
  encode(picture().withMetadata({ orientation }).withExifMerge(EXIF).withXmp(XMP), format);
const pixelsOf = (bytes: Buffer): Promise<Buffer> => sharp(bytes).raw().toBuffer();

async function notesOf(bytes: Buffer): Promise<readonly unknown[]> {
  const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
  return [exif, xmp, iptc, orientation, bytes.includes(SECRET)];
}
const NO_NOTES = [undefined, undefined, undefined, undefined, false];

test.each(FORMATS)('[SV198] {C10} a %s loses its notes and not one pixel', async (format) => {
  const camera = await fromCamera(format);
  expect(camera.includes(SECRET)).toBe(true);
  for (const cleaner of [clean, cleanWithoutLibrary]) {
    const cleaned = await cleaner(camera, format);
    expect(await notesOf(cleaned)).toEqual(NO_NOTES);
    expect((await pixelsOf(cleaned)).equals(await pixelsOf(camera))).toBe(true);
    expect((await sharp(cleaned).metadata()).icc).toBeDefined();
  }
});

test.each(FORMATS)('[SV198] {C10} a %s without notes stays byte for byte', async (format) => {
  const plain = await encode(picture(), format);
  expect(await clean(plain, format)).toBe(plain);
});

test('[SV198] {C10} what phones hang behind a picture goes: a film, or a second picture with its own notes', async () => {
  const progressive = await picture().jpeg({ progressive: true }).toBuffer();
  const camera = Buffer.concat([progressive, await fromCamera('jpg'), Buffer.from(`ftypmp42${SECRET}`)]);
  const cleaned = await clean(camera, 'jpg');
  expect(cleaned.equals(progressive)).toBe(true);
});

test('[SV198] {C10} an animation keeps its frames', async () => {
  const frames = await sharp(await picture(40, 90).png().toBuffer(), { pages: 1 })
    .raw()
    .toBuffer();
  const raw = { width: 40, height: 90, channels: 3, pageHeight: 30 } as const;
  const film = await sharp(frames, { raw })
    .webp({ loop: 0, delay: [100, 100, 100] })
    .withExif(EXIF)
    .toBuffer();
  const cleaned = await clean(film, 'webp');
  expect(cleaned.includes(SECRET)).toBe(false);
  expect(await sharp(cleaned, { animated: true }).metadata()).toMatchObject({ pages: 3, pageHeight: 30 });
});

test.each(FORMATS)('[SV199] {C10} a %s that lies on its side is turned upright', async (format) => {
  const camera = await fromCamera(format, 6);
  const cleaned = await clean(camera, format);
  expect(await notesOf(cleaned)).toEqual(NO_NOTES);
  expect(await sharp(cleaned).metadata()).toMatchObject({ width: 80, height: 120 });
  const [is, wanted] = await Promise.all([
    pixelsOf(cleaned),
    pixelsOf(await sharp(camera).autoOrient().png().toBuffer()),
  ]);
  const distance = is.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 0)), 0) / is.length;
  expect(distance).toBeLessThan(format === 'png' ? 0.001 : 30);
});

test('[SV199] {C10} without the library nothing is turned, and the notes go all the same', async () => {
  const cleaned = await cleanWithoutLibrary(await fromCamera('jpg', 6), 'jpg');
  expect(await notesOf(cleaned)).toEqual(NO_NOTES);
  expect(await sharp(cleaned).metadata()).toMatchObject({ width: 120, height: 80 });
});

test('[SV198] {C10} whatever comes in, something comes out: cut off, filled up or no picture at all', async () => {
  for (const format of FORMATS) {
    const whole = await fromCamera(format);
    for (let length = 12; length < whole.length; length += 7) {
      const cut = whole.subarray(0, length);
      const stripped = stripMetadata(cut, format);
      expect(stripped === null || !stripped.includes(SECRET)).toBe(true);
      expect((await cleanWithoutLibrary(cut, format)).length).toBeGreaterThan(0);
    }
    expect(await clean(Buffer.from('no picture at all, but long enough'), format)).toHaveLength(34);
  }
  const gif: Ending = 'gif';
  expect(await clean(Buffer.from('GIF89a'), gif)).toHaveLength(6);
  const filled = await fromCamera('jpg');
  const padded = Buffer.concat([filled.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff]), filled.subarray(2)]);
  expect(await notesOf(await clean(padded, 'jpg'))).toEqual(NO_NOTES);
});
