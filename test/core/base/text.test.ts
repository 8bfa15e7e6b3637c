import {
  countCodePoints,
  countUtf8Bytes,
  isWellFormed,
  toWellFormed,
} from '../../../miniprogram/core/base/text';
import { createSeededRandom } from '../../support/seeded-random';

const HIGH = '\ud83d';
const LOW = '\udc4d';

describe('measuring text', () => {
  test('[BA1] code points are counted as people count, half of a pair counts as one', () => {
    const counts: [string, number][] = [
      ['', 0],
      ['abc', 3],
      ['你好', 2],
      ['👍', 1],
      ['👩‍👩‍👧‍👦', 7],
      [`${HIGH}a${LOW}`, 3],
      [`${LOW}${HIGH}`, 2],
      [HIGH, 1],
    ];
    expect(counts.map(([text]) => [text, countCodePoints(text)])).toEqual(counts);
  });

  test('[BA1] UTF-8 bytes are those of the platform’s own encoder (seeded)', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const random = createSeededRandom(seed);
    const edges = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff];
    for (let round = 0; round < 2_000; round += 1) {
      const units = Array.from({ length: Math.floor(random() * 8) }, () =>
        random() < 0.5 ? edges[Math.floor(random() * edges.length)]! : Math.floor(random() * 0x10000),
      );
      const text = String.fromCharCode(...units);
      const encoded = Buffer.from(text, 'utf8');
      expect({ seed, units, bytes: countUtf8Bytes(text) }).toEqual({ seed, units, bytes: encoded.length });
      expect({ seed, units, text: toWellFormed(text) }).toEqual({ seed, units, text: encoded.toString() });
      expect(isWellFormed(text)).toBe(encoded.toString() === text);
      expect(countCodePoints(text)).toBe([...text].length);
    }
  });

  test('[BA2] halves of surrogate pairs become U+FFFD, everything else stays', () => {
    expect(toWellFormed(`a${HIGH}b${LOW}👍`)).toBe('a\ufffdb\ufffd👍');
    expect(toWellFormed(`${HIGH}${HIGH}${LOW}`)).toBe('\ufffd👍');
    expect(toWellFormed('你好 👍')).toBe('你好 👍');
    expect([isWellFormed('👍'), isWellFormed(HIGH), isWellFormed(LOW)]).toEqual([true, false, false]);
  });
});
