/**
 * Puts the seeded rooms, people and talk into a new database. May be interrupted and run again: every message has a fixed
 * client id, so a second run adds only what is missing.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { ClientMessageId, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { makeText } from '../../miniprogram/core/protocol/kinds/text';
import type { ChatStore, NewMessage } from '../storage/port';
import { BOT, SEEDED_PEOPLE, SEEDED_ROOMS, type SeededPerson, type SeededRoom } from './seeded-rooms';

const META_KEY = 'seeded';
const MINUTE_MS = 60_000;

/** What makes rooms, as far as it is needed here. */
export interface RoomMaker {
  createAs(room: RoomId, name: string): Promise<unknown>;
}

async function seedPerson(store: ChatStore, { user, name, avatar }: SeededPerson, at: number): Promise<void> {
  await store.createUser({ user: user as UserId, name, avatar, keyHash: null, language: 'zh-CN', at });
}

function seededMessages({ room, lines }: SeededRoom, now: number): NewMessage[] {
  return lines.map(({ user, minutesAgo, text }, index) => ({
    room,
    user: user as UserId,
    clientId: `seed-${room}-${index}` as ClientMessageId,
    at: now - minutesAgo * MINUTE_MS,
    body: makeText(text),
  }));
}

/** Call before `rooms.load()`. Does nothing when the database has been seeded. */
export async function seed(store: ChatStore, rooms: RoomMaker, clock: Clock): Promise<void> {
  if ((await store.getMeta(META_KEY)) !== null) return;
  const now = clock.now();
  for (const person of [BOT, ...SEEDED_PEOPLE]) await seedPerson(store, person, now);
  for (const seeded of SEEDED_ROOMS) {
    await rooms.createAs(seeded.room, seeded.name);
    await store.append(seededMessages(seeded, now));
    for (const { user } of [BOT, ...SEEDED_PEOPLE]) {
      await store.addMember(seeded.room, user as UserId, seeded.lines.length);
    }
  }
  await store.setMeta(META_KEY, '1');
}
