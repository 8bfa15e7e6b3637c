/**
 * Own messages on their way: stored before the first transmission, sent again until the server has answered for each, and
 * never twice in the log (the server knows (user, clientId)). What becomes of each is shown by `pending-messages.ts`,
 * and its file goes by `media-uploads.ts`. Knows no pages, nor which of them goes out next (`outbox-sender.ts`).
 */
import type { DownFrameOf } from '../../protocol/down';
import { isRetryable } from '../../protocol/error-codes';
import type {
  ClientMessageId,
  MessageRef,
  RequestId,
  RoomId,
  SendableBody,
  UserId,
} from '../../protocol/fields';
import { isEventBody } from '../../protocol/kinds/facts';
import { isRecall } from '../../protocol/kinds/recall';
import { MediaUploads } from './media-uploads';
import { textOf } from './outbox-body';
import { OutboxList, type OutboxListOptions } from './outbox-list';
import type { Failure, KeptFile, OutboxEntry } from './outbox-storage';
import type { DeliveryDetails, OutboxChange, OutboxLimits, OutboxOptions, UploadOwner } from './outbox-types';
import { ANOTHER_ACCOUNT, DAY_MS, findReleased, NOT_MEMBER, isNext, isRefused, laneOf } from './outbox-rules';
import { OutboxSender, POISON_REASON } from './outbox-sender';
import { createPendingMessages, hasArrived, type PendingMessages } from './pending-messages';

const DEFAULT_RETRY_MS = 1_000;
/** Shorter waits are over before people have read why. */
const REPORTED_FROM_MS = 3_000;

export { outboxTtlMs } from './outbox-rules';

/** An entry leaves it when the server has it, or when a person takes it out. */
export class Outbox implements UploadOwner {
  readonly uploads: MediaUploads;
  private readonly pending: PendingMessages;
  private readonly list: OutboxList;
  private readonly sender: OutboxSender;
  private readonly uploading = new Set<ClientMessageId>();
  /** Sent at least once, and nobody has said what became of them. */
  private readonly unsure = new Set<ClientMessageId>();
  /** Rooms of which people read why nothing goes out. */
  private readonly delayedRooms = new Set<RoomId>();

  constructor(private readonly options: OutboxOptions) {
    this.pending = createPendingMessages(options.box);
    this.uploads = new MediaUploads({ ...options, outbox: this });
    this.list = new OutboxList({ ...options, onRead: (change) => this.onRead(change) });
    this.sender = new OutboxSender({
      ...options,
      list: this.list,
      onSent: (entry) => this.report({ kind: 'sending', entry }),
      onRefused: (entry, failure) => this.fail(entry, failure),
      onUnsure: (clientId) => void this.unsure.add(clientId),
      onUnblocked: () => this.onUnblocked(),
    });
  }

  get entries(): readonly OutboxEntry[] {
    return this.list.entries;
  }

  /** Forgets the former user's entries (they stay stored) and loads those of `user`. */
  open(user: UserId): void {
    if (user === this.list.user) return;
    for (const entry of this.entries) {
      if (isEventBody(entry.body)) this.options.onEventAnswer(entry, ANOTHER_ACCOUNT);
    }
    this.reset();
    this.list.open(user);
  }

  /** @param kept files of this phone that must be uploaded before. @throws ChatError `outbox_full` */
  add(room: RoomId, body: SendableBody, kept: KeptFile | null = null): ClientMessageId {
    // Stored before it is sent: an app that dies in between sends it after the next start.
    const entry = this.list.add(room, body, kept);
    this.report({ kind: 'added', entry, ...this.deliveryDetailsOf(entry) });
    this.pump();
    return entry.clientId;
  }

  resend(clientId: ClientMessageId): void {
    const failed = this.list.find(clientId);
    if (!failed?.failure) return;
    // A fresh time: an expired one would expire again at the next start.
    const entry = this.list.renew(failed);
    this.report({ kind: 'queued', entry });
    this.pump();
  }

  /**
   * One that may have arrived already is recalled as soon as there is a connection.
   * @returns its text, '' for one without; null when it is unknown or on its way
   */
  discard(clientId: ClientMessageId): string | null {
    const entry = this.list.find(clientId);
    if (!entry || this.isOnItsWay(entry)) return null;
    const isUnsure = this.unsure.has(clientId);
    // Its opposite undoes an event that may have arrived.
    if (isUnsure && isEventBody(entry.body)) return null;
    if (isUnsure) this.recall(entry);
    this.forget(entry);
    this.report({ kind: 'gone', entry });
    // What it waited for may concern nothing else.
    if (!isEventBody(entry.body)) this.retryRoom(entry.room);
    return textOf(entry.body);
  }

  /** Messages that wait for longer fail: the server may not know any more whether it has them. */
  expire(ttlMs: number): void {
    for (const entry of this.entries) {
      if (entry.failure || this.list.ageOf(entry) <= ttlMs) continue;
      this.fail(entry, { code: 'expired', reason: `It waited for more than ${ttlMs / DAY_MS} days.` });
    }
  }

  /** Tries again to store what the phone had no room for. */
  storeUnsaved(): void {
    this.list.tidy();
    for (const unsaved of this.entries) {
      if (unsaved.durable) continue;
      this.tell(this.list.replace(unsaved));
    }
  }

  /** The words of these messages are taken out of what quotes them, on the phone too. */
  emptyQuotes(isRecalled: (ref: MessageRef) => boolean): void {
    this.list.emptyQuotes(isRecalled);
  }

  /** What the server lets this person say in the room has changed: what waits there tries again. */
  retryRoom(room: RoomId): void {
    this.sender.unblock({ room, isEvent: false });
    this.onUnblocked();
  }

  /** This person is in these rooms only: what waits for another one fails. `nameOf`: what a room was called. */
  failOutsideRooms(isMember: (room: RoomId) => boolean, nameOf: (room: RoomId) => string): void {
    for (const entry of this.entries) {
      const { room, failure } = entry;
      if (isMember(room) || failure?.room !== undefined) continue;
      if (this.isOnItsWay(entry)) this.unsure.add(entry.clientId);
      this.fail(entry, { ...(failure ?? NOT_MEMBER), room: nameOf(room) });
    }
  }

  /** The rooms are (again) on show: so is each entry in its room, but for those that the rooms show as arrived. */
  showAll(): void {
    for (const entry of this.entries) if (this.hasArrived(entry)) this.settle(entry.clientId);
    this.pending.showAll(this.entries);
  }

  /** A handshake succeeded. */
  connected(limits: OutboxLimits): void {
    this.sender.connected(limits);
    this.pump();
  }

  /** What was on its way waits again. `isUnexplained`: nobody said why the connection ended. */
  disconnected(isUnexplained: boolean): void {
    if (!this.sender.isConnected) return;
    const unfailed = this.entries.filter((entry) => !entry.failure);
    const poison = this.sender.disconnected(isUnexplained);
    this.delayedRooms.clear();
    for (const entry of unfailed) {
      if (entry.clientId === poison) this.fail(entry, { code: 'poison', reason: POISON_REASON });
      else this.tell(entry);
    }
  }

  /** Its file is being uploaded, or not any more. */
  setUploading(clientId: ClientMessageId, isUploading: boolean): void {
    const entry = this.list.find(clientId);
    if (isUploading && entry) this.uploading.add(clientId);
    else this.uploading.delete(clientId);
    if (entry && !entry.failure) this.tell(entry);
  }

  /** Its file is on the server: `body` can be sent. */
  uploaded(clientId: ClientMessageId, body: SendableBody): void {
    const known = this.list.find(clientId);
    this.uploading.delete(clientId);
    if (!known || known.file === null) return;
    const entry = this.list.replace({ ...known, body, uploaded: true });
    this.report({ kind: 'uploaded', entry });
    this.report({ kind: 'queued', entry });
    this.pump();
  }

  /** Something else has to be uploaded for it, or as something else: `body` says what it is now. */
  changed(clientId: ClientMessageId, body: SendableBody): void {
    const known = this.list.find(clientId);
    this.uploading.delete(clientId);
    if (!known || known.file === null) return;
    const entry = this.list.replace({ ...known, body });
    this.report({ kind: 'uploaded', entry });
    this.tell(entry);
  }

  /** Its file cannot be uploaded. */
  uploadFailed(clientId: ClientMessageId, failure: Failure): void {
    const entry = this.list.find(clientId);
    this.uploading.delete(clientId);
    if (entry) this.fail(entry, failure);
    this.pump();
  }

  /** The phone told something that may end the connection. */
  explainNextEnd(): void {
    this.sender.explainNextEnd();
  }

  /** Holds new transmissions back while the connection is uncertain. */
  hold(isHeld: boolean): void {
    this.sender.hold(isHeld);
  }

  /** The server has committed it: by `ack`, which names the transmission that it answers, or by its echo. */
  settle(clientId: ClientMessageId, transmission?: RequestId): void {
    if (transmission !== undefined) this.sender.accepted(clientId, transmission);
    const entry = this.list.find(clientId);
    if (entry) {
      this.forget(entry);
      this.report({ kind: 'settled', entry });
      if (isEventBody(entry.body)) this.options.onEventAnswer(entry, null);
    }
    this.pump();
  }

  onNack(nack: DownFrameOf<'nack'>): void {
    const entry = this.list.find(nack.clientId);
    // An answer to an earlier transmission says nothing about the latest one.
    if (!entry || this.sender.unanswered(nack.clientId) !== nack.id) return;
    if (isRetryable(nack.code)) this.retryLater(entry, nack);
    else this.fail(entry, { code: nack.code, reason: nack.reason });
    this.pump();
  }

  close(): void {
    this.reset();
    this.list.close();
    this.sender.close();
  }

  /** Files go out in the order in which they were chosen; what was written meanwhile did not wait, so their place is behind that. */
  private pump(): void {
    if (!this.list.isIncomplete) {
      for (let ready; (ready = findReleased(this.entries));) this.list.moveToEnd({ ...ready, file: null });
    }
    this.sender.pump();
  }

  private reset(): void {
    this.sender.reset();
    this.uploading.clear();
    this.unsure.clear();
    this.delayedRooms.clear();
  }

  /** Shown in its room before anybody else hears of it. */
  private report(change: OutboxChange): void {
    this.pending.show(change);
    this.uploads.onChange(change);
    // Read from the phone later than its room was told.
    if (change.kind === 'added' && this.hasArrived(change.entry)) this.settle(change.entry.clientId);
  }

  private hasArrived(entry: OutboxEntry): boolean {
    return hasArrived(this.options.box.state, entry);
  }

  private tell(entry: OutboxEntry): void {
    this.report({ kind: this.stateOf(entry), entry, ...this.deliveryDetailsOf(entry) });
  }

  private deliveryDetailsOf(entry: OutboxEntry): DeliveryDetails {
    const wait = this.delayedRooms.has(entry.room) ? this.sender.waitOf(laneOf(entry)) : null;
    return {
      ...(wait && !isEventBody(entry.body) ? { wait } : {}),
      ...(this.unsure.has(entry.clientId) ? { unsure: true } : {}),
    };
  }

  /** It may have arrived. The line of events is not that of contents: see `takeOut` for an app that ends in between. */
  private recall({ room, clientId }: OutboxEntry): void {
    const { user } = this.list;
    if (!user) return;
    const entry = this.list.addRecall(room, { user, clientId, seq: 0 });
    this.report({ kind: 'added', entry });
  }

  /** People took these out, and the phone has not removed them. */
  private takeOut(user: UserId): void {
    for (const { body } of this.entries) {
      if (!isRecall(body) || body.of.user !== user) continue;
      const taken = this.list.find(body.of.clientId);
      if (taken) this.forget(taken);
    }
  }

  private onUnblocked(): void {
    const rooms = [...this.delayedRooms];
    for (const room of rooms)
      if (!this.sender.waitOf({ room, isEvent: false })) this.delayedRooms.delete(room);
    this.pump();
    for (const room of rooms) this.tellRoom(room);
  }

  private tellRoom(room: RoomId): void {
    for (const entry of this.entries) {
      if (entry.room === room && isNext(entry) && !isEventBody(entry.body)) this.tell(entry);
    }
  }

  private isOnItsWay(entry: OutboxEntry): boolean {
    return this.sender.unanswered(entry.clientId) !== undefined;
  }

  private stateOf(entry: OutboxEntry): 'failed' | 'sending' | 'queued' {
    if (entry.failure) return 'failed';
    return this.isOnItsWay(entry) || this.uploading.has(entry.clientId) ? 'sending' : 'queued';
  }

  /** It is committed, or taken back. */
  private forget(entry: OutboxEntry): void {
    this.uploading.delete(entry.clientId);
    this.sender.answered(entry.clientId);
    this.unsure.delete(entry.clientId);
    this.list.remove(entry);
  }

  private fail(failed: OutboxEntry, failure: Failure): void {
    this.sender.answered(failed.clientId);
    this.options.logger.info('message_refused', { code: failure.code });
    if (isEventBody(failed.body)) {
      // Nobody sees an event that waits, so nobody could send it again.
      this.forget(failed);
      this.report({ kind: 'gone', entry: failed });
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
    this.sender.refused(entry.clientId, refusal);
    if (isEventBody(entry.body) || refusal.afterMs < REPORTED_FROM_MS) return;
    this.delayedRooms.add(entry.room);
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
      this.report({ kind: 'added', entry, ...place, ...this.deliveryDetailsOf(entry) });
    }
    for (const entry of stored) this.tell(entry);
    this.pump();
  }
}
