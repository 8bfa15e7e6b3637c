/**
 * The judge of a chaos run finds each kind of harm, and nothing in a run that is right.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { TimelineItem } from '../../miniprogram/core/store/state';
import { toTimelineMessage } from '../../miniprogram/core/store/timeline';
import type { StoredMessage } from '../../server/storage/port';
import type { Log, SentRecord, Verdict, View } from '../chaos/chaos-types';
import { Oracle } from '../chaos/oracle';

const ROOM = 'lobby' as RoomId;

const stored = (seq: number, clientId = `c${seq}`): StoredMessage =>
  ({
    room: ROOM,
    seq,
    user: 'u1',
    clientId,
    at: 1,
    body: { kind: 'text', text: `text of ${clientId}` },
  }) as StoredMessage;
const logOf = (...messages: StoredMessage[]): Log => new Map([[ROOM, messages]]);
const sent = (order: number, more: Partial<SentRecord> = {}): SentRecord => ({
  author: 'p1',
  clientId: `c${order}`,
  room: ROOM,
  text: `text of c${order}`,
  order,
  outcome: 'acked',
  seq: order,
  failure: null,
  ...more,
});
const item = (seq: number, clientId?: string): TimelineItem =>
  toTimelineMessage({ type: 'msg', epoch: 'e' as never, ...stored(seq, clientId) });
const gap = (from: number, to: number): TimelineItem => ({
  kind: 'gap',
  key: `gap/${from}`,
  from,
  to,
  lost: false,
});
const view = (...items: TimelineItem[]): View => ({ client: 'p1', room: ROOM, items, pending: 0 });

const THREE = logOf(stored(1), stored(2), stored(3));
const found = (judge: (oracle: Oracle) => void): Partial<Verdict> => {
  const oracle = new Oracle();
  judge(oracle);
  return Object.fromEntries(Object.entries(oracle.verdict).filter(([, count]) => count > 0));
};

test('[CH5] a run in which everything came once and in order is clean', () => {
  const verdict = found((oracle) => {
    oracle.judgeLog(THREE);
    oracle.judgeRecords([sent(1), sent(2), sent(3)], THREE);
    oracle.judgeView(view(item(1), item(2), item(3)), THREE.get(ROOM) ?? []);
    oracle.judgeView(view(gap(1, 2), item(3)), THREE.get(ROOM) ?? []);
    oracle.judgeHistory(THREE, THREE);
  });
  expect(verdict).toEqual({});
});

test.each<[string, SentRecord[], Log, Partial<Verdict>]>([
  ['acked and not in the log', [sent(4)], THREE, { lost: 1 }],
  ['accepted and not in the log', [sent(4, { outcome: 'open', seq: null })], THREE, { lost: 1 }],
  ['another text in the log', [sent(1, { text: 'else' })], THREE, { lost: 1 }],
  ['twice in the log', [sent(1)], logOf(stored(1), stored(2, 'c1')), { duplicated: 1 }],
  ['failed and in the log', [sent(1, { outcome: 'failed' })], THREE, { duplicated: 1 }],
  [
    'overtaken',
    [sent(1), sent(2, { seq: 1 })],
    logOf(stored(1, 'c2'), stored(2, 'c1')),
    { reordered: 1, seqDiffers: 1 },
  ],
  ['acked under another seq', [sent(1, { seq: 2 })], THREE, { seqDiffers: 1 }],
  ['acked under two seqs', [sent(1, { failure: 'seq 9 became 1' })], THREE, { seqDiffers: 1 }],
  ['in the log, its author not told', [sent(1, { outcome: 'open', seq: null })], THREE, { stuck: 1 }],
])('[CH5] a message that is %s is found', (_name, records, log, expected) => {
  expect(found((oracle) => oracle.judgeRecords(records, log))).toEqual(expected);
});

test.each<[string, View, Partial<Verdict>]>([
  ['skips a message', view(item(1), item(3)), { viewMissing: 1 }],
  ['ends too early', view(item(1)), { viewMissing: 2 }],
  [
    'shows a message twice',
    view(item(1), item(2), item(2), item(3)),
    { viewDuplicated: 1, viewReordered: 1 },
  ],
  ['is out of order', view(item(2), item(1), item(3)), { viewMissing: 1, viewReordered: 1 }],
  ['shows something else', view(item(1), item(2, 'other'), item(3)), { viewMissing: 1 }],
  ['still waits', { ...view(item(1), item(2), item(3)), pending: 1 }, { stuck: 1 }],
])('[CH5] a view that %s is found', (_name, shown, expected) => {
  expect(found((oracle) => oracle.judgeView(shown, THREE.get(ROOM) ?? []))).toEqual(expected);
});

test('[CH5] a log with a hole, and history that tells another log, are found', () => {
  expect(found((oracle) => oracle.judgeLog(logOf(stored(1), stored(3))))).toEqual({ historyDiffers: 1 });
  const other = logOf(stored(1), stored(2, 'other'));
  expect(found((oracle) => oracle.judgeHistory(THREE, other))).toEqual({ historyDiffers: 2 });
});
