/**
 * What a file is, by its first bytes and never by what the sender calls it: pictures and voices are served as what they
 * are, everything else as something to download. Knows no disk.
 */

type FileKind = 'picture' | 'voice' | 'other';

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

/** `bin` for what it does not know; 64 bytes are enough. */
export function endingOf(bytes: Buffer): Ending {
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpg';
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp';
  if (startsWith(bytes, 'ftypavif', 4) || startsWith(bytes, 'ftypavis', 4)) return 'avif';
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WAVE', 8)) return 'wav';
  if (startsWith(bytes, 'ID3')) return 'mp3';
  if (startsWith(bytes, 'ftypM4A', 4)) return 'm4a';
  return frameEnding(bytes) ?? 'bin';
}
