/**
 * A rate limit: holds up to `burst` tokens and gains `perSecond`. A clock that jumps backwards only makes it stricter for
 * a moment, never stuck.
 */
import type { Clock } from '../miniprogram/core/base/clock';

/** Of one who asks. */
export interface TokenBucket {
  /** Takes a token, or `count`, and returns 0, or returns the ms until there are so many. */
  take(count?: number): number;
  /** What was taken was not needed. */
  giveBack(count?: number): void;
}

/** Begins full. */
export function createTokenBucket(clock: Clock, burst: number, perSecond: number): TokenBucket {
  let tokens = burst;
  let updatedAt = clock.now();
  return {
    take(count = 1) {
      const now = clock.now();
      tokens = Math.min(burst, tokens + (Math.max(0, now - updatedAt) / 1_000) * perSecond);
      updatedAt = now;
      if (tokens >= count) {
        tokens -= count;
        return 0;
      }
      return Math.ceil(((count - tokens) / perSecond) * 1_000);
    },
    giveBack(count = 1) {
      tokens = Math.min(burst, tokens + count);
    },
  };
}

const MAX_KEYS = 10_000;

/** One bucket for each key; a full one is forgotten. */
export interface KeyedBudget {
  take(key: string, count?: number): number;
  giveBack(key: string, count?: number): void;
}

/** A bucket per key. Forgets the oldest keys over `MAX_KEYS`, so that strangers cannot fill the memory. */
export function createKeyedBudget(clock: Clock, burst: number, perSecond: number): KeyedBudget {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (key: string): TokenBucket => {
    const bucket = buckets.get(key) ?? createTokenBucket(clock, burst, perSecond);
    // Setting it again moves the key to the end: the first keys are the ones not seen for longest.
    buckets.delete(key);
    buckets.set(key, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > MAX_KEYS && !oldest.done) buckets.delete(oldest.value);
    return bucket;
  };
  return {
    take: (key, count) => bucketOf(key).take(count),
    giveBack: (key, count) => buckets.get(key)?.giveBack(count),
  };
}

/** Takes one token of the key: 0, or ms to wait. */
export function createKeyedBuckets(clock: Clock, burst: number, perSecond: number): (key: string) => number {
  const budget = createKeyedBudget(clock, burst, perSecond);
  return (key) => budget.take(key);
}
