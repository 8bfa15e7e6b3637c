import type { Epoch, Message, MessageBody, UserId } from '../../../miniprogram/core/protocol/fields';
import { setMarker } from '../../../miniprogram/core/store/members';
import { applyWelcome, updateTimeline } from '../../../miniprogram/core/store/rooms';
import {
  countUnread,
  isRecallable,
  quoteOf,
  selectItems,
  selectMention,
  selectMessage,
  selectReaders,
} from '../../../miniprogram/core/store/selectors';
import {
  EMPTY_STATE,
  type ChatState,
  type Timeline,
  type TimelineMessage,
} from '../../../miniprogram/core/store/state';
import {
  applyLive,
  createTimeline,
  jumpTo,
  toTimelineMessage,
} from '../../../miniprogram/core/store/timeline';
import { switchEpoch } from '../../../miniprogram/core/store/timeline-epoch';
import { mergeRange } from '../../../miniprogram/core/store/timeline-pages';
import { LOBBY, ME, message, roomState } from '../../support/chat-rig';
import { createSeededRandom } from '../../support/seeded-random';

const E1 = 'e1' as Epoch;
const refTo = (seq: number): object => ({ user: 'ann', clientId: `ann-1-${seq}`, seq });
const recall = (seq: number, of: number, user = 'ann'): Message =>
  message(seq, { user, clientId: `recall-${seq}`, body: { kind: 'recall', of: refTo(of) } });
const react = (seq: number, of: number, user: string, on: boolean, count: number, emoji = '👍'): Message =>
  message(seq, {
    user,
    clientId: `${user}-1-${seq}`,
    body: { kind: 'reaction', of: refTo(of), emoji, on, count },
  });

const bodies = (timeline: Timeline): string =>
  selectItems(timeline)
    .map((item) => {
      if (item.kind === 'gap') return `gap${item.from}-${item.to}`;
      const said = item.body.kind === 'text' ? item.body.text : item.body.kind;
      const reactions = item.reactions?.map(
        ({ emoji, count, users }) => `${emoji}${count}:${users.join('+')}`,
      );
      return `${said}${reactions && reactions.length > 0 ? `[${reactions.join(' ')}]` : ''}`;
    })
    .join(' ');
const live = (timeline: Timeline, ...messages: readonly Message[]): Timeline =>
  messages.reduce(applyLive, timeline);
const room = (state: ChatState, ...messages: readonly Message[]): ChatState =>
  updateTimeline(state, LOBBY, (timeline) => live(timeline, ...messages));

describe('events', () => {
  test('[MK20] a recall takes the words away, from quotes too, and reactions change counts and names', () => {
    const quote = { ...refTo(1), kind: 'text', text: 'm1' };
    const timeline = live(
      createTimeline(E1, 0, null),
      message(1),
      message(2, { body: { kind: 'text', text: 'answer', quote } }),
      react(3, 2, 'bob', true, 1),
      react(4, 2, 'me', true, 2),
      react(5, 2, 'bob', false, 1),
      recall(6, 1),
    );
    expect(bodies(timeline)).toBe('recalled answer[👍1:me]');
    expect(timeline.items).toHaveLength(6);
    const answer = timeline.items[1] as TimelineMessage;
    expect(answer.body).toMatchObject({ quote: { text: '', gone: true } });
    expect(JSON.stringify(timeline.items)).not.toContain('m1');
  });

  test('[MK20] the server’s count is where events go on from, and names beyond the list are only counted', () => {
    const users = Array.from({ length: 20 }, (_, i) => `u${i}`);
    let timeline = mergeRange(jumpTo(createTimeline(E1, 0, null), 5), {
      epoch: E1,
      from: 5,
      to: 5,
      messages: [message(5, { reactions: [{ emoji: '👍', users, count: 30 }] })],
    });
    timeline = live(
      timeline,
      react(6, 5, 'u29', true, 31),
      react(7, 5, 'u0', false, 30),
      react(8, 5, 'x', true, 1, '🎉'),
    );
    const shown = timeline.items.find((item) => item.key === 'ann/ann-1-5') as TimelineMessage;
    expect(shown.reactions?.map(({ emoji, count, users: names }) => [emoji, count, names.length])).toEqual([
      ['👍', 30, 19],
      ['🎉', 1, 1],
    ]);
  });

  test('[UI380] {K6} who reacts while the first names are full is known, until they take it off', () => {
    const users = Array.from({ length: 20 }, (_, i) => `u${i}`);
    const base = message(1, { reactions: [{ emoji: '👍', users, count: 22, also: ['foe'] }] });
    const give = (seq: number, user: string, on: boolean, count: number): Message =>
      react(seq, 1, user, on, count);
    const known = (...events: readonly Message[]): unknown => {
      const timeline = live(createTimeline(E1, 0, null), base, ...events);
      return (timeline.items[0] as TimelineMessage).reactions;
    };
    const gave = give(2, 'me', true, 23);
    expect(known(gave)).toEqual([{ emoji: '👍', users, count: 23, also: ['foe', 'me'] }]);
    expect(known(gave, give(3, 'foe', false, 22))).toEqual([{ emoji: '👍', users, count: 22, also: ['me'] }]);
    expect(known(gave, give(3, 'me', false, 22), give(4, 'foe', false, 21))).toEqual([
      { emoji: '👍', users, count: 21 },
    ]);
    // Given anew, in whichever list one is, it counts once.
    expect(known(gave, give(3, 'me', true, 23), give(4, 'foe', true, 23))).toEqual(known(gave));
  });

  test('[MK20] whatever order pages and gaps come in, the picture is the same', () => {
    const log: Message[] = [];
    const on = new Map<number, Set<string>>();
    const recalled = new Set<number>();
    const random = createSeededRandom(7);
    const pick = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
    for (let seq = 1; seq <= 60; seq += 1) {
      const of = pick(1, Math.max(1, seq - 1));
      const isContent = seq < 6 || random() < 0.4;
      const target = log[of - 1]?.body.kind === 'text' && !recalled.has(of);
      if (isContent || !target) log.push(message(seq));
      else if (random() < 0.2) {
        recalled.add(of);
        log.push(recall(seq, of));
      } else {
        const users = on.get(of) ?? new Set<string>();
        on.set(of, users);
        const user = `u${pick(1, 4)}`;
        const isOn = !users.has(user);
        if (isOn) users.add(user);
        else users.delete(user);
        log.push(react(seq, of, user, isOn, users.size));
      }
    }
    // What the server would send of each now: without recalled words, and with the reactions counted.
    const stored = log.map((each): Message => {
      if (recalled.has(each.seq)) return { ...each, body: { kind: 'recalled', by: each.user } };
      const users = [...(on.get(each.seq) ?? [])].sort() as UserId[];
      return users.length > 0 ? { ...each, reactions: [{ emoji: '👍', users, count: users.length }] } : each;
    });
    const picture = (timeline: Timeline): unknown =>
      selectItems(timeline).map((item) => {
        if (item.kind === 'gap') return item;
        const reactions = (item.reactions ?? []).map(({ count, users }) => [count, [...users].sort()]);
        return [item.key, item.body.kind, reactions];
      });
    const wanted = picture(live(createTimeline(E1, 0, null), ...log));
    for (let seed = 1; seed <= 100; seed += 1) {
      const chance = createSeededRandom(seed);
      const cut = Math.floor(chance() * 55);
      // Live from somewhere on, the rest in pages of any size from the newest end of the gap, as people scroll up.
      let timeline = jumpTo(createTimeline(E1, 0, null), cut);
      timeline = live(timeline, ...log.slice(cut));
      for (let end = cut; end > 0;) {
        const from = Math.max(1, end - Math.floor(chance() * 9));
        const overlap = Math.min(60, end + Math.floor(chance() * 4));
        timeline = mergeRange(timeline, {
          epoch: E1,
          from,
          to: overlap,
          messages: stored.slice(from - 1, overlap),
        });
        end = from - 1;
      }
      expect([seed, picture(timeline)]).toEqual([seed, wanted]);
    }
  });

  test('[MK20] a page that was read before the recall does not bring the words back', () => {
    let timeline = live(jumpTo(createTimeline(E1, 0, null), 5), recall(6, 5));
    timeline = mergeRange(timeline, { epoch: E1, from: 4, to: 5, messages: [message(4), message(5)] });
    expect(bodies(timeline)).toBe('gap1-3 m4 recalled');
  });

  describe('of two epochs', () => {
    const e2 = 'e2' as Epoch;
    const at = (each: Message, ms: number, epoch = E1): Message => ({ ...each, at: ms, epoch });
    /** The last word, taken back, is known since the epoch that ended; the new one tells what came before it. */
    const untilOn = (): Timeline => {
      const former = live(createTimeline(E1, 2, null), at(react(3, 1, 'bob', false, 0), 30));
      const begun = switchEpoch(former, e2, 0, null);
      return live(begun, at(message(1), 10, e2), at(react(2, 1, 'bob', true, 1), 20, e2));
    };

    test('[MK29] what an epoch that ended had, and the present one has not, counts for nothing in it', () => {
      expect(bodies(untilOn())).toMatch(/ m1\[👍1:bob\]$/);
    });

    test('[MK29] an event that is told again counts where the present epoch has it, live and in a page', () => {
      const off = at(react(3, 1, 'bob', false, 0), 30, e2);
      expect(bodies(live(untilOn(), off))).toMatch(/ m1$/);
      const jumped = jumpTo(untilOn(), 3);
      const paged = mergeRange(jumped, { epoch: e2, from: 3, to: 3, messages: [off] });
      expect(bodies(paged)).toMatch(/ m1$/);
      expect(paged.items.filter(({ key }) => key === toTimelineMessage(off).key)).toHaveLength(1);
    });
  });

  test('[MK29] an event of a new epoch finds the message it is about on the other side of the divider', () => {
    let timeline = live(createTimeline(E1, 0, null), message(1), message(2), react(3, 2, 'bob', true, 1));
    timeline = switchEpoch(timeline, 'e2' as Epoch, 0, null);
    const inE2 = (each: Message): Message => ({ ...each, epoch: 'e2' as Epoch, at: each.at + 100 });
    timeline = live(timeline, inE2(react(1, 2, 'cid', true, 2)), inE2(recall(2, 1)));
    expect(bodies(timeline)).toBe('recalled m2[👍2:bob+cid] gap4-4');
  });
});

describe('what people have not read', () => {
  const open = (more: object): ChatState =>
    applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState({ head: 10, from: 11, read: 4, ...more })] });

  test('[MK26] the server’s count holds for what is not loaded; what came since is counted here', () => {
    let state = open({ unread: 3 });
    expect(countUnread(state, LOBBY)).toBe(3);
    state = room(state, message(11), react(12, 11, 'bob', true, 1), message(13, { user: 'me' }));
    expect(countUnread(state, LOBBY)).toBe(4);
    state = room(state, recall(14, 11));
    expect(countUnread(state, LOBBY)).toBe(3);
    // Of a message that the server had counted and that is not loaded, and of one that had been read.
    state = room(state, recall(15, 8), recall(16, 3));
    expect(countUnread(state, LOBBY)).toBe(2);
    expect(countUnread(setMarker(state, LOBBY, ME.user, 16), LOBBY)).toBe(0);
  });

  test('[MK26] a mention is told by the server or found in what came, until it is read or recalled', () => {
    const call = (seq: number, mentions: object, user = 'ann'): Message =>
      message(seq, { user, body: { kind: 'text', text: 'hey', mentions } });
    expect(selectMention(open({}), LOBBY)).toBeNull();
    expect(selectMention(open({ mentioned: 6 }), LOBBY)).toBe(6);
    expect(selectMention(room(open({ mentioned: 6 }), recall(11, 6)), LOBBY)).toBeNull();
    expect(selectMention(setMarker(open({ mentioned: 6 }), LOBBY, ME.user, 6), LOBBY)).toBeNull();
    let state = room(open({}), call(11, { users: ['bob'] }), call(12, { all: true, users: [] }, 'me'));
    expect(selectMention(state, LOBBY)).toBeNull();
    state = room(state, call(13, { users: ['me'] }), call(14, { all: true, users: [] }));
    expect(selectMention(state, LOBBY)).toBe(13);
    expect(selectMention(room(state, recall(15, 13)), LOBBY)).toBe(14);
  });

  test('[MK27] readers are the others whose markers have reached the message, also after a welcome', () => {
    const markers = [
      { user: 'ann', seq: 11 },
      { user: 'bob', seq: 10 },
    ];
    let state = room(open({ markers }), message(11, { user: 'me', clientId: 'mine' }));
    const mine = selectMessage(state, LOBBY, 'me/mine');
    if (!mine) throw new Error('the message is not there');
    expect(selectReaders(state, mine).count).toBe(1);
    state = setMarker(state, LOBBY, 'bob' as UserId, 11);
    expect(selectReaders(state, mine).count).toBe(2);
    // Those who left are not told any more.
    const again = applyWelcome(state, {
      self: ME,
      rooms: [roomState({ head: 11, from: 12, markers: [{ user: 'bob', seq: 3 }] })],
    });
    expect(again.rooms.byId['lobby']?.markers).toEqual({ bob: 11 });
  });
});

test('[MK28] the newest message of a room is none of the events after it, and recalled when it was', () => {
  const last = message(9);
  let state = applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState({ head: 10, from: 11, last })] });
  expect(state.rooms.byId['lobby']?.last?.key).toBe('ann/ann-1-9');
  state = room(state, react(11, 9, 'bob', true, 1));
  expect(state.rooms.byId['lobby']?.last?.key).toBe('ann/ann-1-9');
  state = room(state, recall(12, 9));
  expect(state.rooms.byId['lobby']?.last?.body.kind).toBe('recalled');
  state = room(state, message(13), react(14, 13, 'bob', true, 1));
  expect(state.rooms.byId['lobby']?.last?.key).toBe('ann/ann-1-13');
});

test('[MK30] [UI227] {S3} an own content of the last two minutes is offered for recall, and only contents can be quoted', () => {
  const at = 1_000_000;
  const make = (body: MessageBody, user = 'me'): TimelineMessage =>
    toTimelineMessage(message(1, { at, user, body }));
  const text = make({ kind: 'text', text: `  a\n${'b'.repeat(100)}` });
  expect(isRecallable(text, ME, at + 119_999)).toBe(true);
  expect(isRecallable(text, ME, at + 120_000)).toBe(false);
  expect(isRecallable(make({ kind: 'text', text: 'x' }, 'ann'), ME, at)).toBe(false);
  expect(isRecallable(make({ kind: 'recalled', by: ME.user }), ME, at)).toBe(false);
  expect(isRecallable({ ...text, delivery: { status: 'sending' } }, ME, at)).toBe(false);
  const anns = make({ kind: 'text', text: 'x' }, 'ann');
  const offered = (['owner', 'admin', 'member'] as const).map((role) =>
    (['owner', 'admin', 'member'] as const).map((author) => isRecallable(anns, ME, at, role, author)),
  );
  expect(offered).toEqual([
    [false, true, true],
    [false, false, true],
    [false, false, false],
  ]);
  expect(isRecallable(text, ME, at + 9_000_000, 'admin', 'admin')).toBe(true);
  expect(quoteOf(text)).toEqual({
    user: 'me',
    clientId: 'ann-1-1',
    seq: 1,
    kind: 'text',
    text: `a ${'b'.repeat(58)}`,
  });
  expect(quoteOf(make({ kind: 'notice', event: 'joined' }))).toBeNull();
});
