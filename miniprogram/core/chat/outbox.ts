/**
 * Own messages on their way: stored before the first transmission, sent in order with a window, sent again until the server
 * has answered for each, and never twice in the log (the server knows (user, clientId)). Knows neither timelines nor pages;
 * whoever shows the messages listens to `onChange`.
 */
import type { DownFrameOf } from '../protocol/down';
import { isRetryable } from '../protocol/error-codes';
import type { ClientMessageId, RequestId, RoomId, SendableBody, UserId } from '../protocol/fields';
import { MAX_IN_FLIGHT } from '../protocol/limits';
import { isEventBody } from '../store/timeline-events';
import { ChatError } from './chat-error';
import { bytesOf, textOf } from './outbox-body';
import type { Failure, OutboxEntry } from './outbox-storage';
import type { Outbox, OutboxOptions } from './outbox-types';

export const MAX_OUTBOX_ENTRIES = 200;
export const MAX_OUTBOX_BYTES = 512 * 1024;
export const ACK_TIMEOUT_MS = 8_000;
export const OUTBOX_TTL_MS = 7 * 24 * 3_600_000;
const DEFAULT_RETRY_MS = 1_000;
const MIN_RETRY_MS = 200;
const MAX_RETRY_MS = 60_000;
/** What an entry costs beside its text. */
const ENTRY_OVERHEAD_BYTES = 160;

export function createOutbox(options: OutboxOptions): Outbox {
  return new WindowedOutbox(options);
}

/** A room's place in the line. */
interface Lane {
  /** The next transmission is the head of the line: see `publish` in the protocol. */
  needsHead: boolean;
  /** The server asked to wait. */
  cancelBlock: (() => void) | null;
}

class WindowedOutbox implements Outbox {
  entries: readonly OutboxEntry[] = [];
  private user: UserId | null = null;
  private bytes = 0;
  private nextNumber = 1;
  private isConnected = false;
  private isHeld = false;
  private readonly lanes = new Map<RoomId, Lane>();
  /** Latest transmission of each entry that waits for its answer. */
  private readonly inFlight = new Map<ClientMessageId, RequestId>();
  private cancelOverdue: (() => void) | null = null;

  constructor(private readonly options: OutboxOptions) {}

  open(user: UserId): void {
    if (user === this.user) return;
    this.reset();
    this.user = user;
    const now = this.options.clock.now();
    this.entries = this.options.storage.load(user).flatMap((entry) => {
      if (entry.failure || now - entry.at <= OUTBOX_TTL_MS) return entry;
      if (!isEventBody(entry.body)) {
        return { ...entry, failure: { code: 'expired', reason: 'It waited for more than 7 days.' } };
      }
      // Nobody sees an event that waits, so nobody could send it again.
      this.options.storage.remove(user, entry);
      return [];
    });
    for (const entry of this.entries) {
      this.bytes += sizeOf(entry);
      this.nextNumber = Math.max(this.nextNumber, entry.number + 1);
      this.options.onChange({ kind: 'added', entry });
    }
  }

  add(room: RoomId, body: SendableBody): ClientMessageId {
    if (!this.user) throw new ChatError('not_joined', 'Nobody is signed in yet.');
    const clientId = this.options.newClientId();
    const at = this.options.clock.now();
    const entry: OutboxEntry = { number: this.nextNumber, clientId, room, body, at, failure: null };
    this.checkRoomFor(entry);
    this.nextNumber += 1;
    this.bytes += sizeOf(entry);
    // Stored before it is sent: an app that dies in between sends it after the next start.
    this.options.storage.put(this.user, entry);
    this.entries = [...this.entries, entry];
    this.options.onChange({ kind: 'added', entry });
    this.pump();
    return clientId;
  }

  resend(clientId: ClientMessageId): void {
    const entry = this.find(clientId);
    if (!entry?.failure) return;
    // A fresh time: an expired one would expire again at the next start.
    this.replace({ ...entry, failure: null, at: this.options.clock.now() }, 'queued');
    this.pump();
  }

  discard(clientId: ClientMessageId): string | null {
    const entry = this.find(clientId);
    if (!entry || this.inFlight.has(clientId)) return null;
    this.remove(entry);
    this.options.onChange({ kind: 'gone', entry });
    return textOf(entry.body);
  }

  connected(): void {
    this.isConnected = true;
    this.isHeld = false;
    this.pump();
  }

  disconnected(): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    const waiting = this.entries.filter((entry) => !entry.failure);
    this.stopWaiting();
    // Blocks and heads belong to a connection; the first transmission on the next one is a head again.
    for (const lane of this.lanes.values()) lane.cancelBlock?.();
    this.lanes.clear();
    for (const entry of waiting) this.options.onChange({ kind: 'queued', entry });
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.pump();
  }

  settle(clientId: ClientMessageId): void {
    const entry = this.find(clientId);
    if (!entry) return;
    this.remove(entry);
    if (isEventBody(entry.body)) this.options.onEventAnswer(entry, null);
    this.restartOverdue();
    this.pump();
  }

  onNack(nack: DownFrameOf<'nack'>): void {
    const entry = this.find(nack.clientId);
    // An answer to an earlier transmission says nothing about the latest one.
    if (!entry || this.inFlight.get(nack.clientId) !== nack.id) return;
    if (isRetryable(nack.code)) this.retryLater(entry, nack.afterMs ?? DEFAULT_RETRY_MS);
    else this.fail(entry, { code: nack.code, reason: nack.reason });
    this.restartOverdue();
    this.pump();
  }

  close(): void {
    this.reset();
    this.isConnected = false;
  }

  private reset(): void {
    this.stopWaiting();
    for (const lane of this.lanes.values()) lane.cancelBlock?.();
    this.lanes.clear();
    this.entries = [];
    this.bytes = 0;
    this.nextNumber = 1;
    this.user = null;
  }

  private checkRoomFor(entry: OutboxEntry): void {
    const count = this.entries.length;
    if (count >= MAX_OUTBOX_ENTRIES) {
      throw new ChatError(
        'outbox_full',
        `${count} messages wait to be sent, the limit is ${MAX_OUTBOX_ENTRIES}.`,
      );
    }
    if (this.bytes + sizeOf(entry) > MAX_OUTBOX_BYTES) {
      throw new ChatError('outbox_full', `Waiting messages would take more than ${MAX_OUTBOX_BYTES} bytes.`);
    }
  }

  private find(clientId: ClientMessageId): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.clientId === clientId);
  }

  private lane(room: RoomId): Lane {
    const lane = this.lanes.get(room) ?? { needsHead: true, cancelBlock: null };
    this.lanes.set(room, lane);
    return lane;
  }

  private replace(entry: OutboxEntry, kind: 'queued' | 'failed'): void {
    this.entries = this.entries.map((other) => (other.clientId === entry.clientId ? entry : other));
    if (this.user) this.options.storage.put(this.user, entry);
    this.options.onChange({ kind, entry });
  }

  private remove(entry: OutboxEntry): void {
    this.inFlight.delete(entry.clientId);
    this.entries = this.entries.filter((other) => other !== entry);
    this.bytes -= sizeOf(entry);
    if (this.user) this.options.storage.remove(this.user, entry);
  }

  private fail(entry: OutboxEntry, failure: Failure): void {
    this.inFlight.delete(entry.clientId);
    this.options.logger.info('message_refused', { code: failure.code });
    if (isEventBody(entry.body)) {
      this.remove(entry);
      this.options.onChange({ kind: 'gone', entry });
      this.options.onEventAnswer(entry, failure);
      return;
    }
    this.replace({ ...entry, failure }, 'failed');
  }

  /** This message and those after it in its room are sent again in order; the answers to come are outdated. */
  private retryLater(first: OutboxEntry, afterMs: number): void {
    for (const entry of this.entries) {
      if (entry.room === first.room && entry.number >= first.number) this.inFlight.delete(entry.clientId);
    }
    const lane = this.lane(first.room);
    lane.needsHead = true;
    lane.cancelBlock?.();
    const waitMs = Math.min(Math.max(afterMs, MIN_RETRY_MS), MAX_RETRY_MS);
    lane.cancelBlock = this.options.clock.after(waitMs, () => {
      lane.cancelBlock = null;
      this.pump();
    });
  }

  private pump(): void {
    const unanswered = new Set<RoomId>();
    for (const entry of this.entries) {
      if (!this.isConnected || this.isHeld || this.inFlight.size >= MAX_IN_FLIGHT) return;
      if (this.inFlight.has(entry.clientId)) unanswered.add(entry.room);
      // A listener may have discarded it meanwhile.
      if (entry.failure || this.inFlight.has(entry.clientId) || !this.entries.includes(entry)) continue;
      const lane = this.lane(entry.room);
      // A head tells the server that nothing comes before it, so what went out earlier must have its answer first.
      const mustWait = lane.cancelBlock !== null || (lane.needsHead && unanswered.has(entry.room));
      if (!mustWait && !this.transmit(entry, lane)) return;
    }
  }

  private transmit(entry: OutboxEntry, lane: Lane): boolean {
    const { room, clientId, body } = entry;
    const id = this.options.newRequestId();
    const head = lane.needsHead ? { head: true } : {};
    if (!this.options.transmit({ type: 'publish', id, room, clientId, ...head, body })) return false;
    lane.needsHead = false;
    this.inFlight.set(clientId, id);
    this.cancelOverdue ??= this.options.clock.after(ACK_TIMEOUT_MS, () => this.onOverdue());
    this.options.onChange({ kind: 'sending', entry });
    return true;
  }

  private restartOverdue(): void {
    this.cancelOverdue?.();
    this.cancelOverdue = null;
    if (this.inFlight.size === 0) return;
    this.cancelOverdue = this.options.clock.after(ACK_TIMEOUT_MS, () => this.onOverdue());
  }

  private onOverdue(): void {
    this.stopWaiting();
    for (const lane of this.lanes.values()) lane.needsHead = true;
    // The owner probes the connection and holds us; what is sent next begins again at the head.
    this.options.onOverdue();
    this.pump();
  }

  private stopWaiting(): void {
    this.inFlight.clear();
    this.cancelOverdue?.();
    this.cancelOverdue = null;
  }
}

function sizeOf(entry: OutboxEntry): number {
  return bytesOf(entry.body) + ENTRY_OVERHEAD_BYTES;
}
