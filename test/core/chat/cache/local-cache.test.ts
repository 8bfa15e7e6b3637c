import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { CACHE_WRITE_DELAY_MS } from '../../../../miniprogram/core/chat/cache/local-cache';
import type { RoomId, RoomState, User } from '../../../../miniprogram/core/protocol/fields';
import { countUnread } from '../../../../miniprogram/core/store/selectors';
import {
  createChatRig,
  createMemoryKeyValues,
  LOBBY,
  ME,
  message,
  RIG_URL,
  roomState,
} from '../../../support/chat-rig';
import {
  ANN_USER,
  LIST_KEY,
  restart,
  roomKey,
  teaMessage,
  tellNames,
  text,
  usedBefore,
} from '../../../support/cache-rig';

const TEA = 'tea' as RoomId;

describe('a cold start', () => {
  test('[LC1] {D1} shows rooms, names and messages of the last time before anything is asked of the network', async () => {
    const rig = restart((await usedBefore()).storage);
    const { state } = rig.chat;
    expect(rig.transport.connections).toEqual([]);
    expect(state).toMatchObject({ loaded: true, cached: true, self: ME });
    expect(state.rooms.ids).toEqual(['tea', 'lobby']);
    expect(state.rooms.byId['tea']).toMatchObject({ name: 'Tea', members: 7, lastSeq: 1, online: 0 });
    expect(state.rooms.byId['lobby']?.last?.body).toEqual({ kind: 'text', text: 'm2' });
    expect(rig.shown()).toEqual(['1:m1', '2:m2']);
    expect(rig.shown('tea')).toEqual(['1:m1']);
    expect(state.users['ann']).toEqual(ANN_USER);
    expect(countUnread(state, LOBBY)).toBe(2);
  });

  test('[RM41] {R1, R2, D1} flags, settings and standing are those of the last time, and pinned rooms come first', async () => {
    const flags = { pinned: true, muted: true, markedUnread: true };
    const settings = { announcement: 'Hi', access: 'invite', slowMs: 9, closed: false };
    const standing = { role: 'owner', mutedUntil: 0 };
    const before = createChatRig();
    await before.online([roomState({ flags, settings, standing }), roomState({ room: 'tea' })]);
    await before.server.say(teaMessage(1, { at: 9_000_000 }));
    await before.host({ kind: 'hide' });
    const { rooms } = restart(before.storage).chat.state;
    expect(rooms.ids).toEqual(['lobby', 'tea']);
    expect(rooms.byId['lobby']).toMatchObject({ flags, settings, membership: standing });
    expect(rooms.byId['tea']).toMatchObject({ flags: { pinned: false }, membership: { role: 'member' } });
  });

  test('[LC2] hello names the cursors of the last time, so that only what was missed comes', async () => {
    const rig = restart((await usedBefore()).storage);
    rig.chat.start();
    await rig.server.accept();
    expect(rig.server.last('hello').rooms).toEqual([
      { room: 'tea', epoch: 'e1', seq: 1 },
      { room: 'lobby', epoch: 'e1', seq: 2 },
    ]);
    await rig.server.welcome([roomState({ head: 4, from: 3 }), roomState({ room: 'tea', head: 1, from: 2 })]);
    await rig.server.say(message(3), message(4));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:m3', '4:m4']);
    expect(rig.chat.state.cached).toBe(false);
  });

  test('[LC3] what is above the kept part loads as usual, and the beginning is shown only where it was loaded', async () => {
    const before = createChatRig();
    await before.online([roomState({ head: 100, from: 1 }), roomState({ room: 'tea' })]);
    for (let seq = 1; seq <= 100; seq += 1) await before.server.say(message(seq));
    await before.server.say(teaMessage(1));
    await before.clock.advance(CACHE_WRITE_DELAY_MS);
    const rig = restart(before.storage);
    expect(rig.shown()).toHaveLength(60);
    expect(rig.shown()[0]).toBe('41:m41');
    expect(rig.chat.state.timelines['lobby']?.older).toEqual({ state: 'idle' });
    expect(rig.chat.state.timelines['tea']?.older).toEqual({ state: 'complete' });
    await rig.online([roomState({ head: 100, from: 101 }), roomState({ room: 'tea', head: 1, from: 2 })]);
    const loading = rig.chat.loadOlder(LOBBY);
    const { id, before: asked } = rig.server.last('history');
    expect(asked).toBe(41);
    const messages = [message(39), message(40)];
    await rig.server.say({ type: 'page', id, room: 'lobby', epoch: 'e1', messages, more: true });
    await loading;
    expect(rig.shown().slice(0, 3)).toEqual(['39:m39', '40:m40', '41:m41']);
  });

  test('[LC3] an empty room is known to be empty, and a room of one page to begin there', async () => {
    const before = createChatRig();
    await before.online([roomState(), roomState({ room: 'tea', head: 50, from: 51, last: teaMessage(50) })]);
    const loading = before.chat.loadOlder(TEA);
    const { id } = before.server.last('history');
    const messages = [teaMessage(48), teaMessage(49)];
    await before.server.say({ type: 'page', id, room: 'tea', epoch: 'e1', messages, more: false });
    await loading;
    await before.clock.advance(CACHE_WRITE_DELAY_MS);
    const { timelines } = restart(before.storage).chat.state;
    expect(timelines['lobby']).toMatchObject({ cursor: 0, items: [], older: { state: 'complete' } });
    expect(timelines['tea']).toMatchObject({ cursor: 50, older: { state: 'complete' } });
    // The server had no more: what is above is lost, and said to be so again.
    expect(timelines['tea']?.items[0]).toMatchObject({ kind: 'gap', from: 1, to: 47, lost: true });
  });

  test('[LC10] another epoch since then keeps what was seen behind a divider, and a trimmed run leaves a gap', async () => {
    const { storage } = await usedBefore();
    const rig = restart(storage);
    const gap = { from: 3, to: 8, code: 'trimmed' };
    await rig.online([
      roomState({ room: 'tea', epoch: 'e2', head: 0, from: 1 }),
      roomState({ head: 9, from: 9, gap }),
    ]);
    await rig.server.say(message(9), teaMessage(1, { epoch: 'e2', clientId: 'new-1', body: text('again') }));
    expect(rig.shown()).toEqual(['1:m1', '2:m2', 'gap 3-8', '9:m9']);
    expect(rig.shown('tea')).toEqual(['1:m1', 'lost 2-2', '1:again']);
  });

  test('[LC12] names of the last time are shown, and asked for again', async () => {
    const rig = restart((await usedBefore()).storage);
    await rig.online([roomState({ head: 2, from: 3 }), roomState({ room: 'tea', head: 1, from: 2 })]);
    await rig.clock.advance(100);
    expect(rig.server.last('users').users).toEqual(['ann']);
    await tellNames(rig, [{ ...ANN_USER, name: 'Anna' }]);
    expect(rig.chat.state.users['ann']?.name).toBe('Anna');
    await rig.server.say(message(3));
    await rig.clock.advance(100);
    expect(rig.server.of('users')).toHaveLength(1);
  });

  test('[UI421] {D1} also whom a message quotes, calls or tells of is called by the name of the last time', async () => {
    const before = createChatRig();
    await before.online();
    const quote = { user: 'ann', clientId: 'c9', seq: 1, kind: 'text', text: 'so?' };
    await before.server.say(message(1, { user: 'bob', body: { kind: 'text', text: 'yes', quote } }));
    await before.server.say(message(2, { user: 'bob', body: { kind: 'recalled', by: 'eve' } }));
    const named = ['ann', 'bob', 'eve'].map((user) => ({ user, name: user.toUpperCase(), avatar: '' }));
    await tellNames(before, named);
    await before.host({ kind: 'hide' });
    const { users } = restart(before.storage).chat.state;
    expect(named.map(({ user }) => users[user]?.name)).toEqual(['ANN', 'BOB', 'EVE']);
  });

  test('[UI421] {D1} a name that comes long after the message is kept too, in the room and in the list', async () => {
    const before = createChatRig();
    await before.online();
    await before.server.say(message(1));
    await before.clock.advance(3 * CACHE_WRITE_DELAY_MS);
    await tellNames(before);
    await before.host({ kind: 'hide' });
    const { values } = before.storage;
    for (const key of [LIST_KEY, roomKey('lobby')])
      expect(values.get(key)).toMatchObject({ users: [ANN_USER] });
  });

  test('[LC13] before the welcome a message may wait in a room that is not among the kept ones', async () => {
    const { storage } = await usedBefore();
    const rig = restart(storage);
    rig.chat.sendText('new1' as RoomId, 'hello');
    expect(rig.shown('new1')).toEqual(['queued:hello']);
    await rig.online([roomState({ room: 'new1' })]);
    expect(rig.shown('new1')).toEqual(['sending:hello']);
    expect(() => rig.chat.sendText(LOBBY, 'no more')).toThrow(ChatError);
  });

  test('[LC16] own read markers set without a connection outlive the app and are said after the next welcome', async () => {
    const before = await usedBefore();
    await before.host({ kind: 'show' });
    before.server.connection.close();
    before.chat.markRead(LOBBY);
    const rig = restart(before.storage);
    expect(countUnread(rig.chat.state, LOBBY)).toBe(0);
    await rig.online([
      roomState({ head: 2, from: 3, read: 0 }),
      roomState({ room: 'tea', head: 1, from: 2 }),
    ]);
    expect(rig.server.of('read')).toEqual([expect.objectContaining({ room: 'lobby', seq: 2 })]);
  });

  test('[LC16] a marker of a room that was left meanwhile, or of another epoch, is not said', async () => {
    const before = await usedBefore();
    before.server.connection.close();
    before.chat.markRead(LOBBY);
    before.chat.markRead(TEA);
    const rig = restart(before.storage);
    await rig.online([roomState({ room: 'tea', epoch: 'e2', head: 1, from: 2 })]);
    expect(rig.server.of('read')).toEqual([]);
    expect(rig.chat.state.rooms.byId['tea']?.read).toBe(0);
  });
});

describe('what is written', () => {
  test('[LC5] what changes within 2 s is one write per room; typing and presence are none', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), roomState({ room: 'tea' })]);
    await rig.clock.advance(CACHE_WRITE_DELAY_MS);
    rig.storage.writes.length = 0;
    for (let seq = 1; seq <= 20; seq += 1) await rig.server.say(message(seq));
    await rig.clock.advance(CACHE_WRITE_DELAY_MS - 1);
    expect(rig.storage.writes).toEqual([]);
    await rig.clock.advance(1);
    expect(rig.storage.writes).toEqual([roomKey('lobby'), LIST_KEY]);
    await rig.server.say({ type: 'typing', room: 'lobby', user: 'ann', on: true });
    await rig.server.say({ type: 'presence', room: 'lobby', online: 2, members: 2 });
    await rig.clock.advance(CACHE_WRITE_DELAY_MS);
    expect(rig.storage.writes).toHaveLength(2);
  });

  test.each([{ kind: 'hide' }, { kind: 'memory_warning', level: 10 }] as const)(
    '[LC5] at once on $kind, because the app may not run again',
    async (event) => {
      const rig = createChatRig();
      await rig.online();
      await rig.server.say(message(1));
      await rig.host(event);
      expect(restart(rig.storage).shown()).toEqual(['1:m1']);
    },
  );

  test('[LC6] own messages that wait are the outbox’s alone', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 1, from: 1 })]);
    await rig.server.say(message(1));
    rig.chat.sendText(LOBBY, 'waits');
    await rig.host({ kind: 'hide' });
    for (const [key, value] of rig.storage.values) {
      expect([key, JSON.stringify(value).includes('waits')]).toEqual([key, key.startsWith('mc1:out:')]);
    }
    const again = restart(rig.storage);
    expect(again.shown()).toEqual(['1:m1', 'queued:waits']);
    expect(again.chat.state.rooms.byId['lobby']?.last?.delivery.status).toBe('queued');
  });

  test('[LC15] a message of a kind that a later version may know is asked for again rather than kept', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(
      message(1),
      message(2, { body: { kind: 'dance', steps: 7 } }),
      message(3),
      message(4),
    );
    await rig.host({ kind: 'hide' });
    const again = restart(rig.storage);
    expect(again.shown()).toEqual(['3:m3', '4:m4']);
    expect(again.chat.state.timelines['lobby']?.older).toEqual({ state: 'idle' });
    await rig.server.say(message(5, { body: { kind: 'dance', steps: 8 } }));
    await rig.host({ kind: 'hide' });
    expect(restart(rig.storage).chat.state.timelines['lobby']?.cursor).toBe(4);
  });

  test('[LC8] a room that was left here or elsewhere is gone from the phone too', async () => {
    const { storage } = await usedBefore();
    const rig = restart(storage);
    await rig.online([roomState({ room: 'tea', head: 1, from: 2 })]);
    expect(rig.chat.state.rooms.ids).toEqual(['tea']);
    await rig.clock.advance(CACHE_WRITE_DELAY_MS);
    expect([...rig.storage.values.keys()].filter((key) => key.startsWith('mc1:room'))).toEqual([
      roomKey('tea'),
      LIST_KEY,
    ]);
    expect(restart(rig.storage).chat.state.rooms.ids).toEqual(['tea']);
  });

  test('[LC7] another person, and the same id on another server, see nothing of it', async () => {
    const { storage } = await usedBefore();
    const other = { user: 'other', name: 'Other', avatar: '' } as User;
    for (const more of [{ self: other }, { url: 'ws://elsewhere.test/ws' }]) {
      const rig = restart(storage, more);
      expect(rig.chat.state).toMatchObject({ loaded: false, rooms: { ids: [] }, timelines: {} });
      rig.chat.start();
      await rig.server.accept();
      expect(rig.server.last('hello').rooms).toEqual([]);
    }
    const switched = restart(storage);
    switched.chat.switchServer('ws://elsewhere.test/ws', ME);
    expect(switched.chat.state.rooms.ids).toEqual([]);
    switched.chat.switchServer(RIG_URL, ME);
    expect(switched.shown()).toEqual(['1:m1', '2:m2']);
  });

  test('[LC7] whoever the server says it is, is who it is kept for', async () => {
    const { storage } = await usedBefore();
    const rig = restart(storage);
    rig.chat.start();
    await rig.server.accept();
    await rig.server.welcome([roomState()], { self: { user: 'other', name: 'Other', avatar: '' } });
    await rig.server.say(message(1, { body: text('for other') }));
    await rig.host({ kind: 'hide' });
    expect(restart(rig.storage).shown()).toEqual(['1:m1', '2:m2']);
    const theirs = { user: 'other', name: 'Other', avatar: '' } as User;
    expect(restart(rig.storage, { self: theirs }).shown()).toEqual(['1:for other']);
  });
});

describe('the phone’s space', () => {
  const long = '字'.repeat(4_000);

  test('[LC11] the largest messages and the most rooms stay far below what a phone takes', async () => {
    const rig = createChatRig();
    const rooms: RoomState[] = Array.from({ length: 50 }, (_, i) =>
      roomState({ room: `${'r'.repeat(60)}${i}`, name: '字'.repeat(24), epoch: 'e'.repeat(64) }),
    );
    await rig.online(rooms);
    const users = Array.from({ length: 60 }, (_, i) => `${'u'.repeat(60)}${i}`);
    for (const { room, epoch } of rooms.slice(0, 3)) {
      for (let seq = 1; seq <= 60; seq += 1) {
        const user = users[seq - 1];
        await rig.server.say(message(seq, { room, epoch, user, clientId: `c${seq}`, body: text(long) }));
      }
    }
    await rig.clock.advance(CACHE_WRITE_DELAY_MS);
    const sizes = [...rig.storage.values].map(([, value]) => Buffer.byteLength(JSON.stringify(value)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
    const again = restart(rig.storage);
    expect(again.chat.state.rooms.ids).toHaveLength(50);
    expect(again.shown(rooms[0]?.room)).toHaveLength(5);
  });

  test('[LC11] with very many rooms, those written longest ago go first', async () => {
    const storage = createMemoryKeyValues();
    for (let i = 0; i < 100; i += 1) {
      const person = createChatRig({ storage, url: `ws://server-${i}.test/ws` });
      person.clock.jump(i * 1_000);
      await person.online([roomState({ head: 1, from: 1 })]);
      await person.server.say(message(1));
      await person.host({ kind: 'hide' });
    }
    const kept = [...storage.values.keys()].filter((key) => key.startsWith('mc1:room'));
    expect(kept).toHaveLength(60);
    const newest = createChatRig({ storage, self: ME, url: 'ws://server-99.test/ws' });
    expect(newest.shown()).toEqual(['1:m1']);
    expect(kept.some((key) => key.startsWith('mc1:room:ws://server-0.test'))).toBe(false);
  });

  test('[LC14] a phone that stores nothing is no error, and is not asked again and again', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.storage.failWith = new Error('disk is broken');
    let tries = 0;
    const { set } = rig.storage;
    rig.storage.set = (key, value) => ((tries += 1), set(key, value));
    for (let seq = 1; seq <= 5; seq += 1) {
      await rig.server.say(message(seq));
      await rig.clock.advance(CACHE_WRITE_DELAY_MS);
    }
    expect(rig.shown()).toHaveLength(5);
    expect(tries).toBeLessThanOrEqual(2);
  });
});
