/**
 * Ids and codes of rooms, and codes of invitations: what people read to each other and type. Letters and digits without
 * those that look alike, so many that trying them is hopeless: see decision 0014.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import type { RoomId } from '../../miniprogram/core/protocol/fields';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Older rooms have codes of six. */
export const CODE_LENGTH = 12;

export function createRoomCode(random: Random): string {
  let code = '';
  for (let i = 0; i < CODE_LENGTH; i += 1) code += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return code;
}

/** A new room's id is its first code, which is what older clients show. */
export const createRoomId = (random: Random): RoomId => createRoomCode(random) as RoomId;

/** As people type it: in capitals, in groups with dashes between. */
export const readRoomCode = (typed: string): string => typed.toLowerCase().replace(/[-_]/g, '');
