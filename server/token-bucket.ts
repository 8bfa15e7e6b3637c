/**
 * A rate limit: holds up to `burst` tokens and gains `perSecond`. A clock that jumps backwards only makes it stricter for
 * a moment, never stuck.
 */
import type { Clock } from '../miniprogram/core/base/clock';

export interface TokenBucket {
  /** Takes a token and returns 0, or returns the ms until there is one. */
  take(): number;
}

export function createTokenBucket(clock: Clock, burst: number, perSecond: number): TokenBucket {
  let tokens = burst;
  let updatedAt = clock.now();
  return {
    take() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + (Math.max(0, now - updatedAt) / 1_000) * perSecond);
      updatedAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return 0;
      }
      return Math.ceil(((1 - tokens) / perSecond) * 1_000);
    },
  };
}

const MAX_KEYS = 10_000;

/** A bucket per key. Forgets the oldest keys over `MAX_KEYS`, so that strangers cannot fill the memory. */
export function createKeyedBuckets(clock: Clock, burst: number, perSecond: number): (key: string) => number {
  const buckets = new Map<string, TokenBucket>();
  return (key) => {
    const bucket = buckets.get(key) ?? createTokenBucket(clock, burst, perSecond);
    // Setting it again moves the key to the end: the first keys are the ones not seen for longest.
    buckets.delete(key);
    buckets.set(key, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > MAX_KEYS && !oldest.done) buckets.delete(oldest.value);
    return bucket.take();
  };
}
