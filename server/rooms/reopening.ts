/**
 * A room that everybody had left, and that somebody came back into: it has its name again, or one near it when another room has
 * taken it meanwhile. Knows no connection, and not who owns the room.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import { suggestName } from '../names/free-name';
import type { AdmissionStore } from '../storage/admission-port';
import type { Room } from './room';

/** The name that the room has now. */
export async function reclaimName(
  store: Pick<AdmissionStore, 'reopen'>,
  { room, name }: Pick<Room, 'room' | 'name'>,
  random: Random,
): Promise<string> {
  const take = (wanted: string): Promise<boolean> => store.reopen(room, wanted);
  return (await take(name)) ? name : suggestName(name, take, random);
}
