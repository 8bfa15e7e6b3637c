import {
  NEAR_BOTTOM_PX,
  anchoredTop,
  appendedIds,
  isAtEnd,
  isUnreadAbove,
  topOfTarget,
} from '../../../miniprogram/components/message-list/scroll-rules';

/** Rows of 50 px, the first at `from`. */
const places = (ids: string, from = 0) => [...ids].map((id, i) => ({ id, y: from + i * 50 }));

test('[UI20] close to the end counts as being there, unless there is more below', () => {
  expect(isAtEnd(NEAR_BOTTOM_PX, false)).toBe(true);
  expect(isAtEnd(-3, false)).toBe(true);
  expect(isAtEnd(NEAR_BOTTOM_PX + 1, false)).toBe(false);
  expect(isAtEnd(0, true)).toBe(false);
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

describe('[UI41] {C1} the place is kept by a row and its distance', () => {
  const before = { top: 100, places: places('abcd') };

  test('[UI41] rows put in above move the list by as much', () => {
    expect(anchoredTop(before, { top: 100, places: places('xyzabcd') })).toBe(250);
  });

  test('[UI41] rows put in above while others go below count only above', () => {
    expect(anchoredTop(before, { top: 100, places: places('xyabc') })).toBe(200);
  });

  test('[UI41] rows that go above move it back', () => {
    expect(anchoredTop(before, { top: 100, places: places('cdef') })).toBe(0);
    expect(anchoredTop({ top: 120, places: places('abcd') }, { top: 120, places: places('bcd') })).toBe(70);
  });

  test('[UI41] what the platform has kept by itself is left alone, though the reader moved a little', () => {
    expect(anchoredTop(before, { top: 250, places: places('xyzabcd') })).toBeNull();
    expect(anchoredTop(before, { top: 230, places: places('xyzabcd') })).toBeNull();
    // The reader moved, the platform did not: the way they went is kept too.
    expect(anchoredTop(before, { top: 80, places: places('xyzabcd') })).toBe(230);
  });

  test('[UI41] rows added below change nothing, and a list without a known row is left alone', () => {
    expect(anchoredTop(before, { top: 100, places: places('abcdefg') })).toBeNull();
    expect(anchoredTop(before, { top: 100, places: places('xyz') })).toBeNull();
    expect(anchoredTop({ top: 0, places: [] }, { top: 0, places: places('xyz') })).toBeNull();
  });

  test('[UI41] the row at the edge may be gone: the next one that stays counts, else the one before', () => {
    expect(anchoredTop(before, { top: 100, places: places('xxabd') })).toBe(150);
    expect(anchoredTop({ top: 140, places: places('abc') }, { top: 140, places: places('xxab') })).toBe(240);
  });
});

test('[UI43] a target comes below what lies over the list; one that is not there moves nothing', () => {
  expect(topOfTarget(places('abcd'), 'd')).toBe(150 - 64);
  expect(topOfTarget(places('abcd'), 'a')).toBe(0);
  expect(topOfTarget(places('abcd'), 'z')).toBeNull();
});

test('[UI43] an unread message is above when it is out of sight, or not among the rows', () => {
  expect(isUnreadAbove(places('abcd'), 'b', 60)).toBe(true);
  expect(isUnreadAbove(places('abcd'), 'b', 50)).toBe(false);
  expect(isUnreadAbove(places('abcd'), '', 0)).toBe(true);
});
