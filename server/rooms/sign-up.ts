/**
 * What happens in rooms when somebody signs up or changes name: new people are members of the seeded rooms without a line
 * in each for it (the bot greets them instead), and a new name or picture reaches everybody who shares a room.
 */
import type { User } from '../../miniprogram/core/protocol/fields';
import { SEEDED_ROOMS } from '../seed/seeded-rooms';
import type { NewUser, RoomStore, UserStore } from '../storage/port';
import { encodeDown } from '../text-frame';
import type { ChatRooms } from './chat-rooms';
import type { Subscriber } from './room';

/** The account and its places in the seeded rooms, in one transaction: nobody is left without them by a crash. */
export async function signUp(
  store: UserStore,
  rooms: ChatRooms,
  user: NewUser,
): Promise<Awaited<ReturnType<UserStore['createUser']>>> {
  const first = SEEDED_ROOMS.flatMap(({ room: id }) => {
    const room = rooms.get(id);
    return room ? [{ room, read: room.lastSeq }] : [];
  });
  const outcome = await store.createUser(
    user,
    first.map(({ room, read }) => ({ room: room.room, read })),
  );
  if (outcome === 'created') for (const { room, read } of first) rooms.noteMember(room, user.user, read);
  return outcome;
}

/** Sends `profile` once to each connection that shares a room with the user, the own ones included. */
export async function announceProfile(store: RoomStore, rooms: ChatRooms, user: User): Promise<void> {
  const audience = new Set<Subscriber>();
  for (const { room } of await store.membershipsOf(user.user)) {
    for (const subscriber of rooms.get(room)?.subscribers ?? []) audience.add(subscriber);
  }
  const { user: id, name, avatar } = user;
  const frame = encodeDown({ type: 'profile', user: id, name, avatar });
  for (const subscriber of audience) subscriber.sendShared(frame);
}
