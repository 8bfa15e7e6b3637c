/** Small steps of a room's time line at their edges, each by what people would see. */
import type { Epoch, Message, MessageBody } from '../../../miniprogram/core/protocol/fields';
import { selectItems } from '../../../miniprogram/core/store/selectors';
import type { Timeline, TimelineMessage } from '../../../miniprogram/core/store/state';
import {
  addPending,
  applyAck,
  applyLive,
  createTimeline,
  jumpTo,
  setDelivery,
  toMessage,
  toTimelineMessage,
} from '../../../miniprogram/core/store/timeline';
import { switchEpoch } from '../../../miniprogram/core/store/timeline-epoch';
import { settleEvents } from '../../../miniprogram/core/store/timeline-events';
import {
  gapAt,
  loseGap,
  mergeRange,
  oldestKnownSeq,
  trimTimeline,
} from '../../../miniprogram/core/store/timeline-pages';
import { ANN, message } from '../../support/chat-rig';

const E1 = 'e1' as Epoch;
const E2 = 'e2' as Epoch;
const refTo = (seq: number, user = 'ann'): object => ({ user, clientId: `ann-1-${seq}`, seq });
const body = (given: object): MessageBody => given as MessageBody;
const recall = (seq: number, of: number, user = 'ann'): Message =>
  message(seq, { user, clientId: `recall-${seq}`, body: { kind: 'recall', of: refTo(of, user) } });
const own = (clientId: string, given: MessageBody = { kind: 'text', text: clientId }): TimelineMessage => ({
  ...toTimelineMessage(message(1, { user: 'me', clientId, body: given })),
  delivery: { status: 'queued' },
});
const live = (timeline: Timeline, ...messages: readonly Message[]): Timeline =>
  messages.reduce(applyLive, timeline);
const seen = (timeline: Timeline): string =>
  selectItems(timeline)
    .map((item) => {
      if (item.kind === 'gap') return `${item.lost ? 'lost' : 'gap'}${item.from}-${item.to}`;
      return item.delivery.status === 'sent' ? item.delivery.seq : item.delivery.status;
    })
    .join(' ');
const found = (timeline: Timeline, seq: number): TimelineMessage | undefined =>
  timeline.items.find(
    (item): item is TimelineMessage => item.kind === 'message' && item.clientId === `ann-1-${seq}`,
  );

describe('what waits while the others go on', () => {
  const start = createTimeline(E1, 0, null);

  test('[TL7] a hole takes own messages with it whose number lies in it, and no others', () => {
    const waiting = ['a', 'b', 'c', 'd'].reduce((next, id) => addPending(next, own(id)), start);
    const acked = [3, 4, 5].reduce((next, seq, i) => {
      const key = waiting.pending[i]?.key ?? '';
      return setDelivery(next, key, { status: 'sent', seq });
    }, waiting);
    expect(seen(jumpTo(acked, 4))).toBe('gap1-4 5 queued');
  });

  test('[RM12] the same state of a waiting message once more changes nothing', () => {
    const waiting = addPending(start, own('a'));
    const key = waiting.pending[0]?.key ?? '';
    expect(setDelivery(waiting, key, { status: 'queued' })).toBe(waiting);
    const sending = setDelivery(waiting, key, { status: 'sending' });
    expect(sending).not.toBe(waiting);
    expect(setDelivery(sending, key, { status: 'sending' })).toBe(sending);
  });

  test('[TL12] an answer out of another epoch, with a number that has passed here, leaves its message on show', () => {
    const waiting = addPending(live(start, message(1), message(2)), own('a'));
    const ack = { key: waiting.pending[0]?.key ?? '', seq: 2, at: 5 };
    expect(applyAck(waiting, { ...ack, epoch: E1 }).pending).toEqual([]);
    expect(applyAck(waiting, { ...ack, epoch: E2 }).pending).toHaveLength(1);
  });
});

describe('own messages', () => {
  const start = live(createTimeline(E1, 0, null), message(1));
  const order = ({ pending }: Timeline): string => pending.map(({ clientId }) => clientId).join(' ');
  const two = addPending(addPending(start, own('a')), own('b'));

  test('[OB3] [RM12] one that is here is not added again, waiting or committed', () => {
    expect(addPending(two, own('a'))).toBe(two);
    expect(addPending(start, toTimelineMessage(message(1)))).toBe(start);
  });

  test.each([
    [0, 'c a b'],
    [1, 'a c b'],
    [2, 'a b c'],
  ])('[OB15] one that comes before the %ith stands there', (index, expected) => {
    expect(order(addPending(two, own('c'), two.pending[index]?.key))).toBe(expected);
  });

  test('[OB16] the first answer gives number and time, a second one changes neither', () => {
    const key = two.pending[0]?.key ?? '';
    const acked = applyAck(two, { key, epoch: E1, seq: 7, at: 70 });
    expect(acked.pending[0]).toMatchObject({ at: 70, delivery: { status: 'sent', seq: 7 } });
    expect(acked.pending[1]).toBe(two.pending[1]);
    expect(applyAck(acked, { key, epoch: E1, seq: 9, at: 90 })).toBe(acked);
  });
});

describe('a change of epoch', () => {
  test('[TL22] what is not loaded of the new epoch can be, and what an older one left stays above it', () => {
    const seenOnce = live(createTimeline(E1, 4, null), message(5), message(6));
    const fresh = (seq: number): Message => message(seq, { epoch: 'e2', clientId: `new-${seq}` });
    const twice = live(switchEpoch(seenOnce, E2, 3, null), fresh(4));
    expect(seen(twice)).toBe('lost1-4 5 6 lost7-7 gap1-3 4');
    expect(seen(switchEpoch(twice, 'e3' as Epoch, 0, null))).toBe('lost1-4 5 6 lost7-7 lost1-3 4 lost5-5');
  });

  test('[BA11] a hole that reaches up to the first message has none above it', () => {
    const holed = jumpTo(createTimeline(E1, 0, null), 4);
    const open: Timeline = { ...holed, older: { state: 'idle' } };
    expect(seen(switchEpoch(open, E2, 0, null))).toBe('lost1-4 lost5-5');
  });

  test('[TL22] the top of an epoch that is not loaded is lost below the divider of the one before', () => {
    const first = live(createTimeline(E1, 0, null), message(1), message(2));
    const unknownTop: Timeline = {
      ...live(switchEpoch(first, E2, 2, null), message(3, { epoch: 'e2', clientId: 'new-3' })),
      older: { state: 'idle' },
    };
    const trimmed: Timeline = {
      ...unknownTop,
      items: unknownTop.items.filter(({ kind, key }) => kind === 'message' || key.startsWith('epoch/')),
    };
    expect(seen(trimmed)).toBe('1 2 lost3-3 3');
    expect(seen(switchEpoch(trimmed, 'e3' as Epoch, 0, null))).toBe('1 2 lost3-3 lost1-2 3 lost4-4');
  });
});

describe('holes', () => {
  const holed = jumpTo(live(jumpTo(live(createTimeline(E1, 0, null), message(1)), 4), message(5)), 8);

  test.each([
    [1, null],
    [2, 4],
    [3, 4],
    [4, 4],
    [5, null],
    [6, 8],
    [8, 8],
  ])('[TL30] what is missing where %i is ends with %p', (seq, to) => {
    expect(gapAt(holed, seq)).toEqual(to === null ? null : { to, isGap: true });
  });

  test('[TL15] what is missing above the first known message is no gap, and nothing is above a whole top', () => {
    const late = live(createTimeline(E1, 4, null), message(5));
    expect(gapAt(late, 3)).toEqual({ to: 4, isGap: false });
    expect(gapAt({ ...late, older: { state: 'complete' } }, 3)).toBeNull();
  });

  test('[TL17] a page that tells a message twice shows it once', () => {
    const page = { epoch: E1, from: 2, to: 4, messages: [message(2), message(3), message(3), message(4)] };
    expect(seen(mergeRange(holed, page))).toBe('1 2 3 4 5 gap6-8');
  });

  test('[TL10] what the server cannot give any more is lost where it is, the other hole stays open', () => {
    const [first, second] = holed.items.filter(({ kind }) => kind === 'gap');
    expect(seen(loseGap(holed, first?.key ?? ''))).toBe('1 lost2-4 5 gap6-8');
    expect(seen(loseGap(holed, second?.key ?? ''))).toBe('1 gap2-4 5 lost6-8');
    expect(gapAt(loseGap(holed, first?.key ?? ''), 3)).toBeNull();
  });
});

describe('forgetting', () => {
  const three = live(createTimeline(E1, 0, null), message(1), message(2), message(3));

  test('[TL20] [RM12] nothing is forgotten where all may stay', () => {
    expect(trimTimeline(three, 3)).toBe(three);
    expect(seen(trimTimeline(three, 2))).toBe('2 3');
  });

  test('[TL20] without the first message of the present epoch, which stands above the divider, the divider goes', () => {
    const again = (seq: number, old: number): Message =>
      message(seq, { epoch: 'e2', clientId: `ann-1-${old}` });
    const fresh = (seq: number): Message => message(seq, { epoch: 'e2', clientId: `new-${seq}` });
    const both = live(switchEpoch(three, E2, 0, null), again(1, 3), fresh(2), fresh(3));
    expect(seen(both)).toBe('1 2 3 lost4-4 2 3');
    expect(seen(trimTimeline(both, 5))).toBe('2 3');
  });

  test('[TL22] a divider that came to stand first is one still', () => {
    const fresh = message(1, { epoch: 'e2', clientId: 'new-1' });
    const both = trimTimeline(live(switchEpoch(three, E2, 0, null), fresh), 2);
    expect(seen(both)).toBe('lost4-4 1');
    expect(oldestKnownSeq(both)).toBe(1);
  });
});

describe('what a page tells anew', () => {
  const thumbs = [{ emoji: '👍', users: [ANN], count: 2 }];

  test('[MK20] the server’s count of what is here already is taken over, and kept for the next start', () => {
    const here = live(createTimeline(E1, 0, null), message(1));
    const told = message(1, { reactions: thumbs });
    const merged = mergeRange(here, { epoch: E1, from: 1, to: 1, messages: [told] });
    expect(found(merged, 1)?.reactions).toEqual(thumbs);
    const item = found(merged, 1);
    expect(item && toMessage(item, E1)).toEqual(told);
    const without = mergeRange(merged, { epoch: E1, from: 1, to: 1, messages: [message(1)] });
    expect(found(without, 1)?.reactions ?? []).toEqual([]);
  });

  test('[MK20] what was recalled here stays so, and what is told as recalled becomes so', () => {
    const gone = live(createTimeline(E1, 0, null), message(1), recall(2, 1));
    const page = (given: Message): Timeline =>
      mergeRange(gone, { epoch: E1, from: 1, to: 1, messages: [given] });
    expect(found(page(message(1)), 1)?.body.kind).toBe('recalled');
    const told = message(1, { body: { kind: 'recalled', by: 'ann' } });
    const here = live(createTimeline(E1, 0, null), message(1));
    const merged = mergeRange(here, { epoch: E1, from: 1, to: 1, messages: [told] });
    expect(found(merged, 1)?.body.kind).toBe('recalled');
    const words = message(1, { reactions: thumbs });
    const late = mergeRange(merged, { epoch: E1, from: 1, to: 1, messages: [words] });
    expect(found(late, 1)).toEqual(found(merged, 1));
  });
});

describe('events', () => {
  const quoting = (seq: number, of: number): Message =>
    message(seq, {
      body: { kind: 'text', text: 'yes', quote: { ...refTo(of), kind: 'text', text: `m${of}` } },
    });
  const quoteAt = (timeline: Timeline, seq: number): unknown => {
    const item = found(timeline, seq);
    return item?.body.kind === 'text' ? item.body.quote : undefined;
  };

  test('[MK20] a recall takes the words out of its own quotes only', () => {
    const timeline = live(
      createTimeline(E1, 0, null),
      message(1),
      message(2),
      quoting(3, 1),
      quoting(4, 2),
      recall(5, 1),
    );
    expect(quoteAt(timeline, 3)).toMatchObject({ text: '', gone: true });
    expect(quoteAt(timeline, 4)).toMatchObject({ text: 'm2' });
    expect(quoteAt(timeline, 4)).not.toHaveProperty('gone');
  });

  test('[MK21] own reactions that wait count when their messages come, each for its own', () => {
    const heart = (of: number): MessageBody =>
      body({ kind: 'reaction', emoji: '❤️', on: true, of: refTo(of) });
    const waiting = [own('r1', heart(1)), own('r2', heart(2))].reduce(
      (next, item) => addPending(next, item),
      createTimeline(E1, 0, null),
    );
    const one = live(waiting, message(1));
    expect(found(one, 1)?.reactions).toEqual([{ emoji: '❤️', users: ['me'], count: 1 }]);
    const two = live(one, message(2));
    expect(found(two, 2)?.reactions).toEqual([{ emoji: '❤️', users: ['me'], count: 1 }]);
  });

  test('[RM12] events that count already change nothing', () => {
    const timeline = live(createTimeline(E1, 0, null), message(1), message(2), recall(3, 1));
    expect(settleEvents(timeline)).toBe(timeline);
  });
});
