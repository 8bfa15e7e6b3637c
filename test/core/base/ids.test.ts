import { createId, isSafeId } from '../../../miniprogram/core/base/ids';
import { createSeededRandom } from '../../support/seeded-random';

describe('ids', () => {
  test('[BA5] a random id has the asked length, is safe, and uses letters and digits evenly', () => {
    const random = createSeededRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 5_000; i += 1) {
      const id = createId(random, 22);
      expect(id).toHaveLength(22);
      expect(isSafeId(id)).toBe(true);
      for (const letter of id) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    const expected = (5_000 * 22) / 62;
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.2);
    expect(createId(() => 0, 3)).toBe('AAA');
    expect(createId(() => 0.999_999_999, 3)).toBe('999');
  });

  test('[BA6] a safe id has 1 to 64 of A-Z a-z 0-9 _ -', () => {
    const safe = ['a', '0', '_', '-', 'x'.repeat(64), 'q8ZkP0aL-9fKd-128'];
    const unsafe = ['', 'x'.repeat(65), 'a b', 'a\n', 'ä', '你', '👍', 'a.b', '../x', 'a/b', '\u0000'];
    expect(safe.filter((id) => !isSafeId(id))).toEqual([]);
    expect(unsafe.filter(isSafeId)).toEqual([]);
  });

  test('[BA6] names that every object answers to are no safe ids', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
    expect(names.filter(isSafeId)).toEqual([]);
    expect(isSafeId('Constructor')).toBe(true);
  });
});
