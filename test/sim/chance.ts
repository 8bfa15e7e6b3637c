/**
 * Every choice of a run, from its seed: independent streams by name, so that one more draw in one place does not change
 * what happens everywhere else.
 */
import { createSeededRandom } from '../support/seeded-random';

export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** In [min, max). */
  between(min: number, max: number): number;
  integer(min: number, max: number): number;
  hits(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
}

function hash(seed: number, name: string): number {
  let value = Math.imul(seed + 1, 0x9e3779b1);
  for (let i = 0; i < name.length; i += 1) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  return value ^ (value >>> 15);
}

export function createChance(seed: number, name: string): Chance {
  const next = createSeededRandom(hash(seed, name));
  const between = (min: number, max: number): number => min + next() * (max - min);
  return {
    next,
    between,
    integer: (min, max) => Math.floor(between(min, max + 1)),
    hits: (probability) => next() < probability,
    pick(values) {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      throw new Error('no weights');
    },
  };
}
