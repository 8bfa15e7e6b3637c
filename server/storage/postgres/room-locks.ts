/**
 * The one order in which rows are locked: names first, then the rows of rooms, sorted, then everything that belongs to a room.
 * Whoever keeps to it waits for nobody who waits for them.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Sql } from './sql';

const LOCK_ROOMS = 'SELECT 1 FROM rooms WHERE room = ANY ($1::text[]) ORDER BY room FOR NO KEY UPDATE';
const LOCK_ROOMS_OF = `SELECT 1 FROM rooms WHERE room IN (SELECT room FROM members WHERE "user" = $1)
  ORDER BY room FOR NO KEY UPDATE`;

/** Nobody else changes these rooms until the end of the transaction. */
export const lockRooms = (sql: Sql, ...rooms: readonly RoomId[]): Promise<number> =>
  sql.run(LOCK_ROOMS, rooms);

/** The same for every room of a person. */
export const lockRoomsOf = (sql: Sql, user: UserId): Promise<number> => sql.run(LOCK_ROOMS_OF, user);

const NAMES_LOCK = 0x6d64;
const KINDS = { user: 1, room: 2 } as const;

/** Nobody else gives a name of this kind until then: that two look alike is no constraint that a database could keep. */
export const lockNames = (sql: Sql, kind: keyof typeof KINDS): Promise<number> =>
  sql.run('SELECT pg_advisory_xact_lock($1::int, $2::int)', NAMES_LOCK, KINDS[kind]);
