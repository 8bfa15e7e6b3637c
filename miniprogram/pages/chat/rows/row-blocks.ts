/**
 * Rows in blocks that keep their names: a row that is added changes one block, and the list grows or is cut at an end by
 * whole blocks, so that neither sends the rows that stay. Pure.
 */

export const BLOCK_ROWS = 20;

export interface RowBlock {
  readonly name: string;
  readonly ids: readonly string[];
}

/** Pieces of at most `BLOCK_ROWS`; the short one is the first or the last. */
function cut(ids: readonly string[], isShortFirst: boolean): readonly (readonly string[])[] {
  const pieces: (readonly string[])[] = [];
  const short = ids.length % BLOCK_ROWS || BLOCK_ROWS;
  for (let from = 0, size = isShortFirst ? short : BLOCK_ROWS; from < ids.length; size = BLOCK_ROWS) {
    pieces.push(ids.slice(from, from + size));
    from += size;
  }
  return pieces;
}

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/** Each row that was there stays in its block unless the order forbids it; what is between goes to the block before. */
function refill(homes: ReadonlyMap<string, number>, ids: readonly string[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  let at = 0;
  for (const id of ids) {
    at = Math.max(at, homes.get(id) ?? at);
    const group = groups.get(at) ?? [];
    group.push(id);
    groups.set(at, group);
  }
  return groups;
}

/** `ids` in blocks, with as many as possible as they were. `nameBlock` gives a name that was never used. */
export function arrangeBlocks(
  previous: readonly RowBlock[],
  ids: readonly string[],
  nameBlock: () => string,
): readonly RowBlock[] {
  const homes = new Map(previous.flatMap((block, i) => block.ids.map((id) => [id, i] as const)));
  const fresh = (pieces: readonly (readonly string[])[]): readonly RowBlock[] =>
    pieces.map((piece) => ({ name: nameBlock(), ids: piece }));
  const first = ids.findIndex((id) => homes.has(id));
  if (first < 0) return fresh(cut(ids, true));
  let last = ids.length - 1;
  while (!homes.has(ids[last] ?? '')) last -= 1;

  const groups = refill(homes, ids.slice(first, last + 1));
  const tail = [...groups.values()][groups.size - 1] ?? [];
  const room = Math.max(0, BLOCK_ROWS - tail.length);
  const after = ids.slice(last + 1);
  tail.push(...after.slice(0, room));
  const kept = [...groups].flatMap(([i, group]) => {
    const block = previous[i];
    if (!block) return [];
    if (isEqual(block.ids, group)) return [block];
    if (group.length <= 2 * BLOCK_ROWS) return [{ name: block.name, ids: group }];
    return [
      { name: block.name, ids: group.slice(0, BLOCK_ROWS) },
      ...fresh(cut(group.slice(BLOCK_ROWS), false)),
    ];
  });
  return [...fresh(cut(ids.slice(0, first), true)), ...kept, ...fresh(cut(after.slice(room), false))];
}
