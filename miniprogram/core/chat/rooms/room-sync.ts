/**
 * Keeps each room's run of messages whole: the next one is applied, one that is too early is held while the range that is
 * missing before it is pulled, and what cannot be had becomes a gap that people see. Nothing is skipped silently.
 */
import type { Clock } from '../../base/clock';
import { describeError, type Logger } from '../../base/logger';
import type { DownFrameOf } from '../../protocol/down';
import type { Epoch, Message, RoomId } from '../../protocol/fields';
import { MAX_HISTORY_PAGE } from '../../protocol/limits';
import { patchRoom, updateTimeline } from '../../store/rooms';
import type { Timeline } from '../../store/state';
import { applyLive, jumpTo } from '../../store/timeline';
import { ChatError } from '../chat-error';
import type { Requests } from './requests';
import type { StateBox } from '../state-box';

const MAX_HELD_MESSAGES = 256;
/** A resumed run that has not come whole by then is pulled. */
const RESUME_DELAY_MS = 5_000;
/** Frames that overtook each other mostly arrive within this. */
const PULL_DELAY_MS = 500;
const MAX_PULL_FAILURES = 3;

export interface RoomSyncOptions {
  readonly clock: Clock;
  readonly box: StateBox;
  readonly requests: Requests;
  readonly logger: Logger;
  /** Messages of a pulled page, before they are applied. */
  readonly onMessages: (messages: readonly Message[]) => void;
  /** The room's epoch is another one than we know: only a new handshake tells what happened. */
  readonly onForeignEpoch: () => void;
}

/** What of a room is missing between its cursor and what has come. */
interface MissingRange {
  readonly held: Map<number, Message>;
  failures: number;
  isPulling: boolean;
  cancelPull: (() => void) | null;
}

/** Messages reach the state in the order of seq, each once. */
export class RoomSync {
  private readonly missingRanges = new Map<RoomId, MissingRange>();

  constructor(private readonly options: RoomSyncOptions) {}

  /** A message as it comes, in whatever order. */
  onMessage(message: Message): void {
    const { room, seq } = message;
    const timeline = this.timeline(room);
    if (!timeline || message.epoch !== timeline.epoch || seq <= timeline.cursor) return;
    if (seq === timeline.cursor + 1) {
      this.change(room, (now) => applyLive(now, message));
      this.drain(room);
      return;
    }
    const missing = this.missing(room);
    if (missing.held.size < MAX_HELD_MESSAGES) missing.held.set(seq, message);
    this.noteLastSeq(room, seq);
    this.schedule(room, missing, PULL_DELAY_MS);
  }

  /** The server's newest seq: finds a lost last message. */
  onLastSeq(head: { readonly room: RoomId; readonly epoch: Epoch; readonly seq: number }): void {
    const timeline = this.timeline(head.room);
    if (!timeline) return;
    if (timeline.epoch !== head.epoch) this.options.onForeignEpoch();
    else if (head.seq > timeline.cursor) {
      this.noteLastSeq(head.room, head.seq);
      this.schedule(head.room, this.missing(head.room), PULL_DELAY_MS);
    }
  }

  /** A new connection, or none: what was held belongs to the old one. */
  reset(): void {
    for (const room of [...this.missingRanges.keys()]) this.forgetRoom(room);
  }

  /** The server has promised the messages that are still missing. */
  expect(rooms: readonly RoomId[]): void {
    for (const room of rooms) {
      if (!this.isWhole(room)) this.schedule(room, this.missing(room), RESUME_DELAY_MS);
    }
  }

  forgetRoom(room: RoomId): void {
    this.missingRanges.get(room)?.cancelPull?.();
    this.missingRanges.delete(room);
  }

  /** The phone is short of memory: what came too early is pulled again when its turn comes. */
  dropHeld(): void {
    for (const { held } of this.missingRanges.values()) held.clear();
  }

  private timeline(room: RoomId): Timeline | undefined {
    return this.options.box.state.timelines[room];
  }

  private change(room: RoomId, change: (timeline: Timeline) => Timeline): void {
    this.options.box.update((state) => updateTimeline(state, room, change));
  }

  private noteLastSeq(room: RoomId, seq: number): void {
    this.options.box.update((state) => {
      const head = state.rooms.byId[room]?.lastSeq ?? seq;
      return patchRoom(state, room, { lastSeq: Math.max(head, seq) });
    });
  }

  private missing(room: RoomId): MissingRange {
    const missing = this.missingRanges.get(room) ?? {
      held: new Map(),
      failures: 0,
      isPulling: false,
      cancelPull: null,
    };
    this.missingRanges.set(room, missing);
    return missing;
  }

  private isWhole(room: RoomId): boolean {
    const cursor = this.timeline(room)?.cursor ?? 0;
    return cursor >= (this.options.box.state.rooms.byId[room]?.lastSeq ?? 0);
  }

  /** Applies what was held and has become the next; forgets the range when nothing is missing any more. */
  private drain(room: RoomId): void {
    const missing = this.missingRanges.get(room);
    const timeline = this.timeline(room);
    if (!missing || !timeline) return;
    let { cursor } = timeline;
    for (let next = missing.held.get(cursor + 1); next; next = missing.held.get(cursor + 1)) {
      const message = next;
      this.change(room, (now) => applyLive(now, message));
      cursor += 1;
    }
    for (const seq of [...missing.held.keys()]) if (seq <= cursor) missing.held.delete(seq);
    if (missing.held.size === 0 && this.isWhole(room)) this.forgetRoom(room);
  }

  private schedule(room: RoomId, missing: MissingRange, ms: number): void {
    if (missing.isPulling || missing.cancelPull) return;
    missing.cancelPull = this.options.clock.after(ms, () => {
      missing.cancelPull = null;
      void this.pull(room, missing);
    });
  }

  private async pull(room: RoomId, missing: MissingRange): Promise<void> {
    const timeline = this.timeline(room);
    if (!timeline || this.isWhole(room)) return this.forgetRoom(room);
    missing.isPulling = true;
    const { epoch, cursor: after } = timeline;
    try {
      const question = { type: 'pull', room, epoch, after, limit: MAX_HISTORY_PAGE } as const;
      const page = await this.options.requests.ask(question, 'page');
      if (this.missingRanges.get(room) === missing)
        this.options.box.batch(() => this.applyPage(room, missing, page));
    } catch (thrown) {
      this.options.logger.info('pull_failed', { room, error: describeError(thrown) });
      // Without a connection there is nothing to repeat: the next welcome resumes from the cursor.
      if (thrown instanceof ChatError && thrown.kind === 'offline') return;
      missing.failures += 1;
    } finally {
      missing.isPulling = false;
    }
    if (this.missingRanges.get(room) === missing) this.continue(room, missing);
  }

  private applyPage(room: RoomId, missing: MissingRange, page: DownFrameOf<'page'>): void {
    const before = this.timeline(room)?.cursor ?? 0;
    const first = page.messages[0];
    if (page.epoch !== this.timeline(room)?.epoch) return this.options.onForeignEpoch();
    this.options.onMessages(page.messages);
    // The server does not have what comes before: it was trimmed.
    if (first && first.seq > before + 1) this.change(room, (now) => jumpTo(now, first.seq - 1));
    for (const message of page.messages) this.change(room, (now) => applyLive(now, message));
    const hasMoved = (this.timeline(room)?.cursor ?? 0) > before;
    missing.failures = hasMoved ? 0 : missing.failures + 1;
    this.drain(room);
  }

  private continue(room: RoomId, missing: MissingRange): void {
    if (missing.failures >= MAX_PULL_FAILURES) {
      this.giveUp(room, missing);
    } else {
      this.schedule(room, missing, missing.failures === 0 ? 0 : PULL_DELAY_MS * 2 ** missing.failures);
    }
  }

  /** Shows a gap rather than waiting for ever; it can still be asked for by hand. */
  private giveUp(room: RoomId, missing: MissingRange): void {
    const head = this.options.box.state.rooms.byId[room]?.lastSeq ?? 0;
    const firstHeld = Math.min(...missing.held.keys(), head + 1);
    this.options.logger.warn('gap_shown', { room, before: firstHeld });
    this.options.box.batch(() => {
      this.change(room, (now) => jumpTo(now, firstHeld - 1));
      this.drain(room);
    });
    missing.failures = 0;
    if (this.missingRanges.get(room) === missing) this.schedule(room, missing, PULL_DELAY_MS);
  }
}
