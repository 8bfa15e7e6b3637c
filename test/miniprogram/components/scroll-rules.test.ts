import {
  NEAR_BOTTOM_PX,
  appendedIds,
  findAnchor,
  hasNew,
  isAtEnd,
  isUnreadAbove,
  nearEdges,
  rowsInSight,
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

test('[UI400] a row is new wherever it stands', () => {
  expect(hasNew(['a', 'waits'], ['a', 'b', 'waits'])).toBe(true);
  expect(hasNew(['a', 'b'], ['b', 'c'])).toBe(true);
  expect(hasNew(['a', 'b'], ['b'])).toBe(false);
  expect(hasNew(['a', 'b'], ['b', 'a'])).toBe(false);
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

test('[UI360] {K2} an edge is near only when its outermost row is the one that was measured', () => {
  const known = { top: 100, viewport: 100, height: 2_000, places: places('abcd') };
  const near = (top: number, ...ids: string[]) => Object.values(nearEdges({ ...known, top }, ids));
  expect(near(100, 'a', 'b', 'c', 'd')).toEqual([true, false]);
  expect(near(1_500, 'a', 'b', 'c', 'd')).toEqual([false, true]);
  expect(near(100, 'x', 'a', 'b', 'c', 'd')).toEqual([false, false]);
  expect(near(100, 'b', 'c', 'd')).toEqual([false, false]);
  expect(near(1_500, 'a', 'b', 'c', 'd', 'e')).toEqual([false, false]);
  expect(near(1_500, 'a', 'b')).toEqual([false, false]);
  expect(Object.values(nearEdges({ ...known, height: 200, places: [] }, []))).toEqual([true, true]);
});

test('[UI361] {K2} what is in sight is from the row at the upper edge to the last one that begins above the lower', () => {
  const sight = (top: number, ids = 'abcd') => rowsInSight({ top, viewport: 60, places: places(ids) });
  expect(sight(0)).toEqual({ first: 'a', last: 'b' });
  expect(sight(60)).toEqual({ first: 'b', last: 'c' });
  expect(sight(900)).toEqual({ first: 'd', last: 'd' });
  expect(sight(0, '')).toEqual({ first: '', last: '' });
});

test('[UI43] an unread message is above when it is out of sight, or not among the rows', () => {
  expect(isUnreadAbove(places('abcd'), 'b', 60)).toBe(true);
  expect(isUnreadAbove(places('abcd'), 'b', 50)).toBe(false);
  expect(isUnreadAbove(places('abcd'), '', 0)).toBe(true);
});
