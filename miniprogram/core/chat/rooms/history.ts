/**
 * Loads older messages on demand: upwards, and into gaps. One request per place at a time; a failure is a state that can be
 * tried again, never "no more messages".
 */
import type { DownFrameOf } from '../../protocol/down';
import type { Epoch, Message, RoomId } from '../../protocol/fields';
import { isEventBody } from '../../protocol/kinds/facts';
import { updateTimeline } from '../../store/rooms';
import type { OlderState, Timeline, TimelineGap } from '../../store/state';
import { setOlder, UNKNOWN_EPOCH } from '../../store/timeline';
import {
  completeTop,
  gapAt,
  loseGap,
  mergeRange,
  oldestKnownSeq,
  openGapAbove,
} from '../../store/timeline-pages';
import { ChatError } from '../chat-error';
import type { Requests } from './requests';
import type { StateBox } from '../state-box';

const HISTORY_PAGE = 30;
const MAX_PAGES_AT_ONCE = 4;

export interface HistoryOptions {
  readonly box: StateBox;
  readonly requests: Requests;
  /** Messages of a page, before they are applied. */
  readonly onMessages: (messages: readonly Message[]) => void;
}

/** Which end of a gap is loaded first: the one that people come from. */
type GapEnd = 'newest' | 'oldest';

/** Asking for what is being loaded gives the same promise. */
export class History {
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly options: HistoryOptions) {}

  loadOlder(room: RoomId): Promise<void> {
    return this.single(`older ${room}`, () => this.loadPageAbove(room));
  }

  fillGap(room: RoomId, gapKey: string, end: GapEnd = 'newest'): Promise<void> {
    return this.single(`gap ${room} ${gapKey}`, () => this.loadPageInto(room, gapKey, end));
  }

  loadAround(room: RoomId, seq: number): Promise<void> {
    return this.single(`around ${room} ${seq}`, () => this.loadPageAround(room, seq));
  }

  private single(name: string, work: () => Promise<void>): Promise<void> {
    const before = this.running.get(name);
    if (before) return before;
    const run = work().finally(() => this.running.delete(name));
    this.running.set(name, run);
    return run;
  }

  private change(room: RoomId, change: (timeline: Timeline) => Timeline): void {
    this.options.box.update((state) => updateTimeline(state, room, change));
  }

  private setOlder(room: RoomId, older: OlderState): void {
    this.change(room, (timeline) => setOlder(timeline, older));
  }

  private ask(
    room: RoomId,
    epoch: Epoch,
    before: number,
    limit = HISTORY_PAGE,
  ): Promise<DownFrameOf<'page'>> {
    const question = { type: 'history', room, epoch, before, limit } as const;
    return this.options.requests.ask(question, 'page');
  }

  private async loadPageAbove(room: RoomId): Promise<void> {
    const timeline = this.options.box.state.timelines[room];
    if (!timeline || timeline.older.state === 'complete') return;
    if (timeline.epoch === UNKNOWN_EPOCH) throw new ChatError('offline', 'The room is not open yet.');
    const before = oldestKnownSeq(timeline);
    this.setOlder(room, { state: 'loading' });
    try {
      const isComplete = await this.loadShown(room, timeline.epoch, before);
      if (isComplete) this.completeOlder(room, timeline.epoch);
      else this.finishOlder(room, timeline.epoch, { state: 'idle' });
    } catch (thrown) {
      const reason = thrown instanceof ChatError ? thrown.kind : 'network';
      this.finishOlder(room, timeline.epoch, { state: 'failed', reason });
      throw thrown;
    }
  }

  /** A page may hold nothing but events, which nobody would see come. @returns whether there is nothing above */
  private async loadShown(room: RoomId, epoch: Epoch, before: number): Promise<boolean> {
    for (let end = before, pages = 1; ; pages += 1) {
      const page = await this.ask(room, epoch, end);
      this.apply(room, page, end - 1);
      if (!page.more || page.epoch !== epoch) return page.epoch === epoch;
      const hasShown = page.messages.some(({ body }) => !isEventBody(body));
      if (hasShown || pages === MAX_PAGES_AT_ONCE) return false;
      end = page.messages[0]?.seq ?? 1;
    }
  }

  /** A room that began a new epoch meanwhile has its own idea of what is above. */
  private finishOlder(room: RoomId, epoch: Epoch, older: OlderState): void {
    this.change(room, (timeline) => (timeline.epoch === epoch ? setOlder(timeline, older) : timeline));
  }

  private completeOlder(room: RoomId, epoch: Epoch): void {
    this.change(room, (timeline) => (timeline.epoch === epoch ? completeTop(timeline) : timeline));
  }

  /** What lies between here and there stays to be loaded: a gap. */
  private async loadPageAround(room: RoomId, seq: number): Promise<void> {
    const timeline = this.options.box.state.timelines[room];
    if (!timeline || timeline.epoch === UNKNOWN_EPOCH)
      throw new ChatError('offline', 'The room is not open yet.');
    const { epoch } = timeline;
    const gap = gapAt(timeline, seq);
    if (!gap) return;
    const before = Math.min(seq + HISTORY_PAGE, gap.to + 1);
    const page = await this.ask(room, epoch, before, 2 * HISTORY_PAGE);
    this.options.box.batch(() => {
      this.change(room, (now) => (now.epoch === epoch ? openGapAbove(now, page.messages[0]?.seq) : now));
      this.apply(room, page, before - 1);
      if (!page.more && page.epoch === epoch && !gap.isGap) this.completeOlder(room, epoch);
    });
  }

  private async loadPageInto(room: RoomId, gapKey: string, end: GapEnd): Promise<void> {
    const timeline = this.options.box.state.timelines[room];
    const gap = timeline?.items.find((item) => item.key === gapKey);
    if (!timeline || gap?.kind !== 'gap' || gap.lost) return;
    const to = end === 'newest' ? gap.to : Math.min(gap.from + HISTORY_PAGE - 1, gap.to);
    const page = await this.ask(room, timeline.epoch, to + 1);
    this.apply(room, page, to);
    if (!page.more && page.epoch === timeline.epoch) this.loseRest(room, gap, page);
  }

  private loseRest(room: RoomId, gap: TimelineGap, page: DownFrameOf<'page'>): void {
    const first = page.messages[0]?.seq ?? gap.to + 1;
    if (first > gap.from) this.change(room, (timeline) => loseGap(timeline, gap.key));
  }

  private apply(room: RoomId, page: DownFrameOf<'page'>, to: number): void {
    const { epoch, messages } = page;
    const first = messages[0];
    if (!first) return;
    this.options.box.batch(() => {
      this.options.onMessages(messages);
      this.change(room, (timeline) => mergeRange(timeline, { epoch, from: first.seq, to, messages }));
    });
  }
}
