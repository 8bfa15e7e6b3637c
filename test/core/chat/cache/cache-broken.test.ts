import type { RoomId, UserId } from '../../../../miniprogram/core/protocol/fields';
import { message, roomState } from '../../../support/chat-rig';
import { LIST_KEY, restart, roomKey, usedBefore } from '../../../support/cache-rig';

describe('what cannot be read', () => {
  const BROKEN: readonly (readonly [string, unknown])[] = [
    ['another schema', { v: 2, epoch: 'e1', cursor: 2, complete: true, users: [], messages: [] }],
    ['no object', 'x'],
    ['a number', 7],
    ['a cursor alone', { v: 1, at: 1, epoch: 'e1', cursor: 2, complete: true, users: [], messages: [] }],
    [
      'messages that are none',
      { v: 1, at: 1, epoch: 'e1', cursor: 2, complete: true, users: [], messages: [1, 2] },
    ],
    ['a bad epoch', { v: 1, at: 1, epoch: '__proto__', cursor: 0, complete: true, users: [], messages: [] }],
  ];

  test.each(BROKEN)('[LC9] of a room is dropped, and the rest is there: %s', async (_name, value) => {
    const { storage } = await usedBefore();
    storage.values.set(roomKey('lobby'), value);
    const rig = restart(storage);
    expect(rig.shown('tea')).toEqual(['1:m1']);
    expect(rig.chat.state.rooms.ids).toEqual(['tea', 'lobby']);
    expect(rig.storage.values.has(roomKey('lobby'))).toBe(false);
    rig.chat.start();
    await rig.server.accept();
    expect(rig.server.last('hello').rooms.map(({ room }) => room)).toEqual(['tea']);
    await rig.server.welcome([roomState({ head: 2, from: 3, last: message(2) })]);
    expect(rig.shown()).toEqual(['2:m2']);
  });

  test('[LC9] a hole in a room’s messages, or a cursor beyond them, makes it unreadable', async () => {
    const { storage } = await usedBefore();
    type Kept = { cursor: number; messages: { seq: number }[] };
    const good = storage.values.get(roomKey('lobby')) as Kept;
    const broken: readonly Kept[] = [
      { ...good, cursor: 3 },
      { ...good, cursor: 1 },
      { ...good, messages: good.messages.slice(0, 1) },
      { ...good, messages: [...good.messages].reverse() },
      { ...good, cursor: 4, messages: good.messages.map((kept, i) => ({ ...kept, seq: 2 + 2 * i })) },
    ];
    for (const value of broken) {
      storage.values.set(roomKey('lobby'), value);
      expect(restart(storage).chat.state.timelines['lobby']).toBeUndefined();
    }
  });

  test('[LC9] of the list is dropped as a whole, one bad room in it alone', async () => {
    const { storage } = await usedBefore();
    const list = storage.values.get(LIST_KEY) as { rooms: { room: string; name: unknown }[] };
    const oneBad = {
      ...list,
      rooms: list.rooms.map((room) => (room.room === 'tea' ? { ...room, name: 5 } : room)),
    };
    storage.values.set(LIST_KEY, oneBad);
    expect(restart(storage).chat.state.rooms.ids).toEqual(['lobby']);
    storage.values.set(LIST_KEY, { v: 1, rooms: 'many' });
    const rig = restart(storage);
    expect(rig.chat.state.loaded).toBe(false);
    expect(rig.storage.values.has(LIST_KEY)).toBe(false);
  });

  test('[LC17] {S15} {K16} a name that was lost, or holds U+0000, costs neither its room nor what was said', async () => {
    const { storage } = await usedBefore();
    type Named = { room?: string; name: string };
    const lose = (named: Named): Named => ({ ...named, name: named.room === 'tea' ? 'T\u0000' : '' });
    const list = storage.values.get(LIST_KEY) as { rooms: Named[]; users: Named[] };
    storage.values.set(LIST_KEY, { ...list, rooms: list.rooms.map(lose), users: list.users.map(lose) });
    const kept = storage.values.get(roomKey('lobby')) as { users: Named[] };
    storage.values.set(roomKey('lobby'), { ...kept, users: kept.users.map(lose) });
    const rig = restart(storage);
    const { byId } = rig.chat.state.rooms;
    expect([byId['lobby' as RoomId]?.name, byId['tea' as RoomId]?.name]).toEqual(['?', 'T\ufffd']);
    expect([rig.shown(), rig.shown('tea')]).toEqual([['1:m1', '2:m2'], ['1:m1']]);
    expect(rig.chat.state.users['ann' as UserId]?.name).toBe('?');
  });

  test('[LC9] a room and a list of different epochs are not mixed', async () => {
    const { storage } = await usedBefore();
    const kept = storage.values.get(roomKey('lobby')) as object;
    storage.values.set(roomKey('lobby'), { ...kept, epoch: 'e0' });
    expect(restart(storage).chat.state.timelines['lobby']).toBeUndefined();
  });
});
