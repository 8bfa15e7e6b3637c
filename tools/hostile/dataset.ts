/**
 * A server that has been in use for long: a room of thousands, messages full of reactions, the longest texts, one that half
 * the world quotes, and thousands of rooms. Written through the store, because over the wire it would take a day.
 */
import { join } from 'node:path';
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import type { ChatStore, NewMessage, NewUser } from '../../server/storage/port';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import type { RoomName, Target } from './types';

const AMOUNTS = {
  members: 5_000,
  messages: 10_000,
  reacted: 100,
  reactionKinds: 20,
  reactionsEach: 25,
  longTexts: 2_000,
  missed: 500,
  quotes: 20_000,
  quotedLess: 20,
  quotesEach: 300,
  waiting: 50,
  guarded: 30,
  rooms: 5_000,
} as const;

const EMOJI = [...'👍👎😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑'];
const NAMES: readonly RoomName[] = ['crowd', 'reacted', 'long', 'longer', 'quoted'];
const BATCH = 500;
const NOW = Date.now();

const roomOf = (name: RoomName): RoomId => `hostile-${name}` as RoomId;
const personOf = (i: number): UserId => `crowd-${i}` as UserId;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function message(name: RoomName, user: UserId, clientId: string, body: MessageBody): NewMessage {
  return { room: roomOf(name), user, clientId: clientId as ClientMessageId, at: NOW, body };
}

const text = (words: string): MessageBody => ({ kind: 'text', text: words });

async function appendAll(store: ChatStore, messages: readonly NewMessage[]): Promise<void> {
  for (let i = 0; i < messages.length; i += BATCH) await store.append(messages.slice(i, i + BATCH));
}

/** Those of one batch share a transaction. */
async function inBatches(count: number, write: (i: number) => readonly Promise<unknown>[]): Promise<void> {
  const all = range(count);
  for (let i = 0; i < count; i += BATCH) await Promise.all(all.slice(i, i + BATCH).flatMap(write));
}

const newPerson = (user: UserId, name: string, avatar: string): NewUser => ({
  ...{ user, name, avatar, keyHash: null, language: 'en', at: NOW },
});

const addPeople = (store: ChatStore): Promise<void> =>
  inBatches(AMOUNTS.members, (i) => [
    store.createUser(newPerson(personOf(i), `Crowd ${i}`, 'tint-1')),
    store.addMember(roomOf('crowd'), personOf(i), 0),
  ]);

async function addReactions(store: ChatStore, attacker: UserId): Promise<number> {
  await appendAll(
    store,
    range(AMOUNTS.reacted).map((i) => message('reacted', attacker, `reacted-${i}`, text(`message ${i}`))),
  );
  const events = range(AMOUNTS.reacted).flatMap((i) =>
    EMOJI.slice(0, AMOUNTS.reactionKinds).flatMap((emoji, kind) =>
      range(AMOUNTS.reactionsEach).map((who) => {
        const of = { user: attacker, clientId: `reacted-${i}` as ClientMessageId, seq: 0 };
        return message('reacted', personOf(who), `r-${i}-${kind}-${who}`, {
          kind: 'reaction',
          of,
          emoji,
          on: true,
        });
      }),
    ),
  );
  await appendAll(store, events);
  return AMOUNTS.reacted;
}

async function addQuotes(store: ChatStore, attacker: UserId, round: number): Promise<readonly string[]> {
  const counts = [AMOUNTS.quotes, ...range(AMOUNTS.quotedLess).map(() => AMOUNTS.quotesEach)];
  for (const [i, count] of counts.entries()) {
    const clientId = `quoted-${round}-${i}` as ClientMessageId;
    const quote = { user: attacker, clientId, seq: 0, kind: 'text', text: '' };
    const quoting = range(count).map((n) =>
      message('quoted', personOf(n % 50), `q-${round}-${i}-${n}`, {
        kind: 'text',
        text: 'so it is',
        quote,
      } as MessageBody),
    );
    await appendAll(store, [
      message('quoted', attacker, clientId, text('words that everybody quotes')),
      ...quoting,
    ]);
  }
  return counts.map((_, i) => `quoted-${round}-${i}`);
}

/** People who wait before the crowd, and rooms before which one has to wait. */
async function addDoors(store: ChatStore): Promise<Pick<Target, 'waiting' | 'guarded'>> {
  const waiting = range(AMOUNTS.waiting).map((i) => `waiting-${i}` as UserId);
  for (const [i, user] of waiting.entries()) {
    await store.createUser(newPerson(user, `Waiting ${i}`, 'tint-2'));
    await store.admissions.addWaiting(roomOf('crowd'), user, NOW, AMOUNTS.waiting);
  }
  const guarded = range(AMOUNTS.guarded).map((i) => `guarded-${i}` as RoomId);
  for (const [i, room] of guarded.entries()) {
    await store.createRoom({ room, name: `Guarded ${i}`, epoch: 'e1' as Epoch, at: NOW });
    await store.addMember(room, personOf(i), 0, { role: 'owner', at: 1 });
    await store.governance.changeRoom(room, { entry: 'approval' });
  }
  return { waiting, guarded };
}

async function addMessages(store: ChatStore): Promise<void> {
  await appendAll(
    store,
    range(AMOUNTS.messages).map((i) =>
      message('crowd', personOf(i % 500), `m-${i}`, text(`message number ${i}`)),
    ),
  );
  const long = '这是一条很长的消息。'.repeat(400);
  for (const [name, count] of [['long', AMOUNTS.longTexts] as const, ['longer', AMOUNTS.missed] as const]) {
    await appendAll(
      store,
      range(count).map((i) => message(name, personOf(i), `${name}-${i}`, text(long))),
    );
  }
}

export interface People {
  readonly attackers: readonly UserId[];
  readonly honest: readonly (readonly UserId[])[];
  readonly returning: readonly UserId[];
}

type Known = Pick<Target, 'rooms' | 'quoted' | 'people' | 'author' | 'waiting' | 'guarded'>;

/** @returns what an attacker would know of it */
export async function fill(dataDir: string, people: People, rounds: number): Promise<Known> {
  const { attackers, honest, returning } = people;
  const author = attackers[0] ?? ('nobody' as UserId);
  const db = await openDatabase(join(dataDir, 'minichat.db'));
  const store = createSqliteStore(db);
  db.exec('PRAGMA synchronous = OFF');
  const create = (room: RoomId, name: string): Promise<unknown> =>
    store.createRoom({ room, name, epoch: 'e1' as Epoch, at: NOW });
  for (const name of NAMES) {
    await create(roomOf(name), `Hostile ${name}`);
    for (const user of attackers) await store.addMember(roomOf(name), user, 0, { role: 'owner', at: 1 });
  }
  for (const user of returning) {
    for (const name of ['long', 'longer'] as const) await store.addMember(roomOf(name), user, 0);
  }
  for (const [i, pair] of honest.entries()) {
    await create(`pair-${i}` as RoomId, `Pair ${i}`);
    for (const user of pair) await store.addMember(`pair-${i}` as RoomId, user, 0);
  }
  await addPeople(store);
  await addMessages(store);
  const reacted = await addReactions(store, author);
  const quoted: (readonly string[])[] = [];
  for (const round of range(rounds)) quoted.push(await addQuotes(store, author, round));
  const doors = await addDoors(store);
  await inBatches(AMOUNTS.rooms, (i) => [
    create(`filler-${i}` as RoomId, `Filler room ${i}`),
    store.addMember(`filler-${i}` as RoomId, personOf(i), 0),
  ]);
  const heads = new Map(
    (await store.listRooms()).map(({ room, head, epoch }) => [room, { room, head, epoch }]),
  );
  await store.close();
  const placeOf = (name: RoomName) => heads.get(roomOf(name)) ?? { room: roomOf(name), head: 0, epoch: 'e1' };
  return {
    rooms: {
      crowd: placeOf('crowd'),
      long: placeOf('long'),
      longer: placeOf('longer'),
      quoted: placeOf('quoted'),
      // Those with the reactions, not the events that gave them.
      reacted: { ...placeOf('reacted'), head: reacted },
    },
    quoted,
    author,
    people: range(100).map(personOf),
    ...doors,
  };
}
