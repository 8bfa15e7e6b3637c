/**
 * Who runs the seeded rooms, as the operator says: at each start this person owns all of them, and nobody else does. A name
 * is looked up once and then stands for the person who had it, however names are taken and given up later.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { ChatRooms } from './chat-rooms';
import type { Room } from './room';
import { assignRoles } from './succession';
import { StartError } from '../start-error';
import type { NewRole } from '../storage/governance-port';
import type { ChatStore } from '../storage/port';
import { isSeededPerson, SEEDED_ROOMS } from '../seed/seeded-rooms';

const META_KEY = 'rooms_owner';

/** Who was found for which wish, so that the same wish finds the same person again. */
interface Found {
  readonly wanted: string;
  readonly user: UserId;
}

async function readFound(store: ChatStore): Promise<Found | null> {
  const noted = await store.getMeta(META_KEY);
  return noted === null ? null : (JSON.parse(noted) as Found);
}

async function findOwner(store: ChatStore, wanted: string): Promise<UserId> {
  const before = await readFound(store);
  if (before?.wanted === wanted) return before.user;
  const [byId] = await store.findUsers([wanted as UserId]);
  const person = byId ?? (await store.findUserByName(wanted));
  if (!person || isSeededPerson(person.user)) {
    throw new StartError(
      `ROOMS_OWNER "${wanted}" is nobody who has signed in here: sign in once under that name without ROOMS_OWNER, then start again with it.`,
    );
  }
  await store.setMeta(META_KEY, JSON.stringify({ wanted, user: person.user } satisfies Found));
  return person.user;
}

async function handOver(store: ChatStore, rooms: ChatRooms, room: Room, owner: UserId): Promise<void> {
  const former = [...room.staff].filter(([user, role]) => role === 'owner' && user !== owner);
  await rooms.addMember(room, owner);
  const dismissed = former.map(([user]): NewRole => [user, 'member']);
  await assignRoles({ store, rooms }, room, [...dismissed, [owner, 'owner']]);
}

/** Call after the rooms are loaded and before anybody connects. @throws StartError when there is no such person */
export async function appointOwner(store: ChatStore, rooms: ChatRooms, wanted: string): Promise<void> {
  const owner = await findOwner(store, wanted);
  for (const { room: id } of SEEDED_ROOMS) {
    const room = rooms.get(id);
    if (room) await handOver(store, rooms, room, owner);
  }
}
