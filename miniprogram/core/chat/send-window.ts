/**
 * Which message may go out next: a few at a time, in order within a room, nothing of a room that was asked to wait, and a
 * head only when nothing of its room is unanswered (see `publish` in the protocol). Knows no messages, only their ids.
 */
import type { Clock } from '../base/clock';
import type { ClientMessageId, RequestId, RoomId } from '../protocol/fields';
import { MAX_IN_FLIGHT } from '../protocol/limits';

export const ACK_TIMEOUT_MS = 8_000;
const MIN_RETRY_MS = 200;
const MAX_RETRY_MS = 60_000;

/** A room's place in the line. */
interface Lane {
  /** The next transmission is the head of the line. */
  needsHead: boolean;
  /** The server asked to wait. */
  cancelBlock: (() => void) | null;
}

export interface SendWindowOptions {
  readonly clock: Clock;
  /** No answer for `ACK_TIMEOUT_MS`. */
  readonly onOverdue: () => void;
  /** A room has waited as long as the server asked. */
  readonly onUnblocked: () => void;
}

export interface SendWindow {
  readonly isFull: boolean;
  /** What the server allows; never more than ours. */
  setSize(size: number): void;
  /** Its latest transmission, while that has no answer. */
  unanswered(clientId: ClientMessageId): RequestId | undefined;
  /** @param hasUnanswered an earlier message of the room waits for its answer */
  mayBegin(room: RoomId, hasUnanswered: boolean): boolean;
  needsHead(room: RoomId): boolean;
  sent(room: RoomId, clientId: ClientMessageId, id: RequestId): void;
  answered(clientId: ClientMessageId): void;
  /** The time without an answer counts from now. */
  restartOverdue(): void;
  /** The server asks this room to wait; the answers to come for these messages are outdated. */
  block(room: RoomId, clientIds: readonly ClientMessageId[], ms: number): void;
  /** Everything unanswered is sent again on the same connection, each room from its head. */
  beginAgain(): void;
  /** The connection is over. */
  clear(): void;
}

export function createSendWindow(options: SendWindowOptions): SendWindow {
  return new LanedWindow(options);
}

class LanedWindow implements SendWindow {
  private readonly lanes = new Map<RoomId, Lane>();
  private readonly inFlight = new Map<ClientMessageId, RequestId>();
  private size = MAX_IN_FLIGHT;
  private cancelOverdue: (() => void) | null = null;

  constructor(private readonly options: SendWindowOptions) {}

  get isFull(): boolean {
    return this.inFlight.size >= this.size;
  }

  setSize(size: number): void {
    this.size = Math.min(Math.max(size, 1), MAX_IN_FLIGHT);
  }

  unanswered(clientId: ClientMessageId): RequestId | undefined {
    return this.inFlight.get(clientId);
  }

  mayBegin(room: RoomId, hasUnanswered: boolean): boolean {
    const lane = this.lane(room);
    // A head tells the server that nothing comes before it, so what went out earlier must have its answer first.
    return lane.cancelBlock === null && !(lane.needsHead && hasUnanswered);
  }

  needsHead(room: RoomId): boolean {
    return this.lane(room).needsHead;
  }

  sent(room: RoomId, clientId: ClientMessageId, id: RequestId): void {
    this.lane(room).needsHead = false;
    this.inFlight.set(clientId, id);
    this.cancelOverdue ??= this.startOverdue();
  }

  answered(clientId: ClientMessageId): void {
    this.inFlight.delete(clientId);
  }

  restartOverdue(): void {
    this.cancelOverdue?.();
    this.cancelOverdue = this.inFlight.size === 0 ? null : this.startOverdue();
  }

  block(room: RoomId, clientIds: readonly ClientMessageId[], ms: number): void {
    for (const clientId of clientIds) this.inFlight.delete(clientId);
    const lane = this.lane(room);
    lane.needsHead = true;
    lane.cancelBlock?.();
    const waitMs = Math.min(Math.max(ms, MIN_RETRY_MS), MAX_RETRY_MS);
    lane.cancelBlock = this.options.clock.after(waitMs, () => {
      lane.cancelBlock = null;
      this.options.onUnblocked();
    });
  }

  beginAgain(): void {
    this.stopWaiting();
    for (const lane of this.lanes.values()) lane.needsHead = true;
  }

  clear(): void {
    this.stopWaiting();
    // Blocks and heads belong to a connection; the first transmission on the next one is a head again.
    for (const lane of this.lanes.values()) lane.cancelBlock?.();
    this.lanes.clear();
  }

  private lane(room: RoomId): Lane {
    const lane = this.lanes.get(room) ?? { needsHead: true, cancelBlock: null };
    this.lanes.set(room, lane);
    return lane;
  }

  private startOverdue(): () => void {
    return this.options.clock.after(ACK_TIMEOUT_MS, () => {
      this.cancelOverdue = null;
      this.options.onOverdue();
    });
  }

  private stopWaiting(): void {
    this.inFlight.clear();
    this.cancelOverdue?.();
    this.cancelOverdue = null;
  }
}
