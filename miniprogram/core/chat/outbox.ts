/**
 * Own messages on their way: stored before the first transmission, sent in order with a window, sent again until the server
 * has answered for each, and never twice in the log (the server knows (user, clientId)). Knows neither timelines nor pages;
 * whoever shows the messages listens to `onChange`.
 */
import { countUtf8Bytes } from '../base/text';
import type { DownFrameOf } from '../protocol/down';
import { isRetryable } from '../protocol/error-codes';
import type { ClientMessageId, RequestId, RoomId, SendableBody, UserId } from '../protocol/fields';
import { MAX_FRAME_BYTES, TAG_LENGTH } from '../protocol/limits';
import { isEventBody } from '../store/timeline-events';
import { textOf } from './outbox-body';
import { createOutboxList, type OutboxList, type OutboxListOptions } from './outbox-list';
import type { Failure, OutboxEntry } from './outbox-storage';
import type { Doubts, Outbox, OutboxLimits, OutboxOptions } from './outbox-types';
import { ANOTHER_ACCOUNT, DAY_MS, NOT_MEMBER, isNext, isRefused, laneOf } from './outbox-rules';
import { createPoisonWatch, POISON_ENDS, type PoisonWatch } from './poison-watch';
import { createSendWindow, type SendWindow } from './send-window';

const DEFAULT_RETRY_MS = 1_000;
/** Shorter waits are over before people have read why. */
const TOLD_FROM_MS = 3_000;
/** What the session adds to a frame. */
const TAG_COST_BYTES = ',"tag":""'.length + TAG_LENGTH;
const POISON_REASON = `${POISON_ENDS} connections in a row ended when it was sent.`;

export { OUTBOX_TTL_MS, outboxTtlMs } from './outbox-rules';

export function createOutbox(options: OutboxOptions): Outbox {
  return new WindowedOutbox(options);
}

class WindowedOutbox implements Outbox {
  private isConnected = false;
  private isHeld = false;
  private readonly list: OutboxList;
  private readonly window: SendWindow;
  private readonly poison: PoisonWatch = createPoisonWatch();
  private readonly uploading = new Set<ClientMessageId>();
  /** Sent at least once, and nobody has said what became of them. */
  private readonly unsure = new Set<ClientMessageId>();
  /** Rooms of which people read why nothing goes out. */
  private readonly waiting = new Set<RoomId>();
  private maxFrameBytes = MAX_FRAME_BYTES;

  constructor(private readonly options: OutboxOptions) {
    this.list = createOutboxList({ ...options, onRead: (change) => this.onRead(change) });
    this.window = createSendWindow({
      clock: options.clock,
      onOverdue: () => this.onOverdue(),
      onUnblocked: () => this.onUnblocked(),
    });
  }

  get entries(): readonly OutboxEntry[] {
    return this.list.entries;
  }

  open(user: UserId): void {
    if (user === this.list.user) return;
    for (const entry of this.entries) {
      if (isEventBody(entry.body)) this.options.onEventAnswer(entry, ANOTHER_ACCOUNT);
    }
    this.reset();
    this.list.open(user);
  }

  add(room: RoomId, body: SendableBody, file: string | null = null): ClientMessageId {
    // Stored before it is sent: an app that dies in between sends it after the next start.
    const entry = this.list.add(room, body, file);
    this.options.onChange({ kind: 'added', entry, ...this.doubtsOf(entry) });
    this.pump();
    return entry.clientId;
  }

  resend(clientId: ClientMessageId): void {
    const failed = this.list.find(clientId);
    if (!failed?.failure) return;
    // A fresh time: an expired one would expire again at the next start.
    const entry = this.list.renew(failed);
    this.options.onChange({ kind: 'queued', entry });
    this.pump();
  }

  discard(clientId: ClientMessageId): string | null {
    const entry = this.list.find(clientId);
    if (!entry || this.isOnItsWay(entry)) return null;
    const isUnsure = this.unsure.has(clientId);
    // Its opposite undoes an event that may have arrived.
    if (isUnsure && isEventBody(entry.body)) return null;
    if (isUnsure) this.recall(entry);
    this.forget(entry);
    this.options.onChange({ kind: 'gone', entry });
    // What it waited for may concern nothing else.
    if (!isEventBody(entry.body)) this.reconsider(entry.room);
    return textOf(entry.body);
  }

  expire(ttlMs: number): void {
    for (const entry of this.entries) {
      if (entry.failure || this.list.ageOf(entry) <= ttlMs) continue;
      this.fail(entry, { code: 'expired', reason: `It waited for more than ${ttlMs / DAY_MS} days.` });
    }
  }

  keepUnsaved(): void {
    this.list.tidy();
    for (const unsaved of this.entries) {
      if (unsaved.durable) continue;
      this.tell(this.list.replace(unsaved));
    }
  }

  reconsider(room: RoomId): void {
    this.window.unblock({ room, isEvent: false });
    this.onUnblocked();
  }

  forsake(isMember: (room: RoomId) => boolean, nameOf: (room: RoomId) => string): void {
    for (const entry of this.entries) {
      const { room, failure } = entry;
      if (isMember(room) || failure?.room !== undefined) continue;
      if (this.isOnItsWay(entry)) this.unsure.add(entry.clientId);
      this.fail(entry, { ...(failure ?? NOT_MEMBER), room: nameOf(room) });
    }
  }

  connected(limits: OutboxLimits): void {
    this.isConnected = true;
    this.isHeld = false;
    this.maxFrameBytes = limits.frameBytes;
    this.window.setSize(limits.inFlight);
    if (this.poison.suspect) this.options.onSuspect();
    this.pump();
  }

  disconnected(isUnexplained: boolean): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    const waiting = this.entries.filter((entry) => !entry.failure);
    this.noteDoubt();
    this.window.clear();
    this.waiting.clear();
    const line = waiting.map(({ clientId }) => clientId);
    const poison = this.poison.ended(isUnexplained, line);
    for (const entry of waiting) {
      if (entry.clientId === poison) this.fail(entry, { code: 'poison', reason: POISON_REASON });
      else this.tell(entry);
    }
  }

  setUploading(clientId: ClientMessageId, isUploading: boolean): void {
    const entry = this.list.find(clientId);
    if (isUploading && entry) this.uploading.add(clientId);
    else this.uploading.delete(clientId);
    if (entry && !entry.failure) this.tell(entry);
  }

  uploaded(clientId: ClientMessageId, body: SendableBody): void {
    const waiting = this.list.find(clientId);
    this.uploading.delete(clientId);
    if (!waiting || waiting.file === null) return;
    // What was written meanwhile did not wait for it, so its place is behind that.
    const entry = this.list.moveToEnd({ ...waiting, body, file: null });
    this.options.onChange({ kind: 'uploaded', entry });
    this.options.onChange({ kind: 'queued', entry });
    this.pump();
  }

  uploadFailed(clientId: ClientMessageId, failure: Failure): void {
    const entry = this.list.find(clientId);
    this.uploading.delete(clientId);
    if (entry) this.fail(entry, failure);
  }

  excuse(): void {
    this.poison.excuse();
  }

  hold(isHeld: boolean): void {
    // Released means answered: what went out before the question has not ended this connection.
    if (this.isHeld && !isHeld) this.poison.outlived();
    this.isHeld = isHeld;
    this.pump();
  }

  settle(clientId: ClientMessageId, transmission?: RequestId): void {
    if (transmission !== undefined) this.window.accepted(clientId, transmission);
    const entry = this.list.find(clientId);
    if (entry) {
      this.forget(entry);
      this.options.onChange({ kind: 'settled', entry });
      if (isEventBody(entry.body)) this.options.onEventAnswer(entry, null);
    }
    this.pump();
  }

  onNack(nack: DownFrameOf<'nack'>): void {
    const entry = this.list.find(nack.clientId);
    // An answer to an earlier transmission says nothing about the latest one.
    if (!entry || this.window.unanswered(nack.clientId) !== nack.id) return;
    if (isRetryable(nack.code)) this.retryLater(entry, nack);
    else this.fail(entry, { code: nack.code, reason: nack.reason });
    this.pump();
  }

  close(): void {
    this.reset();
    this.list.close();
    this.isConnected = false;
  }

  private reset(): void {
    this.window.clear();
    this.poison.reset();
    this.uploading.clear();
    this.unsure.clear();
    this.waiting.clear();
  }

  private tell(entry: OutboxEntry): void {
    this.options.onChange({ kind: this.stateOf(entry), entry, ...this.doubtsOf(entry) });
  }

  private doubtsOf(entry: OutboxEntry): Doubts {
    const wait = this.waiting.has(entry.room) ? this.window.waitOf(laneOf(entry)) : null;
    return {
      ...(wait && !isEventBody(entry.body) ? { wait } : {}),
      ...(this.unsure.has(entry.clientId) ? { unsure: true } : {}),
    };
  }

  /** What is on its way now may have arrived. */
  private noteDoubt(): void {
    for (const entry of this.entries) if (this.isOnItsWay(entry)) this.unsure.add(entry.clientId);
  }

  /** It may have arrived. The line of events is not that of contents: see `takeOut` for an app that ends in between. */
  private recall({ room, clientId }: OutboxEntry): void {
    const { user } = this.list;
    if (!user) return;
    const entry = this.list.addRecall(room, { user, clientId, seq: 0 });
    this.options.onChange({ kind: 'added', entry });
  }

  /** People took these out, and the phone has not removed them. */
  private takeOut(user: UserId): void {
    for (const { body } of this.entries) {
      if (body.kind !== 'recall' || body.of.user !== user) continue;
      const taken = this.list.find(body.of.clientId);
      if (taken) this.forget(taken);
    }
  }

  private onUnblocked(): void {
    const rooms = [...this.waiting];
    for (const room of rooms) if (!this.window.waitOf({ room, isEvent: false })) this.waiting.delete(room);
    this.pump();
    for (const room of rooms) this.tellRoom(room);
  }

  private tellRoom(room: RoomId): void {
    for (const entry of this.entries) {
      if (entry.room === room && isNext(entry) && !isEventBody(entry.body)) this.tell(entry);
    }
  }

  private isOnItsWay(entry: OutboxEntry): boolean {
    return this.window.unanswered(entry.clientId) !== undefined;
  }

  private stateOf(entry: OutboxEntry): 'failed' | 'sending' | 'queued' {
    if (entry.failure) return 'failed';
    return this.isOnItsWay(entry) || this.uploading.has(entry.clientId) ? 'sending' : 'queued';
  }

  /** It is committed, or taken back. */
  private forget(entry: OutboxEntry): void {
    this.uploading.delete(entry.clientId);
    this.window.answered(entry.clientId);
    this.poison.answered(entry.clientId);
    this.unsure.delete(entry.clientId);
    this.list.remove(entry);
  }

  private fail(failed: OutboxEntry, failure: Failure): void {
    this.window.answered(failed.clientId);
    this.poison.answered(failed.clientId);
    this.options.logger.info('message_refused', { code: failure.code });
    if (isEventBody(failed.body)) {
      // Nobody sees an event that waits, so nobody could send it again.
      this.forget(failed);
      this.options.onChange({ kind: 'gone', entry: failed });
      this.options.onEventAnswer(failed, failure);
      return;
    }
    this.tell(this.list.replace({ ...failed, failure }));
  }

  /** What was refused is sent again in order; the answers to come for it are outdated. */
  private retryLater(entry: OutboxEntry, { code, afterMs, until, missing }: DownFrameOf<'nack'>): void {
    // With a time at which it ends it is the room's own rule, slow mode.
    const isPace = code === 'rate' && until === undefined;
    const refusal = { code, afterMs: afterMs ?? DEFAULT_RETRY_MS, isPace, missing };
    for (const outdated of this.window.refused(entry.clientId, refusal)) this.poison.answered(outdated);
    if (isEventBody(entry.body) || refusal.afterMs < TOLD_FROM_MS) return;
    this.waiting.add(entry.room);
    this.tellRoom(entry.room);
  }

  private onRead({ added, stored }: Parameters<OutboxListOptions['onRead']>[0]): void {
    if (this.list.user) this.takeOut(this.list.user);
    // From behind, so that each finds the one that comes after it.
    for (const entry of [...added].reverse()) {
      if (!this.entries.includes(entry)) continue;
      // What became of it in a former run is not known.
      if (entry.file === null && !isRefused(entry)) this.unsure.add(entry.clientId);
      const later = this.entries.slice(this.entries.indexOf(entry) + 1);
      const next = later.find(({ room }) => room === entry.room);
      const place = next ? { next: next.clientId } : {};
      this.options.onChange({ kind: 'added', entry, ...place, ...this.doubtsOf(entry) });
    }
    for (const entry of stored) this.tell(entry);
    this.pump();
  }

  private pump(): void {
    // Older ones may wait that cannot be read yet.
    if (this.list.isWaiting) return;
    // What people do to messages does not wait until everything is said.
    for (const isEvent of [true, false]) {
      for (const entry of this.entries) {
        if (!this.isConnected || this.isHeld || this.window.isFull) return;
        if (isEventBody(entry.body) === isEvent && this.mayTransmit(entry) && !this.transmit(entry)) return;
      }
    }
    if (!this.entries.some(isNext)) this.window.rest();
  }

  private mayTransmit(entry: OutboxEntry): boolean {
    const suspect = this.findSuspect();
    if (suspect && suspect !== entry) return false;
    // A listener may have discarded it meanwhile.
    if (!isNext(entry) || this.isOnItsWay(entry) || !this.entries.includes(entry)) return false;
    return this.window.mayBegin(laneOf(entry));
  }

  /** A message that waits behind another one of its room ends no connection: its turn has not come. */
  private findSuspect(): OutboxEntry | null {
    const suspect = this.poison.suspect === null ? undefined : this.list.find(this.poison.suspect);
    if (!suspect) return null;
    const first = this.entries.find((entry) => entry.room === suspect.room && isNext(entry));
    if (first === suspect) return suspect;
    this.poison.answered(suspect.clientId);
    return null;
  }

  private transmit(entry: OutboxEntry): boolean {
    const { room, clientId, body } = entry;
    const id = this.options.newRequestId();
    const lane = laneOf(entry);
    const frame = { type: 'publish', id, room, clientId, ...this.window.place(lane), body } as const;
    if (countUtf8Bytes(JSON.stringify(frame)) + TAG_COST_BYTES > this.maxFrameBytes) {
      // Sent all the same it would end the connection, again and again.
      this.fail(entry, { code: 'too_large', reason: `A frame may take ${this.maxFrameBytes} bytes.` });
      return true;
    }
    if (!this.options.transmit(frame, () => this.onUntaken(clientId, id))) return false;
    this.window.sent(lane, clientId, id);
    this.poison.sent(clientId);
    this.options.onChange({ kind: 'sending', entry });
    return true;
  }

  /** The phone refused to send it, and the connection is being probed: it goes again when that is answered. */
  private onUntaken(clientId: ClientMessageId, id: RequestId): void {
    if (!this.window.dropped(clientId, id)) return;
    this.unsure.add(clientId);
    this.poison.answered(clientId);
    this.pump();
  }

  private onOverdue(): void {
    this.noteDoubt();
    this.window.beginAgain();
    // The owner probes the connection and holds us; what is sent next begins again at the head.
    this.options.onOverdue();
    this.pump();
  }
}
