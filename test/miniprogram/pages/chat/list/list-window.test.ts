import {
  AT_THE_END,
  MAX_ROWS,
  START_ROWS,
  STEP_ROWS,
  cutBlocks,
  sideToCut,
  windowRange,
  type WindowMove,
} from '../../../../../miniprogram/pages/chat/list/list-window';
import {
  BLOCK_ROWS,
  arrangeBlocks,
  type RowBlock,
} from '../../../../../miniprogram/pages/chat/rows/row-blocks';
import { createSeededRandom } from '../../../../support/seeded-random';

const keys = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `k${from + i}`);

function namer() {
  let n = 0;
  return () => `b${(n += 1)}`;
}

describe('[UI40] {C20} the window over a timeline', () => {
  const all = keys(0, 1_000);
  const range = (shown: readonly string[], isOpenBelow: boolean, move: WindowMove | null, atEnd = true) =>
    windowRange({ shown, isOpenBelow }, all, move, atEnd);

  test('[UI40] it begins at the end, with a start of rows', () => {
    expect(windowRange(AT_THE_END, all, null, true)).toEqual({ from: 1_000 - START_ROWS, to: 1_000 });
    expect(windowRange(AT_THE_END, keys(0, 7), null, true)).toEqual({ from: 0, to: 7 });
    expect(windowRange(AT_THE_END, [], null, true)).toEqual({ from: 0, to: 0 });
  });

  test('[UI40] at the end it takes in what is added, elsewhere it stays', () => {
    expect(range(keys(930, 990), true, null)).toEqual({ from: 930, to: 1_000 });
    expect(range(keys(500, 560), false, null, false)).toEqual({ from: 500, to: 560 });
  });

  test('[UI40] a full one takes nothing more in while the reader is above the end', () => {
    expect(range(keys(890, 990), true, null, false)).toEqual({ from: 890, to: 990 });
    expect(range(keys(920, 990), true, null, false)).toEqual({ from: 920, to: 1_000 });
  });

  test('[UI40] a short one takes in what was loaded above, a long one waits for the reader', () => {
    const more = keys(0, 80);
    expect(windowRange({ shown: keys(70, 80), isOpenBelow: true }, more, null, true)).toEqual({
      from: 20,
      to: 80,
    });
    expect(windowRange({ shown: keys(20, 80), isOpenBelow: true }, more, null, true)).toEqual({
      from: 20,
      to: 80,
    });
  });

  test('[UI40] it moves by steps and not beyond what is loaded', () => {
    expect(range(keys(500, 560), false, { to: 'older' })).toEqual({ from: 500 - STEP_ROWS, to: 560 });
    expect(range(keys(10, 70), false, { to: 'older' })).toEqual({ from: 0, to: 70 });
    expect(range(keys(500, 560), false, { to: 'newer' })).toEqual({ from: 500, to: 560 + STEP_ROWS });
    expect(range(keys(940, 990), false, { to: 'newer' })).toEqual({ from: 940, to: 1_000 });
  });

  test('[UI40] it goes to the end, or around a row, anew when that is far and by growing when it is near', () => {
    expect(range(keys(100, 160), false, { to: 'end' })).toEqual({ from: 940, to: 1_000 });
    expect(range(keys(920, 980), false, { to: 'end' })).toEqual({ from: 920, to: 1_000 });
    const { from, to } = range(keys(940, 1_000), true, { to: 'around', key: 'k300' });
    expect([from <= 290, to >= 330, to - from]).toEqual([true, true, START_ROWS]);
    expect(range(keys(940, 1_000), true, { to: 'around', key: 'k970' })).toEqual({ from: 940, to: 1_000 });
    expect(range(keys(940, 1_000), true, { to: 'around', key: 'gone' })).toEqual({ from: 940, to: 1_000 });
  });

  test('[UI362] {K2} a row at an edge of the window gets rows on both sides of it', () => {
    const around = (key: string) => range(keys(500, 560), false, { to: 'around', key });
    expect(around('k500')).toEqual({ from: 480, to: 560 });
    expect(around('k519')).toEqual({ from: 499, to: 560 });
    expect(around('k520')).toEqual({ from: 500, to: 560 });
    expect(around('k559')).toEqual({ from: 500, to: 599 });
    expect(range(keys(5, 65), false, { to: 'around', key: 'k5' })).toEqual({ from: 0, to: 65 });
  });

  test('[UI40] it survives that its first or last row is gone, and begins anew when all are', () => {
    const holed = all.filter((key) => key !== 'k500' && key !== 'k559');
    expect(windowRange({ shown: keys(500, 560), isOpenBelow: false }, holed, null, false)).toEqual({
      from: 500,
      to: 558,
    });
    expect(range(['x', 'y'], false, null)).toEqual({ from: 940, to: 1_000 });
  });

  test('[UI40] the side that gives way is one where the reader is not', () => {
    const side = (move: WindowMove | null, atEnd: boolean) =>
      sideToCut(move, atEnd, { from: 500, to: 620 }, all);
    expect(side({ to: 'older' }, false)).toBe('last');
    expect(side({ to: 'newer' }, false)).toBe('first');
    expect(side({ to: 'around', key: 'k520' }, false)).toBe('last');
    expect(side({ to: 'around', key: 'k580' }, true)).toBe('first');
    expect(side({ to: 'around', key: 'k700' }, false)).toBeNull();
    expect(side(null, true)).toBe('first');
    expect(side(null, false)).toBeNull();
  });

  test('[UI40] whole blocks are cut, and one is always left', () => {
    const blocks = arrangeBlocks([], keys(0, 150), namer());
    const count = (of: readonly RowBlock[]) => of.reduce((sum, block) => sum + block.ids.length, 0);
    expect(count(cutBlocks(blocks, 'first'))).toBeLessThanOrEqual(MAX_ROWS);
    expect(cutBlocks(blocks, 'last')[0]).toBe(blocks[0]);
    expect(cutBlocks(blocks, null)).toBe(blocks);
    expect(cutBlocks([{ ids: keys(0, 500) }], 'first')).toHaveLength(1);
  });
});

test('[UI361] {K2} blocks are cut only as far as the row that is to stay', () => {
  const blocks = arrangeBlocks([], keys(0, 200), namer());
  const left = (side: 'first' | 'last', keep: string) =>
    cutBlocks(blocks, side, keep).flatMap(({ ids }) => ids);
  expect(left('last', 'k170')).toEqual(keys(0, 180));
  expect(left('first', 'k30')).toEqual(keys(20, 200));
  expect(left('last', 'k3')).toEqual(keys(0, 100));
  expect(left('last', 'k199')).toHaveLength(200);
});

describe('[UI40] blocks of rows', () => {
  test('[UI40] a row that is added changes the last block, a full one begins another', () => {
    const name = namer();
    const first = arrangeBlocks([], keys(0, 59), name);
    const second = arrangeBlocks(first, keys(0, 60), name);
    const third = arrangeBlocks(second, keys(0, 61), name);
    expect([first, second, third].map((blocks) => blocks.length)).toEqual([3, 4, 4]);
    expect(first.every((block, i) => block === second[i] && block === third[i])).toBe(true);
    expect(third[3]).toEqual({ name: second[3]?.name, ids: ['k59', 'k60'] });
  });

  test('[UI40] rows before the first get blocks of their own', () => {
    const name = namer();
    const first = arrangeBlocks([], keys(30, 50), name);
    const second = arrangeBlocks(first, keys(0, 50), name);
    expect(second.map((block) => block.ids.length)).toEqual([10, 20, 20]);
    expect(second[2]).toBe(first[0]);
  });

  test('[UI40] whatever happens to the timeline, the blocks are its rows in order, and named once', () => {
    const seed = Date.now() % 100_000;
    const random = createSeededRandom(seed);
    const pick = (n: number): number => Math.floor(random() * n);
    const name = namer();
    let next = 0;
    let ids = Array.from({ length: 30 }, () => `r${(next += 1)}`);
    let blocks = arrangeBlocks([], ids, name);
    for (let round = 0; round < 300; round += 1) {
      const at = pick(ids.length + 1);
      const fresh = Array.from({ length: 1 + pick(35) }, () => `r${(next += 1)}`);
      const kind = pick(5);
      if (kind === 0) ids = [...ids, ...fresh.slice(0, 3)];
      else if (kind === 1) ids = [...fresh, ...ids];
      else if (kind === 2) ids = [...ids.slice(0, at), ...fresh, ...ids.slice(at)];
      else if (kind === 3) ids = ids.slice(Math.min(at, 25));
      else ids = [...ids.slice(at), ...ids.slice(0, at)];
      ids = ids.slice(-150);
      blocks = arrangeBlocks(blocks, ids, name);
      expect({ seed, round, ids: blocks.flatMap((block) => block.ids) }).toEqual({ seed, round, ids });
      expect(new Set(blocks.map((block) => block.name)).size).toBe(blocks.length);
      expect(blocks.every((block) => block.ids.length > 0 && block.ids.length <= 2 * BLOCK_ROWS)).toBe(true);
    }
  });
});
