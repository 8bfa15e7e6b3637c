/**
 * A server that many people use: one room of thousands with a long past, hundreds of rooms, somebody who is in all of them.
 * Written through the store, because over the wire it would take a day.
 */
import { join } from 'node:path';
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import { MAX_MARKERS, MAX_ROOMS } from '../../miniprogram/core/protocol/limits';
import type { ChatStore, NewMessage } from '../../server/storage/port';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';

export interface Amounts {
  readonly members: number;
  readonly rooms: number;
  readonly messages: number;
}

export const CROWD = 'crowd' as RoomId;
/** As large as a room may be whose members are told how far the others have read. */
export const CIRCLE = 'circle' as RoomId;
/** People who are in every room; each comes back a few times, as nobody comes back twenty times in a minute. */
export const TRAVELLERS = 5;
/** Is in as many rooms as somebody may be in. */
export const REGULAR = 'regular' as UserId;
export const ADMINS = 12;
/** Stands in three messages of the crowd's past. */
export const RARE_WORD = 'quetzal';
/** Is said often. */
export const TWO_SIGNS = '喝茶';

const BATCH = 500;
/** Of each room beside the crowd; a phone that comes back has not read them. */
const TALK = 20;
const NOW = Date.now();
const NAMES = ['林晓', '周舟', 'Emma', '老吴', 'Theo', '王小明', 'Ana María', '陈晨', 'Jo', '欧阳'];
const LINES = [
  '下午三点下楼喝茶，有人一起吗？',
  'Three o’clock, the hall by the river.',
  '刚试了一下，进电梯断网，出来消息自己就补上了。',
  'Anyone up for badminton on Saturday?',
  '好的，明天见！',
  'Is that the green one? I only know how to ruin it.',
  '八十度的水，泡一分钟就好。水太烫会苦。',
  'On my way 👍',
];

export const memberOf = (i: number): UserId => `crowd-${i}` as UserId;
/** Whoever is not in the crowd yet. */
export const guestOf = (i: number): UserId => `guest-${i}` as UserId;
export const travellerOf = (i: number): UserId => `traveller-${i}` as UserId;
export const roomOf = (i: number): RoomId => `room-${i}` as RoomId;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function addPerson(store: ChatStore, user: UserId, name: string): Promise<void> {
  await store.createUser({ user, name, avatar: 'tint-1', keyHash: null, language: 'en', at: NOW });
}

function message(room: RoomId, user: UserId, clientId: string, text: string): NewMessage {
  const body: MessageBody = { kind: 'text', text };
  return { room, user, clientId: clientId as ClientMessageId, at: NOW, body };
}

async function appendAll(store: ChatStore, messages: readonly NewMessage[]): Promise<void> {
  for (let i = 0; i < messages.length; i += BATCH) await store.append(messages.slice(i, i + BATCH));
}

/** The rare word stands at the beginning of the past, in the middle of it and near its end. */
function lineOf(i: number, count: number): string {
  const isRare = [1, Math.floor(count / 2), count - 20].includes(i);
  return isRare ? `Who has seen a ${RARE_WORD}?` : `${LINES[i % LINES.length] ?? ''} ${i}`;
}

async function addCrowd(store: ChatStore, { members, messages }: Amounts, guests: number): Promise<void> {
  await Promise.all(
    range(members).map((i) => addPerson(store, memberOf(i), `${NAMES[i % NAMES.length] ?? ''} ${i}`)),
  );
  await Promise.all(range(guests).map((i) => addPerson(store, guestOf(i), `Guest ${i}`)));
  await store.createRoom({ room: CROWD, name: 'The crowd', epoch: 'e1' as Epoch, at: NOW });
  for (const i of range(members)) {
    const role = i === 0 ? 'owner' : i <= ADMINS ? 'admin' : 'member';
    await store.addMember(CROWD, memberOf(i), 0, { role, at: i + 1 });
  }
  const lines = range(messages).map((i) =>
    message(CROWD, memberOf((i * 7) % Math.min(members, 500)), `c-${i}`, lineOf(i, messages)),
  );
  await appendAll(store, lines);
}

async function addCircle(store: ChatStore, { members }: Amounts): Promise<void> {
  await store.createRoom({ room: CIRCLE, name: 'The circle', epoch: 'e1' as Epoch, at: NOW });
  const inside = range(Math.min(MAX_MARKERS, members)).map(memberOf);
  for (const user of inside) await store.addMember(CIRCLE, user, 0, { at: 1 });
  await appendAll(
    store,
    range(2 * MAX_MARKERS).map((i) => message(CIRCLE, memberOf(i % inside.length), `k-${i}`, `line ${i}`)),
  );
}

async function addRooms(store: ChatStore, { rooms, members }: Amounts): Promise<void> {
  const travellers = range(TRAVELLERS).map(travellerOf);
  for (const user of travellers) await addPerson(store, user, user);
  await addPerson(store, REGULAR, 'Regular');
  for (const i of range(rooms)) {
    const room = roomOf(i);
    await store.createRoom({
      room,
      name: `${i % 2 ? '茶馆' : 'Tea house'} ${i}`,
      epoch: 'e1' as Epoch,
      at: NOW,
    });
    await store.addMember(room, memberOf(i % members), 0, { role: 'owner', at: 1 });
    for (const user of travellers) await store.addMember(room, user, 0, { at: 1 });
    if (i < MAX_ROOMS) await store.addMember(room, REGULAR, 0, { at: 1 });
    await appendAll(
      store,
      range(TALK).map((n) =>
        message(room, memberOf(i % members), `r-${i}-${n}`, LINES[n % LINES.length] ?? ''),
      ),
    );
  }
}

/** `guests`: people who are in no room yet. */
export async function fill(dataDir: string, amounts: Amounts, guests: number): Promise<void> {
  const db = await openDatabase(join(dataDir, 'minichat.db'));
  const store = createSqliteStore(db);
  db.exec('PRAGMA synchronous = OFF');
  await addCrowd(store, amounts, guests);
  await addCircle(store, amounts);
  await addRooms(store, amounts);
  await store.close();
}
