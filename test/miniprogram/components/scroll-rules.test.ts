import {
  AT_THE_END,
  NEAR_BOTTOM_PX,
  afterAppend,
  afterScroll,
  anchoredTop,
  appendedIds,
  isPrepended,
} from '../../../miniprogram/components/message-list/scroll-rules';

const AWAY = { isFollowing: false, unseen: 2 };

test('[UI20] close to the end counts as being there, and what was new is seen then', () => {
  expect(afterScroll(AWAY, NEAR_BOTTOM_PX)).toEqual(AT_THE_END);
  expect(afterScroll(AWAY, -3)).toEqual(AT_THE_END);
  expect(afterScroll(AWAY, NEAR_BOTTOM_PX + 1)).toBe(AWAY);
  expect(afterScroll(AT_THE_END, NEAR_BOTTOM_PX + 1)).toEqual({ isFollowing: false, unseen: 0 });
});

test('[UI20] a reader above is never taken along by others, and theirs are counted', () => {
  expect(afterAppend(AWAY, { own: 0, others: 3 })).toEqual({ isFollowing: false, unseen: 5 });
  expect(afterAppend(AWAY, { own: 0, others: 0 })).toBe(AWAY);
  expect(afterAppend(AT_THE_END, { own: 0, others: 3 })).toEqual(AT_THE_END);
});

test('[UI20] an own message always takes the reader to the end', () => {
  expect(afterAppend(AWAY, { own: 1, others: 4 })).toEqual(AT_THE_END);
});

test('[UI20] only rows after the last known one are new', () => {
  expect(appendedIds([], ['a', 'b'])).toEqual(['a', 'b']);
  expect(appendedIds(['a', 'b'], ['a', 'b', 'c'])).toEqual(['c']);
  expect(appendedIds(['a', 'b'], ['x', 'y', 'a', 'b'])).toEqual([]);
  // The last one was deleted.
  expect(appendedIds(['a', 'b'], ['a'])).toEqual([]);
  expect(appendedIds(['a', 'b'], ['a', 'c'])).toEqual(['c']);
  expect(appendedIds(['a', 'b'], ['x', 'y'])).toEqual(['x', 'y']);
});

test('[UI21] rows before the first known one are recognised', () => {
  expect(isPrepended(['a'], ['x', 'a'])).toBe(true);
  expect(isPrepended(['a'], ['a', 'b'])).toBe(false);
  expect(isPrepended([], ['a'])).toBe(false);
  expect(isPrepended(['a'], ['x'])).toBe(false);
});

test('[UI21] the place is corrected by what was put in above, unless the platform kept it', () => {
  const before = { top: 100, height: 2_000 };
  expect(anchoredTop(before, { top: 100, height: 3_500 })).toBe(1_600);
  expect(anchoredTop(before, { top: 1_600.4, height: 3_500 })).toBeNull();
  expect(anchoredTop(before, { top: 100, height: 1_990 })).toBeNull();
});
