/**
 * Keeps each room's run of messages whole: the next one is applied, one that is too early is held while the hole before it
 * is pulled, and what cannot be had becomes a gap that people see. Nothing is skipped silently.
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

export interface RoomSync {
  /** A message as it comes, in whatever order. */
  onMessage(message: Message): void;
  /** The server's newest seq: finds a lost last message. */
  onHead(head: { readonly room: RoomId; readonly epoch: Epoch; readonly seq: number }): void;
  /** A new connection, or none: what was held belongs to the old one. */
  reset(): void;
  /** The server has promised the messages that are still missing. */
  expect(rooms: readonly RoomId[]): void;
  forgetRoom(room: RoomId): void;
  /** The phone is short of memory: what came too early is pulled again when its turn comes. */
  dropHeld(): void;
}

/** A room with a hole. */
interface Hole {
  readonly held: Map<number, Message>;
  failures: number;
  isPulling: boolean;
  cancelPull: (() => void) | null;
}

export function createRoomSync(options: RoomSyncOptions): RoomSync {
  return new HoleKeeper(options);
}

class HoleKeeper implements RoomSync {
  private readonly holes = new Map<RoomId, Hole>();

  constructor(private readonly options: RoomSyncOptions) {}

  onMessage(message: Message): void {
    const { room, seq } = message;
    const timeline = this.timeline(room);
    if (!timeline || message.epoch !== timeline.epoch || seq <= timeline.cursor) return;
    if (seq === timeline.cursor + 1) {
      this.change(room, (now) => applyLive(now, message));
      this.drain(room);
      return;
    }
    const hole = this.hole(room);
    if (hole.held.size < MAX_HELD_MESSAGES) hole.held.set(seq, message);
    this.noteHead(room, seq);
    this.schedule(room, hole, PULL_DELAY_MS);
  }

  onHead(head: { readonly room: RoomId; readonly epoch: Epoch; readonly seq: number }): void {
    const timeline = this.timeline(head.room);
    if (!timeline) return;
    if (timeline.epoch !== head.epoch) this.options.onForeignEpoch();
    else if (head.seq > timeline.cursor) {
      this.noteHead(head.room, head.seq);
      this.schedule(head.room, this.hole(head.room), PULL_DELAY_MS);
    }
  }

  reset(): void {
    for (const room of [...this.holes.keys()]) this.forgetRoom(room);
  }

  expect(rooms: readonly RoomId[]): void {
    for (const room of rooms) {
      if (!this.isWhole(room)) this.schedule(room, this.hole(room), RESUME_DELAY_MS);
    }
  }

  forgetRoom(room: RoomId): void {
    this.holes.get(room)?.cancelPull?.();
    this.holes.delete(room);
  }

  dropHeld(): void {
    for (const { held } of this.holes.values()) held.clear();
  }

  private timeline(room: RoomId): Timeline | undefined {
    return this.options.box.state.timelines[room];
  }

  private change(room: RoomId, change: (timeline: Timeline) => Timeline): void {
    this.options.box.update((state) => updateTimeline(state, room, change));
  }

  private noteHead(room: RoomId, seq: number): void {
    this.options.box.update((state) => {
      const head = state.rooms.byId[room]?.head ?? seq;
      return patchRoom(state, room, { head: Math.max(head, seq) });
    });
  }

  private hole(room: RoomId): Hole {
    const hole = this.holes.get(room) ?? { held: new Map(), failures: 0, isPulling: false, cancelPull: null };
    this.holes.set(room, hole);
    return hole;
  }

  private isWhole(room: RoomId): boolean {
    const cursor = this.timeline(room)?.cursor ?? 0;
    return cursor >= (this.options.box.state.rooms.byId[room]?.head ?? 0);
  }

  /** Applies what was held and has become the next; ends the hole when nothing is missing any more. */
  private drain(room: RoomId): void {
    const hole = this.holes.get(room);
    const timeline = this.timeline(room);
    if (!hole || !timeline) return;
    let { cursor } = timeline;
    for (let next = hole.held.get(cursor + 1); next; next = hole.held.get(cursor + 1)) {
      const message = next;
      this.change(room, (now) => applyLive(now, message));
      cursor += 1;
    }
    for (const seq of [...hole.held.keys()]) if (seq <= cursor) hole.held.delete(seq);
    if (hole.held.size === 0 && this.isWhole(room)) this.forgetRoom(room);
  }

  private schedule(room: RoomId, hole: Hole, ms: number): void {
    if (hole.isPulling || hole.cancelPull) return;
    hole.cancelPull = this.options.clock.after(ms, () => {
      hole.cancelPull = null;
      void this.pull(room, hole);
    });
  }

  private async pull(room: RoomId, hole: Hole): Promise<void> {
    const timeline = this.timeline(room);
    if (!timeline || this.isWhole(room)) return this.forgetRoom(room);
    hole.isPulling = true;
    const { epoch, cursor: after } = timeline;
    try {
      const question = { type: 'pull', room, epoch, after, limit: MAX_HISTORY_PAGE } as const;
      const page = await this.options.requests.ask(question, 'page');
      if (this.holes.get(room) === hole) this.options.box.batch(() => this.applyPage(room, hole, page));
    } catch (thrown) {
      this.options.logger.info('pull_failed', { room, error: describeError(thrown) });
      // Without a connection there is nothing to repeat: the next welcome resumes from the cursor.
      if (thrown instanceof ChatError && thrown.kind === 'offline') return;
      hole.failures += 1;
    } finally {
      hole.isPulling = false;
    }
    if (this.holes.get(room) === hole) this.continue(room, hole);
  }

  private applyPage(room: RoomId, hole: Hole, page: DownFrameOf<'page'>): void {
    const before = this.timeline(room)?.cursor ?? 0;
    const first = page.messages[0];
    if (page.epoch !== this.timeline(room)?.epoch) return this.options.onForeignEpoch();
    this.options.onMessages(page.messages);
    // The server does not have what comes before: it was trimmed.
    if (first && first.seq > before + 1) this.change(room, (now) => jumpTo(now, first.seq - 1));
    for (const message of page.messages) this.change(room, (now) => applyLive(now, message));
    const hasMoved = (this.timeline(room)?.cursor ?? 0) > before;
    hole.failures = hasMoved ? 0 : hole.failures + 1;
    this.drain(room);
  }

  private continue(room: RoomId, hole: Hole): void {
    if (hole.failures >= MAX_PULL_FAILURES) {
      this.giveUp(room, hole);
    } else {
      this.schedule(room, hole, hole.failures === 0 ? 0 : PULL_DELAY_MS * 2 ** hole.failures);
    }
  }

  /** Shows a gap rather than waiting for ever; it can still be asked for by hand. */
  private giveUp(room: RoomId, hole: Hole): void {
    const head = this.options.box.state.rooms.byId[room]?.head ?? 0;
    const firstHeld = Math.min(...hole.held.keys(), head + 1);
    this.options.logger.warn('gap_shown', { room, before: firstHeld });
    this.options.box.batch(() => {
      this.change(room, (now) => jumpTo(now, firstHeld - 1));
      this.drain(room);
    });
    hole.failures = 0;
    if (this.holes.get(room) === hole) this.schedule(room, hole, PULL_DELAY_MS);
  }
}
