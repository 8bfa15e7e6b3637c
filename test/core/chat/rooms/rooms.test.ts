import type { RoomId } from '../../../../miniprogram/core/protocol/fields';
import { countUnread } from '../../../../miniprogram/core/store/selectors';
import { createChatRig, errorOf, LOBBY, message, roomState } from '../../../support/chat-rig';

describe('rooms', () => {
  test('[RM1] are sorted by the time of their last message, and unread counts messages of others after the marker', async () => {
    const rig = createChatRig();
    const tea = 'tea' as RoomId;
    await rig.online([roomState(), roomState({ room: 'tea', name: 'Tea' })]);
    await rig.server.say(message(1, { room: 'tea', at: 5_000 }));
    expect(rig.chat.state.rooms.ids).toEqual(['tea', 'lobby']);
    await rig.server.say(message(1, { at: 6_000 }), message(2, { at: 6_001, user: 'me' }));
    expect(rig.chat.state.rooms.ids).toEqual(['lobby', 'tea']);
    expect(countUnread(rig.chat.state, LOBBY)).toBe(1);
    rig.chat.markRead(LOBBY);
    expect(countUnread(rig.chat.state, LOBBY)).toBe(0);
    expect(countUnread(rig.chat.state, tea)).toBe(1);
  });

  test('[RM2] a read marker only moves forward and is said again after the welcome until the server knows it', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2));
    rig.server.connection.close();
    rig.chat.markRead(LOBBY);
    rig.chat.markRead(LOBBY);
    while (rig.transport.connections.length === 1) await rig.clock.advance(100);
    await rig.server.accept();
    await rig.server.welcome([roomState({ head: 2, from: 3, read: 0 })]);
    expect(rig.server.of('read')).toEqual([expect.objectContaining({ room: 'lobby', seq: 2 })]);
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 2, from: 3, read: 2 })]);
    expect(rig.server.of('read')).toEqual([]);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 1 });
    expect(rig.chat.state.rooms.byId['lobby']?.read).toBe(2);
  });

  test('[RM3] a created room is there when createRoom resolves; a bad name is refused here', async () => {
    const rig = createChatRig();
    await rig.online();
    const creating = rig.chat.createRoom('  Book \n club ');
    expect(rig.server.last('create').name).toBe('Book club');
    const room = roomState({ room: 'k3f9', name: 'Book club' });
    await rig.server.say({ type: 'joined', id: rig.server.last('create').id, room });
    expect(await creating).toBe('k3f9');
    expect(rig.chat.state.rooms.byId['k3f9']?.name).toBe('Book club');
    expect((await errorOf(rig.chat.createRoom(' '))).kind).toBe('empty');
    expect((await errorOf(rig.chat.createRoom('n'.repeat(25)))).kind).toBe('too_large');
  });

  test('[RM4] joining takes the code as people type it, and an unknown one is no_room', async () => {
    const rig = createChatRig();
    await rig.online();
    const joining = errorOf(rig.chat.joinRoom(' ABC9 '));
    expect(rig.server.last('join').room).toBe('abc9');
    const { id } = rig.server.last('join');
    await rig.server.say({ type: 'error', id, code: 'no_room', reason: 'none', fatal: false });
    expect((await joining).kind).toBe('no_room');
    expect((await errorOf(rig.chat.joinRoom('not a code!'))).kind).toBe('no_room');
    expect(await rig.chat.joinRoom('LOBBY')).toBe('lobby');
  });

  test('[RM43] {S3} a room that asks first is told as such, and comes by itself once an admin agreed', async () => {
    const rig = createChatRig();
    await rig.online();
    const joining = errorOf(rig.chat.joinRoom('abcd efgh jkmn'));
    const { id, room, knock } = rig.server.last('join');
    expect([room, knock]).toEqual(['abcdefghjkmn', true]);
    await rig.server.say({ type: 'knocked', id });
    expect((await joining).kind).toBe('knocked');
    await rig.server.say({ type: 'joined', room: roomState({ room: 'r9', name: 'Nine' }) });
    expect(rig.chat.state.rooms.byId['r9']?.name).toBe('Nine');
  });

  test('[RM44] {S3} a code leads to the id that the server tells, and the code of an own room there without asking', async () => {
    const rig = createChatRig();
    const settings = { announcement: '', access: 'invite', slowMs: 0, closed: false } as const;
    const secret = { ...settings, code: 'abcdefghjkmn' };
    await rig.online([roomState({ room: 'r1', settings: secret })]);
    expect(await rig.chat.joinRoom('ABCD-EFGH-JKMN')).toBe('r1');
    expect(rig.server.of('join')).toEqual([]);
    const joining = rig.chat.joinRoom('zzzz');
    await rig.server.say({ type: 'joined', id: rig.server.last('join').id, room: roomState({ room: 'r2' }) });
    expect(await joining).toBe('r2');
  });

  test('[RM45] {S3} who runs a room, what its code does and how many wait are those of the newest frame', async () => {
    const rig = createChatRig();
    const staff = [{ user: 'ann', role: 'owner' }] as never;
    await rig.online([roomState({ staff, waiting: 2, standing: { role: 'admin', mutedUntil: 0 } })]);
    const lobby = () => rig.chat.state.rooms.byId['lobby'];
    expect([lobby()?.staff, lobby()?.waiting]).toEqual([staff, 2]);
    const told = { announcement: '', access: 'invite', slowMs: 0, closed: false, entry: 'off', code: 'c2' };
    const others = [{ user: 'bob', role: 'owner' }];
    await rig.server.say({ type: 'room', room: 'lobby', name: 'Lobby', settings: told, staff: others });
    expect([lobby()?.staff, lobby()?.settings.entry, lobby()?.settings.code]).toEqual([others, 'off', 'c2']);
    const asking = rig.chat.rooms.admissions(LOBBY);
    const waiting = [{ user: 'cid', name: 'Cid', avatar: '', at: 1 }];
    const { id } = rig.server.last('door');
    await rig.server.say({ type: 'door', id, room: 'lobby', invitations: [], waiting, more: false });
    expect(await asking).toEqual({ invitations: [], waiting, more: false });
    expect(lobby()?.waiting).toBe(1);
  });

  test('[RM5] leaving, here or on another device, takes the room away', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), roomState({ room: 'tea' })]);
    const leaving = rig.chat.leaveRoom('tea' as RoomId);
    await rig.server.say({ type: 'left', id: rig.server.last('leave').id, room: 'tea' });
    await leaving;
    await rig.server.say({ type: 'left', room: 'lobby' });
    expect(rig.chat.state.rooms.ids).toEqual([]);
    expect(rig.chat.state.timelines).toEqual({});
  });

  test('[RM6] a room that the welcome does not name any more is gone', async () => {
    const rig = createChatRig();
    await rig.online([roomState(), roomState({ room: 'tea' })]);
    await rig.reconnect();
    await rig.server.welcome([roomState()]);
    expect(rig.chat.state.rooms.ids).toEqual(['lobby']);
  });

  test('[RM7] typing of others is shown, ended by their message and forgotten after 6 s', async () => {
    const rig = createChatRig();
    await rig.online();
    const typing = (): readonly string[] => rig.chat.state.rooms.byId['lobby']?.typing ?? [];
    const hint = { type: 'typing', room: 'lobby', user: 'ann', on: true };
    await rig.server.say(hint, { ...hint, user: 'me' });
    expect(typing()).toEqual(['ann']);
    await rig.server.say(message(1));
    expect(typing()).toEqual([]);
    await rig.server.say(hint);
    await rig.clock.advance(5_999);
    expect(typing()).toEqual(['ann']);
    await rig.clock.advance(1);
    expect(typing()).toEqual([]);
  });

  test('[RM8] own typing is told at most once per 3 s, and the end of it once', async () => {
    const rig = createChatRig();
    await rig.online();
    const told = (): boolean[] => rig.server.of('typing').map(({ on }) => on);
    for (let i = 0; i < 10; i += 1) rig.chat.setTyping(LOBBY, true);
    expect(told()).toEqual([true]);
    await rig.clock.advance(3_000);
    rig.chat.setTyping(LOBBY, true);
    rig.chat.setTyping(LOBBY, false);
    expect(told()).toEqual([true, true]);
    await rig.clock.advance(3_000);
    expect(told()).toEqual([true, true, false]);
    rig.chat.setTyping(LOBBY, false);
    await rig.clock.advance(9_000);
    expect(told()).toHaveLength(3);
  });

  test('[RM9] authors nobody has told are asked for in one batch, once per connection', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 40, from: 41, last: message(40) })]);
    await rig.server.say(
      message(41, { user: 'bob' }),
      message(42, { user: 'ann' }),
      message(43, { user: 'me' }),
    );
    await rig.clock.advance(30);
    expect(rig.server.of('users').map(({ users }) => users)).toEqual([['ann', 'bob']]);
    const users = [{ user: 'ann', name: 'Ann', avatar: 'tint-2' }];
    await rig.server.say({ type: 'users', id: rig.server.last('users').id, users });
    await rig.server.say(message(44, { user: 'bob' }), {
      type: 'profile',
      user: 'ann',
      name: 'Anna',
      avatar: '',
    });
    await rig.clock.advance(1_000);
    expect(rig.server.of('users')).toHaveLength(1);
    expect(rig.chat.state.users['ann']?.name).toBe('Anna');
  });

  test('[RM9] {R3} whoever the line of a room names is asked for: who took a message back, whom a notice is about', async () => {
    const rig = createChatRig();
    const muted = { kind: 'notice', event: 'muted', target: 'zoe', forMs: 1 };
    await rig.online([
      roomState({ head: 4, from: 5, last: message(4, { body: { kind: 'recalled', by: 'bob' } }) }),
      roomState({ room: 'tea', head: 2, from: 3, last: message(2, { room: 'tea', body: muted }) }),
    ]);
    await rig.clock.advance(30);
    expect([...(rig.server.last('users').users as readonly string[])].sort()).toEqual(['ann', 'bob', 'zoe']);
  });

  test('[RM10] another server starts empty: rooms and names of the former one are gone', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    rig.chat.switchServer('ws://other.test/ws', null);
    expect(rig.chat.state.rooms.ids).toEqual([]);
    await rig.clock.advance(0);
    expect(rig.server.connection.options.url).toBe('ws://other.test/ws');
    await rig.server.accept();
    expect(rig.server.last('hello').rooms).toEqual([]);
    await rig.server.welcome([roomState()], { self: { user: 'u2', name: 'Ming', avatar: '' } });
    expect(rig.shown()).toEqual([]);
    expect(rig.chat.connection.state).toBe('online');
  });
});
