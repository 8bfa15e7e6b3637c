/** The last number at which the time line of a room looks one way, and the first at which it looks the other. */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { patchFlags } from '../../../miniprogram/core/store/governance';
import { applyWelcome } from '../../../miniprogram/core/store/rooms';
import { EMPTY_STATE, type Timeline } from '../../../miniprogram/core/store/state';
import { createTimeline, toTimelineMessage } from '../../../miniprogram/core/store/timeline';
import { switchEpoch } from '../../../miniprogram/core/store/timeline-epoch';
import { completeTop } from '../../../miniprogram/core/store/timeline-pages';
import { LOBBY, ME, message, roomState } from '../../support/chat-rig';

const E1 = 'e1' as Epoch;
const E2 = 'e2' as Epoch;

const from = (seq: number): Timeline => createTimeline(E1, seq, toTimelineMessage(message(seq)));
/** The divider between two epochs is a lost gap too, but it stands below. */
const gapsAbove = (seq: number, { items }: Timeline): string[] =>
  items.flatMap((item) =>
    item.kind === 'gap' && item.lost && item.to < seq ? [`${item.from}-${item.to}`] : [],
  );

test.each([
  [0, false, 'complete'],
  [1, true, 'complete'],
  [1, false, 'idle'],
  [2, true, 'idle'],
])('[BA10] with the cursor at %i, and its message known: %s, the top is %s', (cursor, isKnown, state) => {
  const last = isKnown ? toTimelineMessage(message(cursor)) : null;
  expect(createTimeline(E1, cursor, last).older).toEqual({ state });
});

test.each([
  [1, []],
  [2, ['1-1']],
  [3, ['1-2']],
])('[BA11] from message %i on, what is gone above the top of the history is %j', (seq, lost) => {
  const top = completeTop(from(seq));
  expect(gapsAbove(seq, top)).toEqual(lost);
  expect(top.items).toHaveLength(lost.length + 1);
});

test.each([
  [1, []],
  [2, ['1-1']],
  [3, ['1-2']],
])('[BA11] from message %i on, what is gone when its epoch ends is %j', (seq, lost) => {
  expect(gapsAbove(seq, switchEpoch(from(seq), E2, 0, null))).toEqual(lost);
});

test('[BA11] an epoch whose top was known to be complete leaves nothing behind above it', () => {
  const known: Timeline = { ...from(2), older: { state: 'complete' } };
  expect(gapsAbove(2, switchEpoch(known, E2, 0, null))).toEqual([]);
});

test('[BA12] a flag that is set to what it is gives the same state back, any other is changed alone', () => {
  const state = applyWelcome(EMPTY_STATE, { self: ME, rooms: [roomState()] });
  const before = state.rooms.byId[LOBBY]?.flags;
  const { pinned = false, muted = false } = before ?? {};
  expect(patchFlags(state, LOBBY, { pinned, muted })).toBe(state);
  const after = patchFlags(state, LOBBY, { pinned: !pinned, muted });
  expect(after.rooms.byId[LOBBY]?.flags).toEqual({ ...before, pinned: !pinned });
});
