/** What empties the copies of a message that stand outside its room. */
import {
  absenceOf,
  MAX_RECALLED,
  noteRecalled,
  noteRecalledItems,
  shownCopies,
} from '../../../miniprogram/core/store/copies';
import type { MessageBody } from '../../../miniprogram/core/protocol/fields';
import { ANN, BOB, chatState, message, roomId, userId } from '../../support/chat-state';

const TEA = roomId('tea');
const recallOf = (id: string): MessageBody =>
  ({ kind: 'recall', of: { user: ANN.user, clientId: id, seq: 0 } }) as MessageBody;
const state = chatState({ id: 'tea', items: [message({ id: 'c1', seq: 1 })] });

test('[UI321] {K14} a copy goes with its message: recalled, blocked, deleted here, or of a room that is gone', () => {
  expect(absenceOf(state, TEA, 'ann/c1')).toBeNull();
  const recalled = noteRecalled(state, [message({ user: BOB, id: 'x', body: recallOf('c1') })]);
  expect(absenceOf(recalled, TEA, 'ann/c1')).toBe('recalled');
  expect(absenceOf(recalled, TEA, 'bob/c1')).toBeNull();
  expect(absenceOf({ ...state, blocked: [ANN.user] }, TEA, 'ann/c1')).toBe('blocked');
  expect(absenceOf({ ...state, hidden: { 'ann/c1': true } }, TEA, 'ann/c1')).toBe('hidden');
  expect(absenceOf(state, roomId('den'), 'ann/c1')).toBe('no_room');
  // From the phone's cache: there may be rooms that it does not have.
  expect(absenceOf({ ...state, cached: true }, roomId('den'), 'ann/c1')).toBeNull();
  expect(shownCopies(recalled, TEA, [message({ id: 'c1' }), message({ id: 'c2' })])).toHaveLength(1);
});

test('[UI321] {K14} what stands for a recalled message tells it too, and so does what the phone kept', () => {
  const stands = message({ id: 'c7', seq: 2, body: { kind: 'recalled', by: userId('bob') } });
  expect(absenceOf(noteRecalled(state, [stands]), TEA, 'ann/c7')).toBe('recalled');
  const event = message({ user: BOB, id: 'e', seq: 3, body: recallOf('c8') });
  const kept = chatState({ id: 'tea', items: [stands, event] });
  const noted = noteRecalledItems(kept);
  expect(Object.keys(noted.recalled)).toEqual(['ann/c7', 'ann/c8']);
  expect(noteRecalledItems(noted)).toBe(noted);
});

test('[UI321] {K14} the list is bounded, and the newest stay', () => {
  const many = Array.from({ length: MAX_RECALLED + 5 }, (_, i) => message({ body: recallOf(`r${i}`) }));
  const { recalled } = noteRecalled(state, many);
  expect(Object.keys(recalled)).toHaveLength(MAX_RECALLED);
  expect([recalled['ann/r4'], recalled['ann/r5']]).toEqual([undefined, true]);
});
