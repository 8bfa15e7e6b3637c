/** What a view costs after a long absence: reads of the timeline are counted, so that no clock decides. */
import { countUnread, selectItems, selectMention } from '../../../miniprogram/core/store/selectors';
import { putTimeline } from '../../../miniprogram/core/store/rooms';
import type { ChatState, TimelineItem } from '../../../miniprogram/core/store/state';
import { boundaryItem } from '../../../miniprogram/core/store/timeline-sections';
import { ChatList } from '../../../miniprogram/pages/chat/list/chat-list';
import { chatView } from '../../../miniprogram/pages/chat/chat-view';
import { findFirstUnread, takeMark } from '../../../miniprogram/pages/chat/list/unread-mark';
import { roomsView } from '../../../miniprogram/pages/rooms/rooms-view';
import { ANN, chatState, EPOCH, message, roomId } from '../../support/chat-state';
import { NOON, viewContext } from '../../support/view-context';

const TEA = roomId('tea');
const ROOMS = 30;

/** The items, and how often one of them was looked at. */
function counted(items: readonly TimelineItem[]): { items: readonly TimelineItem[]; reads: () => number } {
  let reads = 0;
  const watched = new Proxy(items, {
    get(target, name, receiver): unknown {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  return { items: watched, reads: () => reads };
}

const missed = (count: number): readonly TimelineItem[] =>
  Array.from({ length: count }, (_, i) => message({ user: ANN, seq: i + 1, id: `c${i + 1}`, at: NOON + i }));

type Section = 'one epoch' | 'after a lost epoch';

function itemsOf(section: Section, count: number): readonly TimelineItem[] {
  return section === 'one epoch' ? missed(count) : [boundaryItem(EPOCH, 1), ...missed(count)];
}

const stateOf = (items: readonly TimelineItem[]): ChatState =>
  chatState({ id: 'tea', items, room: { read: 0, lastSeq: items.length } });

const looks: readonly (readonly [string, (state: ChatState) => unknown])[] = [
  ['countUnread', (state) => countUnread(state, TEA)],
  ['selectMention', (state) => selectMention(state, TEA)],
  ['takeMark', (state) => takeMark(state, TEA)],
  [
    'findFirstUnread',
    (state) => {
      const timeline = state.timelines['tea'];
      const mark = takeMark(state, TEA);
      return timeline && mark ? findFirstUnread(timeline, mark, state) : null;
    },
  ],
  [
    'selectItems',
    (state) => selectItems(state.timelines['tea'] as NonNullable<(typeof state.timelines)['tea']>, {}),
  ],
  ['the list of an open room', (state) => new ChatList().make(viewContext({ state }), TEA)],
  [
    'news below a reader who went up',
    (state) => {
      const list = new ChatList();
      const before = chatState({ id: 'tea', items: missed(1) });
      list.make(viewContext({ state: before }), TEA);
      list.leave(before, TEA);
      return list.make(viewContext({ state }), TEA);
    },
  ],
  ['the whole page of a room', (state) => chatView(viewContext({ state }), TEA, new ChatList())],
  ['the list of rooms', (state) => roomsView(viewContext({ state }))],
  [
    'a timeline that is put back',
    (state) => {
      const timeline = state.timelines['tea'];
      return timeline ? putTimeline(state, TEA, { ...timeline, cursor: timeline.cursor + 1 }) : null;
    },
  ],
];

describe.each<Section>(['one epoch', 'after a lost epoch'])('%s', (section) => {
  test.each(looks)('[TL32] {S11} %s looks at each missed message a few times at most', (_name, look) => {
    const readsOf = (count: number): number => {
      const { items, reads } = counted(itemsOf(section, count));
      look(stateOf(items));
      return reads();
    };
    const [few, many] = [readsOf(500), readsOf(1_000)];
    // A search for the start of the section in every turn reads hundreds of times as much.
    expect(many).toBeLessThanOrEqual(2.2 * few + 100);
    expect(many).toBeLessThanOrEqual(20 * 1_000);
  });
});

test('[TL32] {S11} thirty rooms with 500 missed messages each are listed by a few looks at each', () => {
  const rooms = Array.from({ length: ROOMS }, (_, i) => ({ id: `r${i}`, counted: counted(missed(500)) }));
  const state = chatState(
    ...rooms.map(({ id, counted: { items } }) => ({ id, items, room: { read: 0, head: 500 } })),
  );
  const before = rooms.reduce((sum, room) => sum + room.counted.reads(), 0);
  roomsView(viewContext({ state }));
  const after = rooms.reduce((sum, room) => sum + room.counted.reads(), 0);
  expect(after - before).toBeLessThanOrEqual(20 * ROOMS * 500);
});
