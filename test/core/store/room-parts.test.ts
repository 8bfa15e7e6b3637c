/** What is asked of a room and of one message at their edges: who is who, what is unread, what may be done. */
import type { Epoch, Message, RoomId } from '../../../miniprogram/core/protocol/fields';
import { applyWelcome, openRoom, updateTimeline } from '../../../miniprogram/core/store/rooms';
import {
  countUnread,
  isRecallable,
  isIntact,
  quoteOf,
  selectMention,
  selectMessage,
} from '../../../miniprogram/core/store/selectors';
import { roleOf } from '../../../miniprogram/core/store/ranks';
import {
  EMPTY_STATE,
  type ChatState,
  type LostRoom,
  type Timeline,
} from '../../../miniprogram/core/store/state';
import {
  applyLive,
  createTimeline,
  jumpTo,
  toTimelineMessage,
} from '../../../miniprogram/core/store/timeline';
import { ANN, LOBBY, ME, message, roomState } from '../../support/chat-rig';

const E1 = 'e1' as Epoch;
const recall = (seq: number, of: number): Message =>
  message(seq, {
    clientId: `recall-${seq}`,
    body: { kind: 'recall', of: { user: 'ann', clientId: `ann-1-${of}`, seq: of } },
  });
const live = (timeline: Timeline, ...messages: readonly Message[]): Timeline =>
  messages.reduce(applyLive, timeline);

describe('rooms', () => {
  const opened = (more: Parameters<typeof roomState>[0]): Timeline | undefined =>
    applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState(more)] }).timelines[LOBBY];

  test.each([
    [4, 'idle'],
    [5, 'idle'],
    [6, 'complete'],
  ])('[TL15] with message 5 the newest and %i the oldest that is left, the top is %s', (oldest, state) => {
    expect(opened({ head: 5, from: 6, oldest })?.older.state).toBe(state);
  });

  test.each([
    [0, undefined, 'complete'],
    [1, undefined, 'idle'],
    [1, 1, 'idle'],
    [1, 2, 'complete'],
  ])('[BA10] with %i messages and %p the oldest that is left, the top is %s', (head, oldest, state) => {
    expect(opened({ head, from: head + 1, oldest })?.older.state).toBe(state);
  });

  test('[RM51] of two rooms that this person was taken out of, only the one they are in again is named no more', () => {
    const lost = ['lobby', 'attic'].map((room) => ({ room, name: room })) as unknown as readonly LostRoom[];
    const state: ChatState = { ...EMPTY_STATE, self: ME, lost };
    expect(openRoom(state, roomState()).lost.map(({ room }) => room)).toEqual(['attic']);
    const other = openRoom(state, roomState({ room: 'cellar' as RoomId }));
    expect(other.lost).toBe(lost);
  });

  test('[RM45] the role of somebody is theirs, and who is not named is a member', () => {
    const staff = [
      { user: 'bob', role: 'owner' },
      { user: 'ann', role: 'admin' },
    ];
    const state = applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState({ staff })] });
    const room = state.rooms.byId[LOBBY] ?? null;
    const roles = ['bob', 'ann', 'me'].map((user) => roleOf(room, user as typeof ANN));
    expect(roles).toEqual(['owner', 'admin', 'member']);
    expect(roleOf(null, ANN)).toBe('member');
  });

  test('[RM35] a room is told as unreadable only where the server tells so', () => {
    const of = (more: object): object | undefined =>
      applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState(more)] }).rooms.byId[LOBBY];
    expect(of({ unreadable: true })).toMatchObject({ unreadable: true });
    expect(of({})).not.toHaveProperty('unreadable');
    expect(of({ waiting: 2 })).toMatchObject({ waiting: 2 });
    expect(of({})).not.toHaveProperty('waiting');
  });

  test('[RM35] of a room of which nothing is told nothing special holds', () => {
    const room = applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState()] }).rooms.byId[LOBBY];
    expect(room?.flags).toEqual({ pinned: false, muted: false, markedUnread: false });
    expect(room?.settings).toEqual({ announcement: '', access: 'public', slowMs: 0, closed: false });
    expect(room?.membership).toEqual({ role: 'member', mutedUntil: 0 });
  });

  test('[RM2] a welcome does not move the own marker back, a new epoch does', () => {
    const welcome = (state: ChatState, more: object): ChatState =>
      applyWelcome(state, { self: ME, rooms: [roomState({ head: 5, from: 6, ...more })] });
    const read = (state: ChatState): number | undefined => state.rooms.byId[LOBBY]?.read;
    const five = welcome(EMPTY_STATE, { read: 5 });
    expect(read(welcome(five, { read: 3 }))).toBe(5);
    expect(read(welcome(welcome(EMPTY_STATE, { read: 3 }), { read: 5 }))).toBe(5);
    expect(read(welcome(five, { read: 3, epoch: 'e2' }))).toBe(3);
  });
});

describe('unread', () => {
  const call = (seq: number, users: readonly string[]): Message =>
    message(seq, { body: { kind: 'text', text: '@', mentions: { users } } });
  const room = (more: object, ...messages: readonly Message[]): ChatState =>
    updateTimeline(applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState(more)] }), LOBBY, (timeline) =>
      live(timeline, ...messages),
    );

  test('[MK26] a room of which no call is told calls nobody', () => {
    expect(selectMention(room({}, message(1)), LOBBY)).toBeNull();
  });

  test.each([
    [['me'], 1],
    [['ann', 'me'], 1],
    [['me', 'bob'], 1],
    [['bob'], null],
  ])('[MK26] a message that calls %j calls this person at %p', (users, seq) => {
    expect(selectMention(room({}, call(1, users)), LOBBY)).toBe(seq);
  });

  test.each([
    [2, null],
    [3, 2],
  ])(
    '[MK26] a call in message 2 that the server told of stands, unless %i, which is recalled, is it: %p',
    (of, seq) => {
      const more = { head: 3, from: 4, read: 1, mentioned: 2 };
      expect(selectMention(room(more, recall(4, of)), LOBBY)).toBe(seq);
    },
  );

  test.each([
    [1, 2],
    [2, 1],
    [3, 1],
    [4, 2],
  ])('[MK26] with 1 read and 3 counted, a recall of message %i leaves %i unread', (of, unread) => {
    const more = { head: 3, from: 4, read: 1, unread: 2 };
    const newer = message(4);
    const state = room(more, newer, recall(5, of));
    // The newer one counts too, unless it is the one that was taken back.
    expect(countUnread(state, LOBBY)).toBe(of === 4 ? unread : unread + 1);
  });

  test('[RM13] the last message that was read is not counted off, whoever wrote it', () => {
    const state = room({ read: 1 }, message(1, { user: 'me' }), message(2));
    expect(countUnread(state, LOBBY)).toBe(1);
  });

  test('[RM13] a notice of a newer server is none either', () => {
    const notice = message(2, { body: { kind: 'unknown', name: 'notice' } });
    const poll = (seq: number): Message => message(seq, { body: { kind: 'unknown', name: 'poll' } });
    expect(countUnread(room({}, message(1), notice, poll(3), poll(4)), LOBBY)).toBe(3);
  });
});

describe('[MK30] contents', () => {
  const contents = {
    text: { kind: 'text', text: 'a' },
    image: { kind: 'image', url: '/a', width: 1, height: 1, size: 1 },
    voice: { kind: 'voice', url: '/a', durationMs: 1, size: 1 },
    file: { kind: 'file', url: '/a', name: 'b.pdf', size: 1 },
  };

  test.each(Object.entries(contents))('%s can be recalled and quoted', (kind, given) => {
    const item = toTimelineMessage(message(1, { body: given }));
    expect(isIntact(item)).toBe(true);
    const quoted = { text: 'a', file: 'b.pdf' }[kind] ?? '';
    expect(quoteOf(item)).toMatchObject({ kind, seq: 1, text: quoted });
  });

  test.each([
    ['owner', 'admin', true],
    ['admin', 'admin', false],
    ['admin', undefined, true],
    [undefined, undefined, false],
  ] as const)('%s may recall what %s said: %s', (role, author, isAllowed) => {
    const item = toTimelineMessage(message(1));
    expect(isRecallable(item, ME, item.at, role, author)).toBe(isAllowed);
  });

  test('a hole is not found as a message', () => {
    const holed = jumpTo(createTimeline(E1, 0, null), 4);
    const state = { ...EMPTY_STATE, timelines: { [LOBBY]: holed } };
    expect(selectMessage(state, LOBBY, holed.items[0]?.key ?? '')).toBeNull();
  });
});
