/** Bytes as base64 and back, for platforms whose sockets carry bytes as text. Knows no platform. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** With padding. */
export function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const group = (a << 16) | (b << 8) | c;
    const four = [18, 12, 6, 0].map((shift) => LETTERS.charAt((group >> shift) & 63)).join('');
    const missing = Math.max(0, i + 3 - bytes.length);
    text += four.slice(0, 4 - missing) + '='.repeat(missing);
  }
  return text;
}

/** What is no letter of base64 is passed over. */
export function fromBase64(text: string): ArrayBuffer {
  const values = [...text].map((letter) => LETTERS.indexOf(letter)).filter((value) => value >= 0);
  const bytes = new Uint8Array(Math.floor((values.length * 3) / 4));
  for (let i = 0; i < bytes.length; i += 1) {
    const first = Math.floor((i * 4) / 3);
    const pair = ((values[first] ?? 0) << 6) | (values[first + 1] ?? 0);
    bytes[i] = pair >> (4 - 2 * (i % 3));
  }
  return bytes.buffer;
}
