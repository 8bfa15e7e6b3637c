/** What happens to waiting messages when the phone's storage is full, broken or wiped, and when they have waited too long. */
import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import {
  MAX_QUARANTINED,
  MAX_QUARANTINED_BYTES,
} from '../../../../miniprogram/core/chat/outbox/outbox-storage';
import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import {
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  RIG_URL,
  roomState,
  type ChatRig,
  type MemoryStorage,
} from '../../../support/chat-rig';

const DAY_MS = 24 * 3_600_000;
const ROOMS = ['one', 'two', 'three'] as const;
const keysOf = (storage: MemoryStorage, prefix: string): string[] =>
  [...storage.values.keys()].filter((key) => key.startsWith(prefix));
const usedChars = (storage: MemoryStorage): number =>
  [...storage.values].reduce((sum, [key, value]) => sum + key.length + JSON.stringify(value).length, 0);
const deliveryOf = (rig: ChatRig, room = 'lobby') => rig.chat.state.timelines[room]?.pending[0]?.delivery;

/** Rooms that were used one after the other, and a phone with no byte left. */
async function fullPhone(): Promise<ChatRig> {
  const rig = createChatRig();
  await rig.online(ROOMS.map((room) => roomState({ room })));
  for (const room of ROOMS) {
    await rig.server.say(
      message(1, { room, clientId: `c-${room}`, body: { kind: 'text', text: 'x'.repeat(900) } }),
    );
    await rig.clock.advance(2_000);
  }
  rig.storage.limitChars = usedChars(rig.storage);
  return rig;
}

describe('a full phone', () => {
  test('[OB41, FM58] gives up the room used longest ago for a waiting message, and no more than it takes', async () => {
    const rig = await fullPhone();
    rig.chat.sendText('three' as RoomId, 'hello');
    expect(keysOf(rig.storage, 'mc1:out:')).toHaveLength(1);
    expect(keysOf(rig.storage, 'mc1:room:')).toEqual([
      `mc1:room:${RIG_URL}:me:two`,
      `mc1:room:${RIG_URL}:me:three`,
    ]);
    expect(deliveryOf(rig, 'three')).toEqual({ status: 'sending' });
    rig.chat.sendText('three' as RoomId, 'y'.repeat(3_000));
    expect(keysOf(rig.storage, 'mc1:out:')).toHaveLength(2);
    expect(keysOf(rig.storage, 'mc1:room')).toEqual([`mc1:rooms:${RIG_URL}:me`]);
  });

  test('[OB41] what was given up costs a repetition, not a message', async () => {
    const before = await fullPhone();
    before.chat.sendText('three' as RoomId, 'hello');
    const rig = createChatRig({ storage: createMemoryKeyValues(before.storage.values), self: ME, seed: 3 });
    expect(rig.chat.state.rooms.ids).toHaveLength(3);
    expect(rig.chat.state.timelines['one']).toBeUndefined();
    rig.chat.start();
    await rig.server.accept();
    expect(
      rig.server
        .last('hello')
        .rooms.map(({ room }) => room)
        .sort(),
    ).toEqual(['three', 'two']);
  });

  test('[OB41] is left to waiting messages: the cache takes nothing of it back until the next start', async () => {
    const rig = await fullPhone();
    rig.chat.sendText('three' as RoomId, 'hello');
    await rig.server.say(message(2, { room: 'one' }));
    await rig.clock.advance(2_000);
    expect(keysOf(rig.storage, 'mc1:room:')).toHaveLength(2);
  });

  test('[OB42, FM58] with nothing left to give, the message is sent all the same and shown as not stored', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.storage.failWith = new ChatError('storage_full', 'full');
    rig.chat.sendText(LOBBY, 'held by a thread');
    expect(deliveryOf(rig)).toEqual({ status: 'sending', durable: false });
    rig.server.connection.close();
    expect(deliveryOf(rig)).toEqual({ status: 'queued', durable: false });
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    await rig.server.welcome();
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(rig.shown()).toEqual(['1:held by a thread']);
  });

  test('[OB42] it is stored when there is room again, at the latest when the app is hidden', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.close();
    rig.storage.failWith = new Error('setStorageSync:fail');
    rig.chat.sendText(LOBBY, 'later');
    rig.storage.failWith = null;
    await rig.host({ kind: 'hide' });
    expect(deliveryOf(rig)).toEqual({ status: 'queued' });
    expect(createChatRig({ storage: rig.storage, self: ME, seed: 3 }).shown()).toEqual(['queued:later']);
  });

  test('[OB43] gives up what nobody can read before anything else', async () => {
    const rig = await fullPhone();
    const key = `mc1:bad:mc1:out:${RIG_URL}:me:000000000009`;
    rig.storage.values.set(key, 'z'.repeat(500));
    rig.storage.limitChars = usedChars(rig.storage);
    rig.chat.sendText('three' as RoomId, 'hello');
    expect(rig.storage.values.has(key)).toBe(false);
    expect(keysOf(rig.storage, 'mc1:room:')).toHaveLength(3);
    expect(keysOf(rig.storage, 'mc1:out:')).toHaveLength(1);
  });
});

test('[OB43] of unreadable entries only a few small ones are put aside, so that they never fill the phone', () => {
  const storage = createMemoryKeyValues();
  const prefix = `mc1:out:${RIG_URL}:me:`;
  for (let i = 0; i < 50; i += 1) storage.values.set(`${prefix}${String(i).padStart(12, '0')}`, { text: i });
  storage.values.set(`${prefix}huge`, { text: 'x'.repeat(MAX_QUARANTINED_BYTES) });
  const rig = createChatRig({ storage, self: ME });
  expect(keysOf(storage, 'mc1:bad:')).toHaveLength(MAX_QUARANTINED);
  expect(keysOf(storage, 'mc1:bad:').some((key) => key.endsWith('huge'))).toBe(false);
  expect(keysOf(storage, 'mc1:out:')).toEqual([]);
  rig.chat.sendText(LOBBY, 'works');
  expect(keysOf(storage, 'mc1:out:')).toHaveLength(1);
});

test('[OB40] the same user id on another server is another person: nothing of the one is sent to the other', async () => {
  const before = createChatRig({ self: ME });
  before.chat.sendText(LOBBY, 'private');
  const rig = createChatRig({ storage: before.storage, self: ME, seed: 3, url: 'ws://elsewhere.test/ws' });
  expect(rig.shown()).toEqual([]);
  await rig.online();
  expect(rig.server.of('publish')).toEqual([]);
  rig.chat.switchServer(RIG_URL, ME);
  expect(rig.shown()).toEqual(['queued:private']);
});

describe('waiting too long', () => {
  /** Writes, is killed, and comes back `days` later by the server's and by the phone's clock. */
  async function comeBack(days: { server: number; phone: number; dedupeDays?: number }): Promise<ChatRig> {
    const before = createChatRig();
    await before.online();
    before.server.connection.close();
    before.chat.sendText(LOBBY, 'patient');
    const rig = createChatRig({ storage: before.storage, self: ME, seed: 3 });
    rig.clock.jump(days.phone * DAY_MS);
    rig.chat.start();
    await rig.server.accept();
    const limits = {
      frameBytes: 32_768,
      textCodePoints: 4_000,
      inFlight: 8,
      dedupeDays: days.dedupeDays ?? 14,
    };
    await rig.server.welcome(undefined, { now: 5 + Math.round(days.server * DAY_MS), limits });
    return rig;
  }

  test('[OB44] is told by the server’s clock when both ends of the time are known by it', async () => {
    expect((await comeBack({ server: 6.9, phone: 300 })).shown()).toEqual(['sending:patient']);
    expect((await comeBack({ server: 7.1, phone: -300 })).shown()).toEqual(['failed:patient']);
  });

  test('[OB44] a message that was written before the server told the time goes by the phone’s clock', async () => {
    const before = createChatRig({ self: ME });
    before.chat.sendText(LOBBY, 'early');
    const rig = createChatRig({ storage: before.storage, self: ME, seed: 3 });
    rig.clock.jump(7.1 * DAY_MS);
    expect(rig.shown()).toEqual(['queued:early']);
    await rig.online();
    expect(rig.shown()).toEqual(['failed:early']);
    expect(rig.server.of('publish')).toEqual([]);
  });

  test('[OB25] an expired message is sent again when a person asks, and does not expire at the next start', async () => {
    const rig = await comeBack({ server: 8, phone: 8 });
    const failed = rig.chat.state.timelines['lobby']?.pending[0];
    expect(failed?.delivery).toMatchObject({ status: 'failed', code: 'expired' });
    rig.server.connection.close();
    if (failed) rig.chat.resend(LOBBY, failed.clientId);
    const again = createChatRig({ storage: rig.storage, self: ME, seed: 5 });
    again.clock.jump(9 * DAY_MS);
    again.chat.start();
    await again.server.accept();
    await again.server.welcome(undefined, { now: 5 + 9 * DAY_MS });
    expect(again.shown()).toEqual(['sending:patient']);
  });

  test('[OB45] is at most half of the time for which the server remembers what it has', async () => {
    expect((await comeBack({ server: 1.9, phone: 1.9, dedupeDays: 4 })).shown()).toEqual(['sending:patient']);
    expect((await comeBack({ server: 2.1, phone: 2.1, dedupeDays: 4 })).shown()).toEqual(['failed:patient']);
    expect((await comeBack({ server: 7.1, phone: 7.1, dedupeDays: 400 })).shown()).toEqual([
      'failed:patient',
    ]);
  });
});
