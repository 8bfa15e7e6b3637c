/**
 * Lines about who came and went, in runs: what stands between two other rows is one row, however many came. A run keeps its key
 * while it grows at either end, so it stays the same row for the list, a jump and the reader's place. Removals, roles and all
 * else that somebody did to another stay lines of their own. Knows no names and no view.
 */
import { isComing } from '../../../core/protocol/kinds/notice';
import { COMING_LINES_MS, MAX_COMINGS } from '../../../core/protocol/limits';
import type { TimelineItem, TimelineMessage } from '../../../core/store/state';

export interface ComingRun {
  readonly kind: 'run';
  readonly key: string;
  /** Of the first line. */
  readonly at: number;
  /** At least one. */
  readonly lines: readonly TimelineMessage[];
  /** So many lines came in a while that the server may have told of no more. */
  readonly isCapped: boolean;
}

/** What has a row. */
export type ShownItem = TimelineItem | ComingRun;

export interface RunFolder {
  /** The same run is the same object as long as its lines are. */
  fold(items: readonly TimelineItem[]): readonly ShownItem[];
}

type Runs = ReadonlyMap<string, ComingRun>;

const isSame = (run: ComingRun, lines: readonly TimelineMessage[], isCapped: boolean): boolean =>
  run.isCapped === isCapped &&
  run.lines.length === lines.length &&
  run.lines.every((line, i) => line === lines[i]);

/** `known`: runs of the last time by the keys of their lines. `used`: keys that another row has by now. */
function runOf(
  lines: readonly TimelineMessage[],
  isCapped: boolean,
  known: Runs,
  used: ReadonlySet<string>,
): ComingRun {
  const before = lines.flatMap(({ key }) => known.get(key) ?? []);
  const same = before.find((run) => !used.has(run.key) && isSame(run, lines, isCapped));
  if (same) return same;
  const keys = [...before, ...lines].map(({ key }) => key);
  const key = keys.find((each) => !used.has(each)) ?? '';
  return { kind: 'run', key, at: lines[0]?.at ?? 0, lines, isCapped };
}

/** One per open room. */
export function createRunFolder(): RunFolder {
  let known: Runs = new Map();
  return {
    fold(items) {
      const next = new Map<string, ComingRun>();
      const used = new Set<string>();
      const shown: ShownItem[] = [];
      const times: number[] = [];
      let lines: TimelineMessage[] = [];
      let isCapped = false;
      const endRun = (): void => {
        if (lines.length === 0) return;
        const run = runOf(lines, isCapped, known, used);
        used.add(run.key);
        for (const { key } of lines) next.set(key, run);
        shown.push(run);
        lines = [];
        isCapped = false;
      };
      for (const item of items) {
        if (item.kind === 'message' && isComing(item.body)) {
          lines.push(item);
          times.push(item.at);
          const first = times[times.length - MAX_COMINGS] ?? -Infinity;
          isCapped ||= item.at - first < COMING_LINES_MS;
        } else {
          endRun();
          shown.push(item);
        }
      }
      endRun();
      known = next;
      return shown;
    },
  };
}

/** The row that shows the item with this key. */
export const rowWith = (shown: readonly ShownItem[], key: string): ShownItem | undefined =>
  shown.find((item) =>
    item.kind === 'run' ? item.lines.some((line) => line.key === key) : item.key === key,
  );
