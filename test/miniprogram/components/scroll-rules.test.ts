import {
  NEAR_BOTTOM_PX,
  appendedIds,
  findAnchor,
  isAtEnd,
  isUnreadAbove,
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

describe('[UI41] {C1} the place is kept by the row under the eyes', () => {
  const anchor = (top: number, now: string, viewport = 100): string | undefined =>
    findAnchor({ top, viewport, places: places('abcd') }, new Map(places(now).map(({ id, y }) => [id, y])))
      ?.id;

  test('[UI41] the first one that begins in the upper half of what is seen, else the one at the upper edge', () => {
    expect(anchor(100, 'xyzabcd')).toBe('c');
    expect(anchor(90, 'abcd')).toBe('c');
    expect(anchor(101, 'abcd', 20)).toBe('c');
  });

  test('[UI41] it may be gone: the next one that stays counts, else the one before', () => {
    expect(anchor(100, 'xxabd', 20)).toBe('d');
    expect(anchor(100, 'xxab')).toBe('b');
    expect(anchor(0, 'xyz')).toBeUndefined();
  });
});

test('[UI43] an unread message is above when it is out of sight, or not among the rows', () => {
  expect(isUnreadAbove(places('abcd'), 'b', 60)).toBe(true);
  expect(isUnreadAbove(places('abcd'), 'b', 50)).toBe(false);
  expect(isUnreadAbove(places('abcd'), '', 0)).toBe(true);
});
