/**
 * Own messages on their way: stored before the first transmission, sent in order with a window, sent again until the server
 * has answered for each, and never twice in the log (the server knows (user, clientId)). Knows neither timelines nor pages;
 * whoever shows the messages listens to `onChange`.
 */
import type { DownFrameOf } from '../protocol/down';
import { isRetryable } from '../protocol/error-codes';
import type { ClientMessageId, RoomId, TextBody, UserId } from '../protocol/fields';
import { createOutboxList, type OutboxList } from './outbox-list';
import type { Failure, OutboxEntry } from './outbox-storage';
import type { Outbox, OutboxOptions } from './outbox-types';
import { createSendWindow, type SendWindow } from './send-window';

const DEFAULT_RETRY_MS = 1_000;

export function createOutbox(options: OutboxOptions): Outbox {
  return new WindowedOutbox(options);
}

class WindowedOutbox implements Outbox {
  private isConnected = false;
  private isHeld = false;
  private readonly list: OutboxList;
  private readonly window: SendWindow;

  constructor(private readonly options: OutboxOptions) {
    this.list = createOutboxList(options);
    this.window = createSendWindow({
      clock: options.clock,
      onOverdue: () => this.onOverdue(),
      onUnblocked: () => this.pump(),
    });
  }

  get entries(): readonly OutboxEntry[] {
    return this.list.entries;
  }

  open(user: UserId): void {
    if (user === this.list.user) return;
    this.window.clear();
    this.list.open(user);
    for (const entry of this.entries) this.options.onChange({ kind: 'added', entry });
  }

  add(room: RoomId, body: TextBody): ClientMessageId {
    // Stored before it is sent: an app that dies in between sends it after the next start.
    const entry = this.list.add(room, body);
    this.options.onChange({ kind: 'added', entry });
    this.pump();
    return entry.clientId;
  }

  resend(clientId: ClientMessageId): void {
    const failed = this.list.find(clientId);
    if (!failed?.failure) return;
    // A fresh time: an expired one would expire again at the next start.
    const entry = { ...failed, failure: null, at: this.options.clock.now() };
    this.list.replace(entry);
    this.options.onChange({ kind: 'queued', entry });
    this.pump();
  }

  discard(clientId: ClientMessageId): string | null {
    const entry = this.list.find(clientId);
    if (!entry || this.isOnItsWay(entry)) return null;
    this.list.remove(entry);
    this.options.onChange({ kind: 'gone', entry });
    return entry.body.text;
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
    this.window.clear();
    for (const entry of waiting) this.options.onChange({ kind: 'queued', entry });
  }

  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.pump();
  }

  settle(clientId: ClientMessageId): void {
    const entry = this.list.find(clientId);
    if (!entry) return;
    this.window.answered(clientId);
    this.list.remove(entry);
    this.window.restartOverdue();
    this.pump();
  }

  onNack(nack: DownFrameOf<'nack'>): void {
    const entry = this.list.find(nack.clientId);
    // An answer to an earlier transmission says nothing about the latest one.
    if (!entry || this.window.unanswered(nack.clientId) !== nack.id) return;
    if (isRetryable(nack.code)) this.retryLater(entry, nack.afterMs ?? DEFAULT_RETRY_MS);
    else this.fail(entry, { code: nack.code, reason: nack.reason });
    this.window.restartOverdue();
    this.pump();
  }

  close(): void {
    this.window.clear();
    this.list.close();
    this.isConnected = false;
  }

  private isOnItsWay(entry: OutboxEntry): boolean {
    return this.window.unanswered(entry.clientId) !== undefined;
  }

  private fail(failed: OutboxEntry, failure: Failure): void {
    const entry = { ...failed, failure };
    this.window.answered(entry.clientId);
    this.options.logger.info('message_refused', { code: failure.code });
    this.list.replace(entry);
    this.options.onChange({ kind: 'failed', entry });
  }

  /** This message and those after it in its room are sent again in order; the answers to come are outdated. */
  private retryLater(first: OutboxEntry, afterMs: number): void {
    const again = this.entries.filter(({ room, number }) => room === first.room && number >= first.number);
    this.window.block(
      first.room,
      again.map(({ clientId }) => clientId),
      afterMs,
    );
  }

  private pump(): void {
    const unanswered = new Set<RoomId>();
    for (const entry of this.entries) {
      if (!this.isConnected || this.isHeld || this.window.isFull) return;
      if (this.isOnItsWay(entry)) unanswered.add(entry.room);
      // A listener may have discarded it meanwhile.
      if (entry.failure || this.isOnItsWay(entry) || !this.entries.includes(entry)) continue;
      const mayBegin = this.window.mayBegin(entry.room, unanswered.has(entry.room));
      if (mayBegin && !this.transmit(entry)) return;
    }
  }

  private transmit(entry: OutboxEntry): boolean {
    const { room, clientId, body } = entry;
    const id = this.options.newRequestId();
    const head = this.window.needsHead(room) ? { head: true } : {};
    if (!this.options.transmit({ type: 'publish', id, room, clientId, ...head, body })) return false;
    this.window.sent(room, clientId, id);
    this.options.onChange({ kind: 'sending', entry });
    return true;
  }

  private onOverdue(): void {
    this.window.beginAgain();
    // The owner probes the connection and holds us; what is sent next begins again at the head.
    this.options.onOverdue();
    this.pump();
  }
}
