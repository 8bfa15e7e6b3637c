/** Which message a row of the room list shows, and in which order the rows stand. */
import type { MessageBody, RoomId, RoomState } from '../../../miniprogram/core/protocol/fields';
import { applyWelcome, patchRoom, updateTimeline } from '../../../miniprogram/core/store/rooms';
import { selectPreview, selectRooms } from '../../../miniprogram/core/store/selectors';
import { EMPTY_STATE, type ChatState, type TimelineMessage } from '../../../miniprogram/core/store/state';
import { addPending, applyLive, jumpTo, toTimelineMessage } from '../../../miniprogram/core/store/timeline';
import { LOBBY, ME, message, roomState } from '../../support/chat-rig';

const welcomed = (...rooms: readonly RoomState[]): ChatState =>
  applyWelcome(EMPTY_STATE, { self: ME, rooms: rooms.length > 0 ? rooms : [roomState()] });

const live = (state: ChatState, ...seqs: readonly number[]): ChatState =>
  updateTimeline(state, LOBBY, (timeline) => seqs.map((seq) => message(seq)).reduce(applyLive, timeline));

const waiting = (clientId: string, body: MessageBody): TimelineMessage => ({
  ...toTimelineMessage(message(1, { user: 'me', clientId, body })),
  delivery: { status: 'queued' },
});

const write = (state: ChatState, ...items: readonly TimelineMessage[]): ChatState =>
  updateTimeline(state, LOBBY, (timeline) => items.reduce((next, item) => addPending(next, item), timeline));

const text = (words: string): MessageBody => ({ kind: 'text', text: words });
const heart = { kind: 'reaction', emoji: '❤️', on: true, of: { user: 'ann', clientId: 'ann-1-1', seq: 1 } };
const lastOf = (state: ChatState): string | undefined => state.rooms.byId[LOBBY]?.last?.clientId;

describe('[RM15] what waits here is the newest', () => {
  test('one message', () => {
    expect(lastOf(write(live(welcomed(), 1), waiting('w1', text('one'))))).toBe('w1');
  });

  test('the last of two', () => {
    const state = write(live(welcomed(), 1), waiting('w1', text('one')), waiting('w2', text('two')));
    expect(lastOf(state)).toBe('w2');
  });

  test('[MK28] and no reaction that waits behind it, nor one that waits alone', () => {
    const reaction = waiting('w2', heart as MessageBody);
    expect(lastOf(write(live(welcomed(), 1), waiting('w1', text('one')), reaction))).toBe('w1');
    expect(lastOf(write(live(welcomed(), 1), reaction))).toBe('ann-1-1');
  });
});

describe('[RM15] the newest that a welcome told of, and what came here', () => {
  const told = (seq: number): RoomState =>
    roomState({ head: seq, from: 2, last: message(seq, { clientId: `told-${seq}` }) });

  test('one beyond what is here stands until it comes', () => {
    expect(lastOf(applyWelcome(live(welcomed(), 1), { self: ME, rooms: [told(3)] }))).toBe('told-3');
  });

  test('one with the number of what is here gives way to it', () => {
    expect(lastOf(applyWelcome(live(welcomed(), 1), { self: ME, rooms: [told(1)] }))).toBe('ann-1-1');
  });

  test('one of a room of which nothing is here yet is shown', () => {
    expect(lastOf(welcomed(told(1)))).toBe('told-1');
  });
});

describe('[RM32] the order of rooms', () => {
  const named = (room: string, name: string, at: number): RoomState =>
    roomState({ room, name, last: message(1, { room, at }), head: 1, from: 2 });
  const order = (state: ChatState): string[] => selectRooms(state).map(({ name }) => name);

  test('the newer message first, whatever the names', () => {
    const rooms = [named('r1', 'B', 5), named('r2', 'C', 7), named('r3', 'A', 6)];
    expect(order(welcomed(...rooms))).toEqual(['C', 'A', 'B']);
  });

  test.each([[['A', 'B', 'C']], [['C', 'B', 'A']], [['B', 'C', 'A']]])(
    'rooms %j whose messages are of the same time stand by their names',
    (names) => {
      expect(order(welcomed(...names.map((name, i) => named(`r${i}`, name, 5))))).toEqual(['A', 'B', 'C']);
    },
  );

  test('a room without any message stands below those that have one', () => {
    expect(order(welcomed(roomState({ room: 'r1', name: 'A' }), named('r2', 'B', 1)))).toEqual(['B', 'A']);
  });

  test('a pinned one is first, also the oldest', () => {
    const state = welcomed(named('r1', 'B', 9), named('r2', 'A', 1));
    const flags = { ...state.rooms.byId.r2?.flags, pinned: true, muted: false };
    const pinned = patchRoom(state, 'r2' as RoomId, { flags } as Parameters<typeof patchRoom>[2]);
    expect(order(pinned)).toEqual(['A', 'B']);
  });
});

describe('[MK24] the row shows the newest that was not deleted on this phone', () => {
  const hide = (state: ChatState, ...seqs: readonly number[]): ChatState => {
    const keys = state.timelines[LOBBY]?.items.filter(
      (item) =>
        item.kind === 'message' && seqs.includes(item.delivery.status === 'sent' ? item.delivery.seq : 0),
    );
    return { ...state, hidden: Object.fromEntries((keys ?? []).map(({ key }) => [key, true] as const)) };
  };
  const preview = (state: ChatState): string | undefined => selectPreview(state, LOBBY)?.clientId;
  const three = live(welcomed(), 1, 2, 3);

  test.each([
    [[], 'ann-1-3'],
    [[2], 'ann-1-3'],
    [[3], 'ann-1-2'],
    [[3, 2], 'ann-1-1'],
    [[3, 2, 1], undefined],
  ])('without %j it is %s', (hidden, expected) => {
    expect(preview(hide(three, ...hidden))).toBe(expected);
  });

  test('a hole is none', () => {
    const holed = updateTimeline(three, LOBBY, (timeline) => jumpTo(timeline, 9));
    expect(preview(hide(holed, 3))).toBe('ann-1-2');
    expect(preview(hide(holed, 3, 2, 1))).toBeUndefined();
  });

  test('a message that waits is looked at too', () => {
    const state = write(three, waiting('w1', text('one')), waiting('w2', text('two')));
    const key = state.timelines[LOBBY]?.pending[1]?.key ?? '';
    expect(preview({ ...state, hidden: { [key]: true } })).toBe('w1');
  });
});
