/**
 * The list of an open room: a window over its timeline, in blocks, with what the reader has not seen above and below. Holds
 * what a visit must remember between two views; all decisions are in the pure modules that it puts together.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { Epoch, RoomId } from '../../../core/protocol/fields';
import { unreadAfter, selectItems, selectTimeline } from '../../../core/store/selectors';
import type { ChatState, OlderState, Timeline, TimelineItem } from '../../../core/store/state';
import { t } from '../../../i18n/translate';
import { countText } from '../../../utils/count-text';
import { createRowMaker, rowId, type RowMap } from '../rows/chat-rows';
import { createRunFolder, rowWith, type ShownItem } from '../rows/coming-runs';
import {
  AT_THE_END,
  cutBlocks,
  sideToCut,
  windowRange,
  type ListWindow,
  type WindowMove,
} from './list-window';
import type { ChatRow } from '../rows/message-views';
import { arrangeBlocks, type RowBlock } from '../rows/row-blocks';
import { findFirstUnread, takeMark, type UnreadMark } from './unread-mark';

interface BlockView {
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, ChatRow>>;
}

interface UnreadView {
  readonly count: number;
  /** Row of the first one; '' while it is not loaded. */
  readonly id: string;
  readonly text: string;
  readonly isLoading: boolean;
}

export interface ListView {
  /** Names of what `block` holds, in order. A block that was left is null. */
  readonly blocks: readonly string[];
  readonly block: Readonly<Record<string, BlockView | null>>;
  /** `trimmed`: nothing more can be loaded, and the first row says what is missing. */
  readonly older: OlderState['state'] | 'trimmed';
  /** There are loaded messages above or below the window. */
  readonly hasEarlier: boolean;
  readonly hasLater: boolean;
  /** Others' messages since the reader left the end. */
  readonly news: number;
  /** How many, in words; '' without any. */
  readonly newsText: string;
  readonly unread: UnreadView;
  /** A row to go to; each time `count` is another one. */
  readonly target: { readonly id: string; readonly count: number };
}

/** Only a chat that is here from its first message on may say that it begins here. */
function olderOf(timeline: Timeline | null): ListView['older'] {
  if (!timeline) return 'idle';
  const [first] = timeline.items;
  const isTrimmed = timeline.older.state === 'complete' && first?.kind === 'gap' && first.lost;
  return isTrimmed ? 'trimmed' : timeline.older.state;
}

/** Where the reader of one room is in its list, and what is marked there. One per open page. */
export class ChatList {
  mark: UnreadMark | null = null;
  /** Key of the voice that plays, or null. */
  playing: string | null = null;
  /** Keys of the messages that are selected; null while nobody selects. */
  selection: ReadonlySet<string> | null = null;
  /** There are loaded messages above the window, as of the last view. */
  hasEarlier = false;
  private readonly rowMaker = createRowMaker();
  private readonly folder = createRunFolder();
  private readonly opened = new Set<string>();
  private aimedAt: string | null = null;
  private readonly loadingGaps = new Set<string>();
  private window: ListWindow = AT_THE_END;
  private blocks: readonly RowBlock[] = [];
  private blockViews: Record<string, BlockView | null> = {};
  private blockCount = 0;
  private nextMove: WindowMove | null = null;
  private target = { id: '', count: 0 };
  private away: { readonly epoch: Epoch; readonly seq: number } | null = null;
  private isHeld = false;
  private progress: number | null = null;
  private isMarkTaken = false;
  private lastPending = '';

  make(context: ViewContext, room: RoomId): ListView {
    const timeline = selectTimeline(context.state, room);
    this.takeMarkOnce(context.state, room);
    const items = timeline ? selectItems(timeline, context.state.hidden) : [];
    const unreadAt = timeline && this.mark ? findFirstUnread(timeline, this.mark, context.state, items) : -1;
    const first = items[unreadAt];
    const shown = this.folder.fold(items);
    // What is unread is in no run.
    const dividerAt = first ? shown.indexOf(first) : -1;
    this.aim(shown);
    const { from, to } = this.arrange(shown, timeline);
    const { loadingGaps, playing, selection, opened } = this;
    const wanted = { items: shown, from, to, dividerAt, loadingGaps, playing, selection, opened };
    const rows = this.rowMaker.make(context, wanted);
    this.fillBlocks(rows);
    this.hasEarlier = from > 0;
    const news = timeline ? this.news(timeline, context.state, room) : 0;
    return {
      blocks: this.blocks.map((block) => block.name),
      block: { ...this.blockViews },
      older: olderOf(timeline),
      hasEarlier: this.hasEarlier,
      hasLater: to < shown.length,
      news,
      newsText: news > 0 ? t(context.language, 'chat.news', { n: countText(news) }) : '',
      unread: this.unread(context, first ? rowId(first) : ''),
      target: this.target,
    };
  }

  move(move: WindowMove): void {
    this.nextMove = move;
  }

  /** Moves to a message that is loaded and shows which it is. */
  jump(item: TimelineItem): void {
    this.aimedAt = item.key;
  }

  /** The reader left the end, or is there (again). */
  leave(state: ChatState, room: RoomId): void {
    const timeline = selectTimeline(state, room);
    if (timeline && !this.away) this.away = { epoch: timeline.epoch, seq: timeline.cursor };
  }

  /** `isHeld`: a row that they went to keeps the reader there, and is not given up. True when that changes the view. */
  arrive(isHeld: boolean): boolean {
    const wasAway = this.away !== null;
    this.isHeld = isHeld;
    this.away = null;
    return wasAway;
  }

  /** The reader has not left the end. */
  get isAtEnd(): boolean {
    return this.away === null;
  }

  /** Messages still to be loaded on the way to the first unread one; null when nobody waits for them. */
  showProgress(left: number | null): void {
    this.progress = left;
  }

  showSelection(keys: ReadonlySet<string> | null): void {
    this.selection = keys;
  }

  showPlaying(key: string | null): void {
    this.playing = key;
  }

  showGapLoading(key: string, isLoading: boolean): void {
    if (isLoading) this.loadingGaps.add(key);
    else this.loadingGaps.delete(key);
  }

  /** Opens the lines of those who came and went, or folds them. */
  turnRun(key: string): void {
    if (!this.opened.delete(key)) this.opened.add(key);
  }

  private takeMarkOnce(state: ChatState, room: RoomId): void {
    if (this.isMarkTaken) return;
    const mark = takeMark(state, room);
    this.isMarkTaken = mark !== undefined;
    this.mark = mark ?? null;
  }

  /** An own message that was just written takes the window to the end, wherever it is. */
  private takeMove(timeline: Timeline | null): WindowMove | null {
    const pending = timeline?.pending[timeline.pending.length - 1]?.key ?? '';
    const isNew = pending !== '' && pending !== this.lastPending;
    this.lastPending = pending || this.lastPending;
    const move = this.nextMove;
    this.nextMove = null;
    return isNew ? { to: 'end' } : move;
  }

  /** To the row of what was jumped to, which may be a run. */
  private aim(shown: readonly ShownItem[]): void {
    const row = this.aimedAt === null ? undefined : rowWith(shown, this.aimedAt);
    this.aimedAt = null;
    if (!row) return;
    this.nextMove = { to: 'around', key: row.key };
    this.target = { id: rowId(row), count: this.target.count + 1 };
  }

  private arrange(items: readonly ShownItem[], timeline: Timeline | null): { from: number; to: number } {
    const keys = items.map((item) => item.key);
    const move = this.takeMove(timeline);
    const isAtEnd = this.away === null && !this.isHeld;
    const range = windowRange(this.window, keys, move, isAtEnd);
    const ids = items.slice(range.from, range.to).map(rowId);
    const whole = arrangeBlocks(this.blocks, ids, () => `b${(this.blockCount += 1)}`);
    const side = sideToCut(move, isAtEnd, range, keys);
    this.blocks = cutBlocks(whole, side, this.keptRow(move));
    const cut = ids.length - this.blocks.reduce((sum, block) => sum + block.ids.length, 0);
    const from = side === 'first' ? range.from + cut : range.from;
    const to = side === 'last' ? range.to - cut : range.to;
    this.window = { shown: keys.slice(from, to), isOpenBelow: to === keys.length };
    return { from, to };
  }

  /** The row that no cut may reach. */
  private keptRow(move: WindowMove | null): string {
    if (move?.to === 'around') return this.target.id;
    return move?.to === 'older' || move?.to === 'newer' ? (move.keep ?? '') : '';
  }

  private fillBlocks(rows: RowMap): void {
    const before = this.blockViews;
    const after: Record<string, BlockView | null> = {};
    // Names that are left are kept as null, for a field that goes would make the view send all that stay.
    const isAnotherPlace = !this.blocks.some((block) => before[block.name]);
    if (!isAnotherPlace) for (const name of Object.keys(before)) after[name] = null;
    for (const { name, ids } of this.blocks) {
      const made: Record<string, ChatRow> = {};
      for (const id of ids) {
        const row = rows.get(id);
        if (row) made[id] = row;
      }
      after[name] = { ids, rows: made };
    }
    this.blockViews = after;
  }

  private news(timeline: Timeline, state: ChatState, room: RoomId): number {
    const { away } = this;
    return away?.epoch === timeline.epoch ? unreadAfter(state, room, away.seq).length : 0;
  }

  private unread({ language }: ViewContext, id: string): UnreadView {
    const count = this.mark?.count ?? 0;
    const isLoading = this.progress !== null;
    const text = isLoading
      ? t(language, 'chat.unread_loading', { n: this.progress ?? 0 })
      : t(language, 'chat.unread_above', { n: countText(count) });
    return { count, id, text, isLoading };
  }
}
