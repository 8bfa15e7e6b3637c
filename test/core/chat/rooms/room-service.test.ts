import type { RoomId, UserId } from '../../../../miniprogram/core/protocol/fields';
import { countTotalUnread, isBlocked, selectUser } from '../../../../miniprogram/core/store/selectors';
import { ANN, createChatRig, errorOf, LOBBY, message, roomState } from '../../../support/chat-rig';

const TEA = 'tea' as RoomId;
const PLAIN = { pinned: false, muted: false, markedUnread: false };
const flagsOf = (rig: ReturnType<typeof createChatRig>, room = 'lobby') =>
  rig.chat.state.rooms.byId[room]?.flags;

async function online() {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea', name: 'Tea' })]);
  return rig;
}

const person = (name: string, user: string = name) => ({
  ...{ user, name, avatar: '', role: 'member' as const },
  online: false,
  mutedUntil: 0,
});

describe('looking for members', () => {
  test('[UI305] {K19} the server is asked by what is typed, and who is found is known', async () => {
    const rig = await online();
    const asking = rig.chat.rooms.members(LOBBY, 0, undefined, ' Zoë ');
    const { id, query } = rig.server.last('members');
    expect(query).toBe('Zoë');
    const page = { members: [person('Zoë', 'u1')], more: false };
    await rig.server.say({ type: 'members', id, room: 'lobby', query: 'Zoë', ...page });
    expect(await asking).toMatchObject(page);
    expect(selectUser(rig.chat.state, 'u1' as UserId)?.name).toBe('Zoë');
  });

  test('[UI305] {K19} with an older server its pages are looked through, as far as they go', async () => {
    const rig = await online();
    const asking = rig.chat.rooms.members(LOBBY, 0, undefined, 'zo');
    for (const [names, more] of [
      [['Ann', 'Zoe'], true],
      [['Bob', 'ＺＯＲＡ'], false],
    ] as const) {
      const { id } = rig.server.last('members');
      await rig.server.say({
        type: 'members',
        id,
        room: 'lobby',
        members: names.map((name, i) => person(name, `${names[0]}${i}`)),
        more,
      });
    }
    const { members, more } = await asking;
    expect([members.map(({ name }) => name), more]).toEqual([['Zoe', 'ＺＯＲＡ'], false]);
    expect(rig.server.of('members').map(({ skip }) => skip)).toEqual([0, 2]);
  });
});

describe('own flags', () => {
  test('[RM30] {R5} a flag is shown at once and confirmed by the answer', async () => {
    const rig = await online();
    const setting = rig.chat.rooms.setFlags(LOBBY, { pinned: true });
    expect(flagsOf(rig)).toEqual({ ...PLAIN, pinned: true });
    const { id, ...asked } = rig.server.last('flags');
    expect(asked).toMatchObject({ room: 'lobby', pinned: true });
    await rig.server.say({ type: 'flags', id, room: 'lobby', flags: { ...PLAIN, pinned: true } });
    await setting;
    expect(flagsOf(rig)).toEqual({ ...PLAIN, pinned: true });
  });

  test('[RM30] {R5} a refusal, a lost connection and a foreign room take it back and say why', async () => {
    const rig = await online();
    const refused = errorOf(rig.chat.rooms.setFlags(LOBBY, { muted: true }));
    const { id } = rig.server.last('flags');
    await rig.server.say({ type: 'error', id, code: 'storage', reason: 'full', fatal: false });
    expect((await refused).kind).toBe('storage');
    expect(flagsOf(rig)).toEqual(PLAIN);
    const cut = errorOf(rig.chat.rooms.setFlags(LOBBY, { muted: true }));
    rig.server.connection.close();
    expect((await cut).kind).toBe('offline');
    expect(flagsOf(rig)).toEqual(PLAIN);
    expect((await errorOf(rig.chat.rooms.setFlags('x' as RoomId, { muted: true }))).kind).toBe('not_joined');
  });

  test('[RM31] the refusal of an earlier change does not undo a later one, nor does news that it overtook', async () => {
    const rig = await online();
    const first = errorOf(rig.chat.rooms.setFlags(LOBBY, { pinned: true }));
    const earlier = rig.server.last('flags').id;
    const second = rig.chat.rooms.setFlags(LOBBY, { pinned: false });
    const third = rig.chat.rooms.setFlags(LOBBY, { pinned: true });
    await rig.server.say({ type: 'error', id: earlier, code: 'rate', reason: '', fatal: false });
    await first;
    expect(flagsOf(rig)?.pinned).toBe(true);
    const [, b, c] = rig.server.of('flags');
    await rig.server.say({ type: 'flags', id: b?.id, room: 'lobby', flags: PLAIN });
    expect(flagsOf(rig)?.pinned).toBe(true);
    await rig.server.say({ type: 'flags', id: c?.id, room: 'lobby', flags: { ...PLAIN, pinned: true } });
    await Promise.all([second, third]);
    expect(flagsOf(rig)?.pinned).toBe(true);
    await rig.server.say({ type: 'flags', room: 'lobby', flags: PLAIN });
    expect(flagsOf(rig)?.pinned).toBe(false);
  });

  test('[RM32] {R1} pinned rooms come first, each group by the time of its last message', async () => {
    const rig = createChatRig();
    const rooms = ['a', 'b', 'c'].map((room) => roomState({ room, name: room }));
    await rig.online(rooms);
    await rig.server.say(message(1, { room: 'a', at: 1 }), message(1, { room: 'b', at: 2, clientId: 'x' }));
    expect(rig.chat.state.rooms.ids).toEqual(['b', 'a', 'c']);
    await rig.server.say({ type: 'flags', room: 'c', flags: { ...PLAIN, pinned: true } });
    await rig.server.say({ type: 'flags', room: 'a', flags: { ...PLAIN, pinned: true } });
    expect(rig.chat.state.rooms.ids).toEqual(['a', 'c', 'b']);
  });

  test('[RM33] {R2} the total leaves muted rooms out and counts a room marked as unread', async () => {
    const rig = await online();
    await rig.server.say(message(1), message(2), message(1, { room: 'tea', clientId: 't1' }));
    expect(countTotalUnread(rig.chat.state)).toBe(3);
    await rig.server.say({ type: 'flags', room: 'lobby', flags: { ...PLAIN, muted: true } });
    expect(countTotalUnread(rig.chat.state)).toBe(1);
    rig.chat.markRead(TEA);
    await rig.server.say({ type: 'flags', room: 'tea', flags: { ...PLAIN, markedUnread: true } });
    expect(countTotalUnread(rig.chat.state)).toBe(1);
  });

  test('[RM34] {R5} reading a room takes its mark away and tells the server', async () => {
    const rig = await online();
    await rig.server.say({ type: 'flags', room: 'lobby', flags: { ...PLAIN, markedUnread: true } });
    rig.chat.markRead(LOBBY);
    expect(flagsOf(rig)?.markedUnread).toBe(false);
    expect(rig.server.last('flags')).toMatchObject({ room: 'lobby', markedUnread: false });
    rig.chat.markRead(LOBBY);
    expect(rig.server.of('flags')).toHaveLength(1);
  });
});

describe('what the server tells of a room', () => {
  test('[RM35] {C22} settings and standing are those of the newest frame, with defaults where none is told', async () => {
    const rig = await online();
    const room = () => rig.chat.state.rooms.byId['lobby'];
    expect(room()?.settings).toEqual({ announcement: '', access: 'public', slowMs: 0, closed: false });
    expect(room()?.membership).toEqual({ role: 'member', mutedUntil: 0 });
    const settings = { announcement: 'Hi', access: 'invite', slowMs: 9, closed: false };
    await rig.server.say({ type: 'room', room: 'lobby', name: 'Hall', settings });
    await rig.server.say({ type: 'standing', room: 'lobby', standing: { role: 'admin', mutedUntil: 7 } });
    expect(room()).toMatchObject({ name: 'Hall', settings, membership: { role: 'admin', mutedUntil: 7 } });
    await rig.server.say({ type: 'room', room: 'nowhere', name: 'X', settings });
    expect(rig.chat.state.rooms.ids).toHaveLength(2);
    await rig.server.say({ type: 'reset', room: 'lobby', epoch: 'e2', head: 0 });
    expect(room()).toMatchObject({ settings, membership: { role: 'admin' } });
    await rig.reconnect();
    const closed = { ...settings, closed: true };
    const standing = { role: 'owner', mutedUntil: 0 };
    await rig.server.welcome([roomState({ settings: closed, standing, flags: { ...PLAIN, muted: true } })]);
    expect(room()).toMatchObject({ settings: closed, membership: standing, flags: { muted: true } });
  });

  test('[RM69] the names of a room in each language are kept, also in the list of lost rooms, until news come without them', async () => {
    const rig = await online();
    const names = { zh: '大厅', en: 'Lobby' };
    const settings = { announcement: '', access: 'public', slowMs: 0, closed: false };
    const room = () => rig.chat.state.rooms.byId['lobby'];
    await rig.reconnect();
    await rig.server.welcome([roomState({ names })]);
    expect(room()?.names).toEqual(names);
    await rig.server.say({ type: 'room', room: 'lobby', name: 'Hall', settings });
    expect(room()?.names).toBeUndefined();
    await rig.server.say({ type: 'room', room: 'lobby', name: '大厅', names, settings });
    expect(room()?.names).toEqual(names);
    await rig.server.say({ type: 'left', room: 'lobby', reason: 'removed', name: '大厅' });
    expect(rig.chat.state.lost).toContainEqual({ room: 'lobby', name: '大厅', names });
  });

  test('[RM36] {C22} a room one was removed from is gone and named, until that was read or one is in it again', async () => {
    const rig = await online();
    await rig.server.say({ type: 'left', room: 'tea', reason: 'removed', name: 'Tea' });
    expect(rig.chat.state.rooms.ids).toEqual(['lobby']);
    expect(rig.chat.state.timelines['tea']).toBeUndefined();
    expect(rig.chat.state.lost).toEqual([{ room: 'tea', name: 'Tea' }]);
    await rig.server.say({ type: 'left', room: 'book', reason: 'removed', name: 'Books' });
    rig.chat.rooms.dismissLost(TEA);
    expect(rig.chat.state.lost).toEqual([{ room: 'book', name: 'Books' }]);
    await rig.server.say({ type: 'joined', room: roomState({ room: 'book', name: 'Books' }) });
    expect(rig.chat.state.lost).toEqual([]);
  });

  test('[RM39] {C22} who is blocked is what the server told last, and known again after each welcome', async () => {
    const rig = await online();
    const blocking = rig.chat.rooms.setBlocked(ANN, true);
    await rig.server.say({ type: 'blocked', id: rig.server.last('block').id, users: ['ann'] });
    await blocking;
    expect(isBlocked(rig.chat.state, ANN)).toBe(true);
    await rig.reconnect();
    await rig.server.welcome([roomState()], { blocked: ['bob'] });
    expect([isBlocked(rig.chat.state, ANN), isBlocked(rig.chat.state, 'bob' as UserId)]).toEqual([
      false,
      true,
    ]);
    await rig.reconnect();
    await rig.server.welcome();
    expect(rig.chat.state.blocked).toEqual([]);
  });
});

describe('questions', () => {
  test('[RM37] {C16} members come page by page, and their names are known afterwards', async () => {
    const rig = await online();
    const asking = rig.chat.rooms.members(LOBBY, 50);
    const { id, skip } = rig.server.last('members');
    expect(skip).toBe(50);
    const zoe = { user: 'zoe', name: 'Zoe', avatar: '', role: 'member', online: true, mutedUntil: 0 };
    await rig.server.say({ type: 'members', id, room: 'lobby', members: [zoe], more: true });
    expect(await asking).toEqual({ members: [zoe], more: true });
    expect(selectUser(rig.chat.state, 'zoe' as UserId)).toEqual({ user: 'zoe', name: 'Zoe', avatar: '' });
  });

  test('[RM57] {K25} a next page of members and of rooms begins where the server said, and is counted where it said nothing', async () => {
    const rig = await online();
    const first = rig.chat.rooms.members(LOBBY, 0);
    const { id } = rig.server.last('members');
    await rig.server.say({
      type: 'members',
      id,
      room: 'lobby',
      members: [],
      more: true,
      next: '7/0/zoe/zoe',
    });
    const { next } = await first;
    void rig.chat.rooms.members(LOBBY, 50, next);
    expect(rig.server.last('members')).toMatchObject({ skip: 50, after: '7/0/zoe/zoe' });
    const looking = rig.chat.rooms.directory('', 0);
    const asked = rig.server.last('directory');
    expect(asked).not.toHaveProperty('after');
    await rig.server.say({ type: 'directory', id: asked.id, rooms: [], more: true });
    void rig.chat.rooms.directory('', 20, (await looking).next);
    expect(rig.server.last('directory')).not.toHaveProperty('after');
  });

  test('[RM37] {R6, R10} the directory and search pass their page on', async () => {
    const rig = await online();
    const listing = { room: 'pub', name: 'Pub', announcement: '', online: 1, members: 2 };
    const looking = rig.chat.rooms.directory('pub', 20);
    const { id, ...directory } = rig.server.last('directory');
    expect(directory).toMatchObject({ query: 'pub', skip: 20 });
    await rig.server.say({ type: 'directory', id, rooms: [listing], more: false });
    expect(await looking).toEqual({ rooms: [listing], more: false });
    const searching = rig.chat.rooms.search(LOBBY, 'm1', 0);
    const search = rig.server.last('search');
    expect(search).toMatchObject({ room: 'lobby', query: 'm1', before: Number.MAX_SAFE_INTEGER });
    const found = {
      type: 'found',
      id: search.id,
      room: 'lobby',
      epoch: 'e1',
      messages: [message(1)],
      before: 0,
    };
    await rig.server.say(found);
    expect((await searching).messages.map(({ seq }) => seq)).toEqual([1]);
    expect(rig.shown()).toEqual([]);
  });

  test('[RM37] {C21} pictures and files are searched for by kind, and a time is asked for in whole ms', async () => {
    const rig = await online();
    const looking = rig.chat.rooms.media(LOBBY, ['image', 'file'], 7);
    const { id, ...asked } = rig.server.last('search');
    expect(asked).toMatchObject({ room: 'lobby', query: '', before: 7, kinds: ['image', 'file'] });
    const answer = { room: 'lobby', epoch: 'e1', messages: [message(3)], before: 3 };
    await rig.server.say({ type: 'found', id, ...answer });
    const { messages, ...place } = await looking;
    expect([messages.map(({ seq }) => seq), place]).toEqual([[3], { epoch: 'e1', before: 3 }]);
    void errorOf(rig.chat.rooms.search(LOBBY, 'm', 0));
    expect(rig.server.last('search').kinds).toBeUndefined();
    const locating = rig.chat.rooms.seqAt(LOBBY, 1_000.6);
    const { id: question, at } = rig.server.last('locate');
    expect(at).toBe(1_001);
    await rig.server.say({ type: 'located', id: question, room: 'lobby', epoch: 'e1', seq: 9 });
    expect(await locating).toEqual({ epoch: 'e1', seq: 9 });
    const cut = errorOf(rig.chat.rooms.seqAt(LOBBY, 1));
    rig.server.connection.close();
    expect((await cut).kind).toBe('offline');
  });

  test('[RM38] {C22} a name or an announcement that the server would refuse is refused here', async () => {
    const rig = await online();
    const { rooms } = rig.chat;
    expect((await errorOf(rooms.act(LOBBY, { kind: 'rename', name: ' ' }))).kind).toBe('empty');
    expect((await errorOf(rooms.act(LOBBY, { kind: 'announce', text: 'x'.repeat(501) }))).kind).toBe(
      'too_large',
    );
    expect(rig.server.of('room_action')).toEqual([]);
    const renaming = rooms.act(LOBBY, { kind: 'rename', name: '  New   name ' });
    const { id, action } = rig.server.last('room_action');
    expect(action).toEqual({ kind: 'rename', name: 'New name' });
    await rig.server.say({ type: 'done', id });
    await renaming;
    const refused = errorOf(rooms.act(LOBBY, { kind: 'close' }));
    const second = rig.server.last('room_action').id;
    await rig.server.say({ type: 'error', id: second, code: 'forbidden', reason: '', fatal: false });
    expect((await refused).kind).toBe('forbidden');
    const reporting = rooms.report({ room: LOBBY, user: ANN, seq: 3, reason: 'spam' });
    expect(rig.server.last('report')).toMatchObject({ user: 'ann', seq: 3, reason: 'spam' });
    await rig.server.say({ type: 'done', id: rig.server.last('report').id });
    await reporting;
  });

  test('[RM40] {R6} a room is public unless told otherwise', async () => {
    const rig = await online();
    void errorOf(rig.chat.createRoom('Club'));
    expect(rig.server.last('create').access).toBeUndefined();
    void errorOf(rig.chat.createRoom('Club', 'invite'));
    expect(rig.server.last('create').access).toBe('invite');
    rig.chat.close();
  });
});
