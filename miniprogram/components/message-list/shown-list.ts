/**
 * What the list is given to show, as far as it looks into it itself; the rest of a row is for its bubble.
 */

export interface ShownRow {
  readonly kind: string;
  readonly own?: boolean;
}

export interface ShownList {
  readonly blocks: readonly string[];
  readonly block: Readonly<
    Record<
      string,
      { readonly ids: readonly string[]; readonly rows: Readonly<Record<string, ShownRow>> } | null
    >
  >;
  readonly older: string;
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
  readonly news: number;
  readonly newsText: string;
  readonly unread: { readonly count: number; readonly id: string };
  readonly target: { readonly id: string; readonly count: number };
}

export const NO_LIST: ShownList = {
  blocks: [],
  block: {},
  older: 'idle',
  hasEarlier: false,
  hasLater: false,
  news: 0,
  newsText: '',
  unread: { count: 0, id: '' },
  target: { id: '', count: 0 },
};

export function listIds(list: ShownList): readonly string[] {
  return list.blocks.flatMap((name) => list.block[name]?.ids ?? []);
}

/** The last `count` rows, the newest first. */
export function lastRows(list: ShownList, count: number): readonly ShownRow[] {
  const rows: ShownRow[] = [];
  for (let at = list.blocks.length - 1; at >= 0 && rows.length < count; at -= 1) {
    const block = list.block[list.blocks[at] ?? ''];
    for (let i = (block?.ids.length ?? 0) - 1; i >= 0 && rows.length < count; i -= 1) {
      const row = block?.rows[block.ids[i] ?? ''];
      if (row) rows.push(row);
    }
  }
  return rows;
}

/** Rows that are not shown are before the first one, or may be. */
export function goesOnAbove({ hasEarlier, older }: ShownList): boolean {
  return hasEarlier || (older !== 'complete' && older !== 'trimmed');
}
