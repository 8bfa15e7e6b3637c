/**
 * What everything costs that somebody may ask for: microseconds of the one thread, as a small machine takes for the dearest
 * ordinary form. Taken before the work; handlers add what they know only afterwards. A frame or a route without a price
 * does not compile. Knows neither budgets nor people.
 */
import type { UpFrame } from '../../miniprogram/core/protocol/up';

/** A change that waits for the disk by itself: nobody is served meanwhile. */
const WRITE = 3_000;

/** In microseconds, by the `type` of the frame. */
export const FRAME_PRICES: { readonly [Type in UpFrame['type']]: number } = {
  hello: 1_000,
  join: 600 + WRITE,
  leave: 600 + WRITE,
  create: 600 + 2 * WRITE,
  publish: 150,
  pull: 300,
  history: 300,
  typing: 30,
  read: 30,
  users: 100,
  ping: 20,
  pong: 20,
  bye: 20,
  flags: 100 + WRITE,
  members: 300,
  directory: 300,
  room_action: 600 + 2 * WRITE,
  report: 100 + WRITE,
  block: 300 + WRITE,
  search: 300,
  locate: 300,
  door: 600,
};

/** A frame that is nothing: of an unknown type, malformed, an empty array. Beside its bytes. */
export const JUNK_FRAME = 40;

/**
 * What came in, whatever it says: received, unmasked, read as UTF-8 and as JSON, and thrown away by the collector. Of 28 KB a
 * long text takes a tenth of this, thousands of unknown fields half of it, and thousands of arrays in each other all of it.
 */
export function priceOfBytes(bytes: number): number {
  return 10 + bytes / 30;
}

/** A piece of a file on its way: handed to the disk as it comes, and never looked into. */
export function priceOfFile(bytes: number): number {
  return 10 + bytes / 400;
}

/**
 * A connection that spoke no minichat.v1 and was ended for it, beside what it sent: whoever opens the next one at once does
 * nothing else, and no client of ours does it at all.
 */
export const BROKEN_CONNECTION = 50_000;

/** Somebody who wants a WebSocket, and has said nothing yet. */
export const UPGRADE = 500;

/** One more row read, one more subscriber written to, one more thing looked up. */
export const EACH = {
  row: 15,
  /** A message that is only looked at. */
  scanned: 1,
  /** Something in memory that is only compared. */
  compared: 0.1,
  listener: 5,
  lookup: 8,
  /** Entered, and what is unread in it counted. */
  room: 100,
  /** Read, and written as JSON. */
  kib: 15,
} as const;

/** `METHOD path` as the routes are registered; whatever is not named here is `other`. */
export const ROUTE_PRICES = {
  'POST /api/login': 1_000 + WRITE,
  'POST /api/logout': 200 + WRITE,
  'POST /api/profile': 600 + WRITE,
  'POST /api/avatar': 3_000 + WRITE,
  'POST /api/media': 3_000 + WRITE,
  'POST /api/media/key': 200,
  'GET /media/:name': 500,
  'GET /healthz': 200,
  other: 400,
} as const;

export type Route = keyof typeof ROUTE_PRICES;
