/**
 * What a file is, by its first bytes and never by what the sender calls it: pictures, voices and videos are served as what
 * they are, everything else as something to download. Knows no disk.
 */

type FileKind = 'picture' | 'voice' | 'video' | 'other';

interface FileType {
  readonly kind: FileKind;
  readonly type: string;
}

/** By the ending of the name under which a file is kept. */
export const FILE_TYPES = {
  png: { kind: 'picture', type: 'image/png' },
  jpg: { kind: 'picture', type: 'image/jpeg' },
  gif: { kind: 'picture', type: 'image/gif' },
  webp: { kind: 'picture', type: 'image/webp' },
  /** Comes, but is kept as one of those above: old phones do not show it. */
  avif: { kind: 'picture', type: 'image/avif' },
  mp3: { kind: 'voice', type: 'audio/mpeg' },
  aac: { kind: 'voice', type: 'audio/aac' },
  m4a: { kind: 'voice', type: 'audio/mp4' },
  wav: { kind: 'voice', type: 'audio/wav' },
  mp4: { kind: 'video', type: 'video/mp4' },
  mov: { kind: 'video', type: 'video/quicktime' },
  bin: { kind: 'other', type: 'application/octet-stream' },
} as const satisfies { readonly [ending: string]: FileType };

export type Ending = keyof typeof FILE_TYPES;

/** Whether it is one of the endings that this server gives files. */
export const isEnding = (text: string): text is Ending => Object.hasOwn(FILE_TYPES, text);

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.subarray(at, at + text.length).toString('latin1') === text;

/** 11 bits of sync; the layer after them tells AAC in ADTS (0) from MPEG audio. */
function frameEnding([first = 0, second = 0]: Buffer): Ending | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const layer = (second >> 1) & 0b11;
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'aac' : null;
  return layer === 0b01 ? 'mp3' : null;
}

/** Who made the container, by its brand; others hold a picture or a sound. */
const VIDEO_BRAND = /^(?:iso[m2-9]|mp4[12]|avc1|av01|M4V[ HP]|MSNV|3gp\d|3g2.|dash|f4v )$/;

function containerEnding(bytes: Buffer): Ending | null {
  if (!startsWith(bytes, 'ftyp', 4)) return null;
  const brand = bytes.subarray(8, 12).toString('latin1');
  if (brand === 'avif' || brand === 'avis') return 'avif';
  if (brand.startsWith('M4A')) return 'm4a';
  if (brand === 'qt  ') return 'mov';
  return VIDEO_BRAND.test(brand) ? 'mp4' : null;
}

/** `bin` for what it does not know; 64 bytes are enough. */
export function endingOf(bytes: Buffer): Ending {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpg';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8)) return 'wav';
  if (startsWith(bytes, 'ID3')) return 'mp3';
  return containerEnding(bytes) ?? frameEnding(bytes) ?? 'bin';
}
