/**
 * A video of one picture that stands still for so many seconds, made here so that none has to be stored with the tests: the frame
 * of an AVIF (AV1, which every browser plays) in the boxes of an MP4.
 */
import sharp from 'sharp';
import type { ChosenFile } from './chosen-files';

const TIMESCALE = 1_000;
const MATRIX = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => bytes.writeUInt16BE(value, 2 * i));
  return bytes;
};
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
};
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

/** The box of this type, its header included, wherever it stands. */
function findBox(bytes: Buffer, type: string): Buffer {
  const at = bytes.indexOf(type, 0, 'latin1') - 4;
  if (at < 0) throw new Error(`There is no box ${type}.`);
  return bytes.subarray(at, at + bytes.readUInt32BE(at));
}

interface Still {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** How AV1 is to be read, as the AVIF says it. */
  readonly config: Buffer;
  readonly frame: Buffer;
}

function sampleTable({ width, height, seconds, config, frame }: Still, offset: number): Buffer {
  const entry = box(
    'av01',
    ...[zeros(6), u16(1), zeros(16), u16(width, height), u32(0x480000, 0x480000, 0), u16(1), zeros(32)],
    ...[u16(0x18, 0xffff), config],
  );
  // Each second shows the same bytes.
  const offsets = Array.from({ length: seconds }, () => offset);
  return box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, 1, seconds, TIMESCALE)),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, frame.length, seconds)),
    box('stco', u32(0, seconds, ...offsets)),
  );
}

function movie(still: Still, offset: number): Buffer {
  const duration = still.seconds * TIMESCALE;
  const [width, height] = [still.width * 0x10000, still.height * 0x10000];
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, TIMESCALE, duration), u16(0x55c4, 0)),
    box('hdlr', u32(0, 0), Buffer.from('vide', 'latin1'), zeros(13)),
    box(
      'minf',
      box('vmhd', u32(1), zeros(8)),
      box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))),
      sampleTable(still, offset),
    ),
  );
  const track = box('tkhd', u32(3, 0, 0, 1, 0, duration), zeros(16), u32(...MATRIX, width, height));
  const head = box(
    'mvhd',
    ...[u32(0, 0, 0, TIMESCALE, duration, 0x10000), u16(0x100), zeros(10), u32(...MATRIX), zeros(24), u32(2)],
  );
  return box('moov', head, box('trak', track, media));
}

/** Sides in px. */
export async function tinyVideo(name: string, width = 160, height = 90, seconds = 3): Promise<ChosenFile> {
  const picture = sharp({ create: { width, height, channels: 3, background: '#c84' } });
  const avif = await picture.avif({ chromaSubsampling: '4:2:0' }).toBuffer();
  const config = findBox(avif, 'av1C');
  const frame = findBox(avif, 'mdat').subarray(8);
  const still = { width, height, seconds, config, frame };
  const type = box('ftyp', Buffer.from('isom'), u32(512), Buffer.from('isomav01mp42'));
  const offset = type.length + movie(still, 0).length + 8;
  const buffer = Buffer.concat([type, movie(still, offset), box('mdat', frame)]);
  return { name, mimeType: 'video/mp4', buffer };
}
