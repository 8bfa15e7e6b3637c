/**
 * Which of the waiting messages goes out now, over the present connection: events before contents, each lane in order and in
 * its window, one that may be what ends the connections alone. Knows neither what becomes of a message nor who shows it.
 */
import { countUtf8Bytes } from '../../base/text';
import type { ClientMessageId, RequestId } from '../../protocol/fields';
import { isEventBody } from '../../protocol/kinds/facts';
import { MAX_FRAME_BYTES, TAG_LENGTH } from '../../protocol/limits';
import type { OutboxList } from './outbox-list';
import { isNext, laneOf } from './outbox-rules';
import type { Failure, OutboxEntry } from './outbox-storage';
import type { OutboxLimits, OutboxOptions } from './outbox-types';
import { createPoisonWatch, POISON_ENDS, type PoisonWatch } from './poison-watch';
import { SendWindow, type LaneId, type LaneRefusal, type LaneWait } from './send-window';

/** What the session adds to a frame. */
const TAG_COST_BYTES = ',"tag":""'.length + TAG_LENGTH;
/** For the log and the entry; people read the text of the code `poison`. */
export const POISON_REASON = `${POISON_ENDS} connections in a row ended when it was sent.`;

export interface OutboxSenderOptions extends Pick<
  OutboxOptions,
  'clock' | 'serverNow' | 'newRequestId' | 'send' | 'onOverdue' | 'onSuspect'
> {
  readonly list: OutboxList;
  readonly onSent: (entry: OutboxEntry) => void;
  /** It can never go out. */
  readonly onRefused: (entry: OutboxEntry, failure: Failure) => void;
  /** It went out, and whether it has arrived is not known. */
  readonly onUnsure: (clientId: ClientMessageId) => void;
  /** A lane does not have to wait any more. */
  readonly onUnblocked: () => void;
}

/** Acts between `connected` and `disconnected` only, and forgets at the end what was on its way. */
export class OutboxSender {
  isConnected = false;
  private isHeld = false;
  private readonly window: SendWindow;
  private readonly poison: PoisonWatch = createPoisonWatch();
  private maxFrameBytes = MAX_FRAME_BYTES;

  constructor(private readonly options: OutboxSenderOptions) {
    this.window = new SendWindow({
      clock: options.clock,
      serverNow: () => options.serverNow() ?? options.clock.now(),
      onOverdue: () => this.onOverdue(),
      onUnblocked: options.onUnblocked,
    });
  }

  /** Sends what may go out now. */
  pump(): void {
    const { list } = this.options;
    // Older ones may wait that cannot be read yet.
    if (list.isIncomplete) return;
    // What people do to messages does not wait until everything is said.
    for (const isEvent of [true, false]) {
      for (const entry of list.entries) {
        if (!this.isConnected || this.isHeld || this.window.isFull) return;
        if (isEventBody(entry.body) === isEvent && this.mayPublish(entry) && !this.publish(entry)) return;
      }
    }
  }

  /** Its latest transmission, while that has no answer. */
  unanswered(clientId: ClientMessageId): RequestId | undefined {
    return this.window.unanswered(clientId);
  }

  waitOf(lane: LaneId): LaneWait | null {
    return this.window.waitOf(lane);
  }

  /** What a lane waits for may have changed. */
  unblock(lane: LaneId): void {
    this.window.unblock(lane);
  }

  connected({ frameBytes, inFlight, turns }: OutboxLimits): void {
    this.isConnected = true;
    this.isHeld = false;
    this.maxFrameBytes = frameBytes;
    this.window.setSize(inFlight, turns === true);
    if (this.poison.suspect) this.options.onSuspect();
    this.pump();
  }

  /** @returns the message that is to blame; null also when there was no connection */
  disconnected(isUnexplained: boolean): ClientMessageId | null {
    if (!this.isConnected) return null;
    this.isConnected = false;
    this.markUnsure();
    this.window.clear();
    const unfailed = this.options.list.entries.filter(({ failure }) => !failure);
    return this.poison.ended(
      isUnexplained,
      unfailed.map(({ clientId }) => clientId),
    );
  }

  /** The phone told something that may end the connection. */
  explainNextEnd(): void {
    this.poison.explainNextEnd();
  }

  hold(isHeld: boolean): void {
    // Released means answered: what went out before the question has not ended this connection.
    if (this.isHeld && !isHeld) this.poison.connectionProven();
    this.isHeld = isHeld;
    this.pump();
  }

  /** The server has taken this transmission. */
  accepted(clientId: ClientMessageId, transmission: RequestId): void {
    this.window.accepted(clientId, transmission);
  }

  /** It has its answer, or is nobody's matter any more. */
  answered(clientId: ClientMessageId): void {
    this.window.answered(clientId);
    this.poison.answered(clientId);
  }

  /** The server refused it for now. */
  refused(clientId: ClientMessageId, refusal: LaneRefusal): void {
    for (const outdated of this.window.refused(clientId, refusal)) this.poison.answered(outdated);
  }

  reset(): void {
    this.window.clear();
    this.poison.reset();
  }

  close(): void {
    this.reset();
    this.isConnected = false;
  }

  /** What is on its way now may have arrived. */
  private markUnsure(): void {
    for (const { clientId } of this.options.list.entries)
      if (this.unanswered(clientId) !== undefined) this.options.onUnsure(clientId);
  }

  private mayPublish(entry: OutboxEntry): boolean {
    const suspect = this.findSuspect();
    if (suspect && suspect !== entry) return false;
    // A listener may have discarded it meanwhile.
    const isHere = this.options.list.entries.includes(entry);
    if (!isNext(entry) || this.unanswered(entry.clientId) !== undefined || !isHere) return false;
    return this.window.mayBegin(laneOf(entry));
  }

  /** A message that waits behind another one of its room ends no connection: its turn has not come. */
  private findSuspect(): OutboxEntry | null {
    const { list } = this.options;
    const suspect = this.poison.suspect === null ? undefined : list.find(this.poison.suspect);
    if (!suspect) return null;
    const first = list.entries.find((entry) => entry.room === suspect.room && isNext(entry));
    if (first === suspect) return suspect;
    this.poison.answered(suspect.clientId);
    return null;
  }

  private publish(entry: OutboxEntry): boolean {
    const { room, clientId, body } = entry;
    const id = this.options.newRequestId();
    const lane = laneOf(entry);
    const frame = { type: 'publish', id, room, clientId, ...this.window.place(lane), body } as const;
    if (countUtf8Bytes(JSON.stringify(frame)) + TAG_COST_BYTES > this.maxFrameBytes) {
      // Sent all the same it would end the connection, again and again.
      const reason = `A frame may take ${this.maxFrameBytes} bytes.`;
      this.options.onRefused(entry, { code: 'too_large', reason });
      return true;
    }
    if (!this.options.send(frame, () => this.onSendRefused(clientId, id))) return false;
    this.window.sent(lane, clientId, id);
    this.poison.sent(clientId);
    this.options.onSent(entry);
    return true;
  }

  /** The phone refused to send it, and the connection is being probed: it goes again when that is answered. */
  private onSendRefused(clientId: ClientMessageId, id: RequestId): void {
    if (!this.window.dropped(clientId, id)) return;
    this.options.onUnsure(clientId);
    this.poison.answered(clientId);
    this.pump();
  }

  private onOverdue(): void {
    this.markUnsure();
    this.window.beginAgain();
    // The owner probes the connection and holds us; what is sent next begins its lane anew.
    this.options.onOverdue();
    this.pump();
  }
}
