/**
 * Room ids: what people read to each other and type. Six letters and digits without those that look alike.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import type { RoomId } from '../../miniprogram/core/protocol/fields';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 6;

export function createRoomId(random: Random): RoomId {
  let id = '';
  for (let i = 0; i < LENGTH; i += 1) id += ALPHABET.charAt(Math.floor(random() * ALPHABET.length));
  return id as RoomId;
}
