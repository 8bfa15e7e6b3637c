/**
 * Whom the reminders look up for a message: of a room of thousands a few, however much is said.
 */
import { createEmitter } from '../../miniprogram/core/base/emitter';
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { ClientMessageId, Epoch, Message, UserId } from '../../miniprogram/core/protocol/fields';
import { startReminders } from '../../server/reminders';
import type { Absence } from '../../server/rooms/chat-rooms';
import { createRoom, type Room } from '../../server/rooms/room';
import { newSettings, type Hearing } from '../../server/storage/governance-port';
import { room as roomId, user } from '../support/store-contract';

const R1 = roomId('r1');
const MEMBERS = 5_000;
let room: Room;
let asked: number;
let told: string[];
let hearing: Map<string, Hearing>;
const absences = createEmitter<Absence>('absences', silentLogger);
const messages = createEmitter<Message>('messages', silentLogger);
let seq = 0;

beforeEach(() => {
  const log = { head: 0, oldest: 1, last: null, emptiedAt: 0 };
  const settings = newSettings(R1);
  room = createRoom({ room: R1, name: 'One', epoch: 'e1' as Epoch, members: MEMBERS, settings, ...log });
  for (let i = 0; i < MEMBERS; i += 1) room.reads.set(user(`m${i}`), 0);
  [asked, told, hearing] = [0, [], new Map()];
});

function start(): () => void {
  return startReminders({
    hook: {
      notifyOffline(who) {
        told.push(who);
        if (who === 'm7' && told.length === 1) throw new Error('no network');
      },
    },
    rooms: { get: () => room, messages, absences },
    hearingOf(_room, _speaker, users) {
      asked += users.length;
      return Promise.resolve(users.map((who) => [who, hearing.get(who) ?? 'listens'] as const));
    },
    logger: silentLogger,
  });
}

/** Resolves when the reminders have had all the turns that they may need. */
async function say(by: string): Promise<void> {
  seq += 1;
  const body = { kind: 'text', text: 'hi' } as const;
  const clientId = `c${seq}` as ClientMessageId;
  messages.emit({
    type: 'msg',
    room: R1,
    epoch: 'e1' as Epoch,
    seq,
    user: user(by),
    clientId,
    at: seq,
    body,
  });
  for (let i = 0; i < MEMBERS / 50; i += 1) await new Promise((resolve) => void setImmediate(resolve));
}
const goAway = (who: string): void => absences.emit({ room: R1, user: user(who) });

test('[SV408] {P12} all members are looked up for the first message, and later those who went away since', async () => {
  const stop = start();
  room.online.set(user('m1'), 1);
  await say('m1');
  expect([asked, told.length]).toEqual([MEMBERS - 1, MEMBERS - 1]);
  for (let i = 0; i < 50; i += 1) await say('m1');
  expect([asked, told.length]).toEqual([MEMBERS - 1, MEMBERS - 1]);
  room.online.set(user('m2'), 1);
  await say('m1');
  room.online.delete(user('m2'));
  goAway('m2');
  await say('m1');
  await say('m1');
  expect([asked, told.slice(MEMBERS - 1)]).toEqual([MEMBERS, ['m2']]);
  stop();
});

test('[SV408] {P12} who muted the room is looked up once, who blocked one hears of the others, and nobody is told twice', async () => {
  const stop = start();
  room.online.set(user('m1'), 1);
  hearing.set('m2', 'muted').set('m3', 'blocked');
  await Promise.all([say('m1'), say('m1')]);
  expect(told).toHaveLength(MEMBERS - 3);
  expect(new Set(told).size).toBe(told.length);
  const before = asked;
  await say('m1');
  expect(asked - before).toBe(1);
  hearing.set('m3', 'listens');
  await say('m4');
  expect(told[told.length - 1]).toBe('m3' as UserId);
  stop();
});

test('[SV408] {P12} whom a hook that fails has left out is told of the next message', async () => {
  for (const who of [...room.reads.keys()]) if (who !== 'm7' && who !== 'm8') room.reads.delete(who);
  const stop = start();
  await say('m1');
  expect(told).toEqual(['m7']);
  await say('m1');
  expect(told).toEqual(['m7', 'm8']);
  stop();
});
