/**
 * What happens in rooms when somebody signs up or changes name: new people are members of the seeded rooms without a line
 * in each for it (the bot greets them instead), and a new name or picture reaches everybody who shares a room.
 */
import type { User, UserId } from '../../miniprogram/core/protocol/fields';
import { SEEDED_ROOMS } from '../seed/seeded-rooms';
import type { RoomStore } from '../storage/port';
import { encodeDown } from '../ws/text-frame';
import type { ChatRooms } from './chat-rooms';
import type { Subscriber } from './room';

export async function joinSeededRooms(rooms: ChatRooms, user: UserId): Promise<void> {
  for (const { room: id } of SEEDED_ROOMS) {
    const room = rooms.get(id);
    if (room) await rooms.addMember(room, user);
  }
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
