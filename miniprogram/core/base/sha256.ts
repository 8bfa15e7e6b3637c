/**
 * SHA-256 and HMAC over text of plain ASCII, because mini programs have neither. Knows no key and no purpose.
 */
const WORDS_PER_BLOCK = 16;
const ROUNDS = 64;
const BLOCK_BYTES = 64;

const primes = (count: number): readonly number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < count; n += 1) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
};
/** The first 32 bits behind the point. */
const fraction = (n: number): number => ((n - Math.floor(n)) * 2 ** 32) | 0;
const K = primes(ROUNDS).map((prime) => fraction(Math.cbrt(prime)));
const START = primes(8).map((prime) => fraction(Math.sqrt(prime)));

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));
const at = (words: readonly number[], i: number): number => words[i] ?? 0;

function schedule(words: readonly number[], from: number): readonly number[] {
  const w = words.slice(from, from + WORDS_PER_BLOCK);
  for (let i = WORDS_PER_BLOCK; i < ROUNDS; i += 1) {
    const [x, y] = [at(w, i - 15), at(w, i - 2)];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w.push((at(w, i - 16) + s0 + at(w, i - 7) + s1) | 0);
  }
  return w;
}

function mix(state: readonly number[], w: readonly number[]): readonly number[] {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < ROUNDS; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (at(state, i) + word) | 0);
}

function digest(bytes: readonly number[]): readonly number[] {
  const words: number[] = [];
  [...bytes, 0x80].forEach((byte, i) => (words[i >> 2] = at(words, i >> 2) | (byte << (24 - (i % 4) * 8))));
  while (words.length % WORDS_PER_BLOCK !== WORDS_PER_BLOCK - 2) words.push(0);
  words.push(Math.floor(bytes.length / 2 ** 29), (bytes.length * 8) | 0);
  let state: readonly number[] = START;
  for (let from = 0; from < words.length; from += WORDS_PER_BLOCK) state = mix(state, schedule(words, from));
  return state.flatMap((word) => [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff]);
}

const toBytes = (text: string): readonly number[] => [...text].map((char) => char.charCodeAt(0) & 0x7f);

/** HMAC-SHA-256 as 64 digits. Key and text are ASCII. */
export function signText(key: string, text: string): string {
  const given = toBytes(key);
  const short = given.length > BLOCK_BYTES ? digest(given) : given;
  const block = Array.from({ length: BLOCK_BYTES }, (_, i) => at(short, i));
  const inner = digest([...block.map((byte) => byte ^ 0x36), ...toBytes(text)]);
  const outer = digest([...block.map((byte) => byte ^ 0x5c), ...inner]);
  return outer.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
