/**
 * When to try again: full jitter, so that many clients do not return together, with a floor, a cap and a limit per minute.
 * Pure functions of what happened; they hold no state and read no clock.
 */
import type { ReconnectRange } from './socket-types';
import type { EndEvidence } from './transport';

const RECONNECT_FLOOR_MS = 250;
const RECONNECT_CAP_MS = 30_000;
const RECONNECT_BASE_MS = 500;
/** A connection that lasted this long was a good one: the count of attempts starts again. */
export const HEALTHY_AFTER_MS = 10_000;
const MAX_ATTEMPTS_PER_MINUTE = 10;
/** All of the phone's sockets are in use: somebody has to close one first. */
const SOCKET_LIMIT_DELAY_MS = 5_000;
/** A platform that refuses the call as such: each time twice as long, up to this. */
const REFUSED_CAP_MS = 300_000;
/** A server may ask for patience, not for ever; far below 2^31 ms, where timers overflow and fire at once. */
const MAX_ADVISED_DELAY_MS = 600_000;
const MINUTE_MS = 60_000;

/** What has happened so far; times are `clock.now()` in milliseconds. */
export interface ReconnectContext {
  /** Attempts in a row that came to nothing before the one that has just ended. */
  readonly attempt: number;
  /** Whether the connection that has just ended had been a good one. */
  readonly healthy: boolean;
  readonly cause: EndEvidence['kind'] | null;
  /** Attempts in a row that the platform refused as such, the last one included. */
  readonly refusals?: number;
  /** What the server asked for. */
  readonly advised?: ReconnectRange | undefined;
  /** When earlier attempts started, oldest first. */
  readonly recentStarts: readonly number[];
  readonly now: number;
  /** One draw from [0, 1). */
  readonly draw: number;
}

/** The starts that still count against the limit. A start in the future means that the clock was set back: forget it. */
export function keepRecent(starts: readonly number[], now: number): readonly number[] {
  return starts.filter((start) => start <= now && now - start < MINUTE_MS).slice(-MAX_ATTEMPTS_PER_MINUTE);
}

/** Milliseconds until the limit per minute allows another attempt; 0 when it does already. */
export function nextAllowedInMs(starts: readonly number[], now: number): number {
  const recent = keepRecent(starts, now);
  const oldest = recent[0];
  return oldest === undefined || recent.length < MAX_ATTEMPTS_PER_MINUTE ? 0 : oldest + MINUTE_MS - now;
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : high;
}

function chooseDelayMs(context: ReconnectContext): number {
  if (context.advised) {
    const minMs = clamp(context.advised.minMs, 0, MAX_ADVISED_DELAY_MS);
    const maxMs = clamp(context.advised.maxMs, minMs, MAX_ADVISED_DELAY_MS);
    return minMs + context.draw * (maxMs - minMs);
  }
  if (context.cause === 'unsupported') {
    // Ranges that touch and do not overlap: never faster than before.
    const least = RECONNECT_FLOOR_MS * 2 ** (context.refusals ?? 1);
    return Math.min(REFUSED_CAP_MS, least * (1 + context.draw));
  }
  if (context.healthy) return RECONNECT_FLOOR_MS + context.draw * RECONNECT_BASE_MS;
  return context.draw * Math.min(RECONNECT_CAP_MS, RECONNECT_BASE_MS * 2 ** context.attempt);
}

/** Milliseconds, a whole number, from the end of one attempt to the start of the next. */
export function reconnectDelayMs(context: ReconnectContext): number {
  const floor = context.cause === 'socket_limit' ? SOCKET_LIMIT_DELAY_MS : RECONNECT_FLOOR_MS;
  const allowedIn = nextAllowedInMs(context.recentStarts, context.now);
  return Math.round(Math.max(floor, allowedIn, chooseDelayMs(context)));
}
