/**
 * Ids and codes of rooms, and codes of invitations: what people read to each other and type. Letters and digits without
 * those that look alike, so many that trying them is hopeless: see decision 0014. And the epochs of their logs, which nobody reads.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import { createId } from '../../miniprogram/core/base/ids';
import type { Epoch, RoomId } from '../../miniprogram/core/protocol/fields';
import { ROOM_CODE_LENGTH } from '../../miniprogram/core/protocol/limits';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const EPOCH_LENGTH = 10;

/** `random` must be good enough that nobody guesses the code. */
export function createRoomCode(random: Random): string {
  let code = '';
  for (let i = 0; i < ROOM_CODE_LENGTH; i += 1)
    code += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return code;
}

/** A new room's id is its first code, which is what older clients show. */
export const createRoomId = (random: Random): RoomId => createRoomCode(random) as RoomId;

/** Another one each time; see `epoch` in the protocol. */
export const createEpoch = (random: Random): Epoch => `e${createId(random, EPOCH_LENGTH)}` as Epoch;

/** As people type it: in capitals, in groups with dashes between. */
export const readRoomCode = (typed: string): string => typed.toLowerCase().replace(/[-_]/g, '');
