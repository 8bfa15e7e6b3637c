/**
 * Rows of rooms, and of the rooms that somebody is in, as what they mean. Asks the database nothing.
 */
import type { Epoch, RoomId } from '../../../miniprogram/core/protocol/fields';
import type { MemberRow, StoredRoom } from '../port';
import { readFlags, readRoleAndMute, readSettings } from './member-rows';
import type { Row } from './row';
import { readName } from './stored-text';

/** Of a row of `rooms` with its number of `members`; the newest message is not in it. */
export const readRoom = (row: Row): Omit<StoredRoom, 'last'> => ({
  room: row['room'] as RoomId,
  name: readName(row['name'], String(row['room'])),
  epoch: row['epoch'] as Epoch,
  head: Number(row['head']),
  oldest: Number(row['oldest']),
  members: Number(row['members']),
  settings: readSettings(row),
  emptiedAt: Number(row['emptied_at']),
});

/** Of a row of `members` with its flags and `muted_until`. */
export function readMembership(row: Row): MemberRow {
  return {
    room: row['room'] as RoomId,
    read: Number(row['read']),
    flags: readFlags(row),
    membership: readRoleAndMute(row),
    since: Number(row['since']),
    joinedAt: Number(row['joined_at']),
  };
}
