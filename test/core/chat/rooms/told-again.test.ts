import type { User } from '../../../../miniprogram/core/protocol/fields';
import { createChatRig, errorOf, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const PLAIN = { pinned: false, muted: false, markedUnread: false };
const flagsOf = (rig: ChatRig) => rig.chat.state.rooms.byId['lobby']?.flags;
const nameOf = (rig: ChatRig, user: string) => rig.chat.state.users[user]?.name;

describe('own flags while the connection changes', () => {
  test('[FM72] {R5} a flag that was set without a connection stays on show over the welcome and its own answer', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ flags: PLAIN })]);
    await rig.reconnect();
    const setting = rig.chat.rooms.setFlags(LOBBY, { muted: true });
    await rig.server.welcome([roomState({ flags: PLAIN })]);
    expect(flagsOf(rig)).toEqual({ ...PLAIN, muted: true });
    const { id } = rig.server.last('flags');
    await rig.server.say({ type: 'flags', id, room: 'lobby', flags: { ...PLAIN, muted: true } });
    await setting;
    expect(flagsOf(rig)).toEqual({ ...PLAIN, muted: true });
  });

  test('[FM72] {R5} what is taken back gives way to what the server told meanwhile, not to what was before', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ flags: PLAIN })]);
    const refused = errorOf(rig.chat.rooms.setFlags(LOBBY, { pinned: false, muted: false }));
    await rig.server.say({ type: 'flags', room: 'lobby', flags: { ...PLAIN, pinned: true } });
    expect(flagsOf(rig)).toEqual(PLAIN);
    const { id } = rig.server.last('flags');
    await rig.server.say({ type: 'error', id, code: 'storage', reason: 'full', fatal: false });
    expect((await refused).kind).toBe('storage');
    expect(flagsOf(rig)).toEqual({ ...PLAIN, pinned: true });
  });

  test('[FM72] {R5} an answer that comes after its question was given up is what holds', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ flags: PLAIN })]);
    const late = errorOf(rig.chat.rooms.setFlags(LOBBY, { muted: true }));
    const { id } = rig.server.last('flags');
    await rig.clock.advance(10_000);
    expect((await late).kind).toBe('timeout');
    expect(flagsOf(rig)).toEqual(PLAIN);
    await rig.server.say({ type: 'flags', id, room: 'lobby', flags: { ...PLAIN, muted: true } });
    expect(flagsOf(rig)).toEqual({ ...PLAIN, muted: true });
  });
});

describe('names', () => {
  const tell = (rig: ChatRig, ...users: readonly User[]) =>
    rig.server.say({ type: 'users', id: rig.server.last('users').id, users });

  test('[FM73] {K22} whoever is shown is asked for again after each welcome: they may have been renamed meanwhile', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    await rig.clock.advance(30);
    await tell(rig, { user: 'ann', name: 'Ann', avatar: '' } as User);
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 1, from: 2 })]);
    expect(nameOf(rig, 'ann')).toBe('Ann');
    await rig.clock.advance(30);
    expect(rig.server.of('users').map(({ users }) => users)).toEqual([['ann']]);
    await tell(rig, { user: 'ann', name: 'Anna', avatar: '' } as User);
    expect(nameOf(rig, 'ann')).toBe('Anna');
    await rig.server.say(message(2));
    await rig.clock.advance(1_000);
    expect(rig.server.of('users')).toHaveLength(1);
  });
});

describe('names of those who come back', () => {
  test('[FM73] {K22} who comes into a room again is asked for again: nobody told what they are called since they left', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    await rig.clock.advance(30);
    const { id } = rig.server.last('users');
    await rig.server.say({ type: 'users', id, users: [{ user: 'ann', name: 'Ann', avatar: '' }] });
    await rig.server.say(message(2, { body: { kind: 'notice', event: 'left' } }));
    await rig.server.say(message(3, { body: { kind: 'notice', event: 'joined' } }));
    await rig.clock.advance(30);
    expect(rig.server.of('users').map(({ users }) => users)).toEqual([['ann'], ['ann']]);
  });
});

describe('own read markers', () => {
  const read = (rig: ChatRig) => rig.server.of('read').map(({ seq }) => seq);
  const ping = { type: 'ping', heads: [] };

  test('[FM74] {H1} one that was lost on its way is said again with the pings, three times at most', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1));
    rig.chat.markRead(LOBBY);
    for (let i = 0; i < 5; i += 1) await rig.server.say(ping);
    expect(read(rig)).toEqual([1, 1, 1, 1]);
    await rig.server.say(message(2));
    rig.chat.markRead(LOBBY);
    await rig.server.say(ping);
    expect(read(rig)).toEqual([1, 1, 1, 1, 2, 2]);
  });

  test('[FM74] {H1} one that the server has told of is not said again', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2));
    rig.chat.markRead(LOBBY);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 1 }, ping);
    expect(read(rig)).toEqual([2, 2]);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 2 }, ping);
    expect(read(rig)).toEqual([2, 2]);
  });

  test('[FM74] {H1} one that the server had told of, and has lost since, is said again after the welcome', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say(message(1), message(2));
    rig.chat.markRead(LOBBY);
    await rig.server.say({ type: 'marker', room: 'lobby', user: 'me', seq: 2 });
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 2, from: 3, read: 1 })]);
    expect(read(rig)).toEqual([2]);
    await rig.reconnect();
    await rig.server.welcome([roomState({ head: 2, from: 3, read: 2 })]);
    expect(read(rig)).toEqual([]);
  });
});
