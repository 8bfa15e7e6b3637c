/**
 * Which message may go out next: a few at a time, in order within a lane, nothing of a lane that was asked to wait, and a
 * restart only when nothing of its lane is unanswered (see `publish` in the protocol). A room has two lanes, for contents and
 * for events, so that a recall or a reaction never waits behind a text. Knows no messages, only their ids.
 */
import type { Clock } from '../../base/clock';
import type { ErrorCode } from '../../protocol/error-codes';
import type { ClientMessageId, RequestId, RoomId } from '../../protocol/fields';
import { MAX_SLOW_MS } from '../../protocol/limits';
import { createSendPace, type SendPace } from './send-pace';

const ACK_TIMEOUT_MS = 8_000;
const MIN_RETRY_MS = 200;
/** Slow mode may ask for that much. */
const MAX_RETRY_MS = MAX_SLOW_MS;
/** When one message is refused so often in a row, its lane sends one at a time until one is taken. */
const REFUSALS_IN_ROW = 2;

/** Where a message stands in line. */
export interface LaneId {
  readonly room: RoomId;
  readonly isEvent: boolean;
}

/** The server asked a lane to wait. `until`: server time in ms. */
export interface LaneWait {
  readonly code: ErrorCode;
  readonly until: number;
}

/** The server's refusal of a transmission, as far as the line is concerned. */
export interface LaneRefusal {
  readonly code: ErrorCode;
  readonly afterMs: number;
  /** The rate of the whole connection, not a rule of the room. */
  readonly isPace: boolean;
  /** See `nack.missing` in the protocol. */
  readonly missing: number | undefined;
}

interface Lane {
  /** The next transmission begins the lane anew (`head` on the wire). */
  needsRestart: boolean;
  /** Transmissions on this connection. */
  turn: number;
  /** What was refused last, and how often in a row. */
  refused: ClientMessageId | null;
  refusals: number;
  wait: LaneWait | null;
  cancelWait: (() => void) | null;
}

/** A transmission without an answer. */
interface Flight {
  readonly id: RequestId;
  readonly lane: Lane;
  readonly turn: number;
  /** Its number among all transmissions of the connection. */
  readonly number: number;
}

export interface SendWindowOptions {
  readonly clock: Clock;
  /** Server time in ms, for what people are told. */
  readonly serverNow: () => number;
  /** No answer to the oldest transmission for `ACK_TIMEOUT_MS`. */
  readonly onOverdue: () => void;
  /** Something may go out that had to wait. */
  readonly onUnblocked: () => void;
}

/** Knows what is unanswered on the present connection; a `reset` forgets it. */
export class SendWindow {
  private readonly lanes = new Map<string, Lane>();
  /** In the order of transmission. */
  private readonly flights = new Map<ClientMessageId, Flight>();
  private readonly pace: SendPace;
  /** The oldest flight, which has its time to be answered. */
  private watched: Flight | null = null;
  private cancelOverdue: (() => void) | null = null;
  private checksTurns = false;

  constructor(private readonly options: SendWindowOptions) {
    this.pace = createSendPace(options.clock, () => options.onUnblocked());
  }

  /** Nothing may go out now, whatever its lane. */
  get isFull(): boolean {
    return this.pace.isPaused || this.flights.size >= this.pace.limit;
  }

  /** What the server allows; never more than ours. `checksTurns`: it lets nothing overtake what was lost on its way. */
  setSize(size: number, checksTurns: boolean): void {
    this.checksTurns = checksTurns;
    this.pace.setSize(size);
  }

  /** Its latest transmission, while that has no answer. */
  unanswered(clientId: ClientMessageId): RequestId | undefined {
    return this.flights.get(clientId)?.id;
  }

  mayBegin(id: LaneId): boolean {
    const lane = this.lane(id);
    const isAlone = !this.checksTurns || lane.refusals >= REFUSALS_IN_ROW;
    if (lane.wait || (isAlone && this.isBusy(lane))) return false;
    // A restart tells the server that nothing comes before it, so what went out earlier must have its answer first.
    return !this.needsRestart(id) || !(this.isBusy(lane) || (id.isEvent && this.isBusy(this.textsOf(id))));
  }

  /** What the next transmission of this lane says about its place. */
  place(id: LaneId): { readonly head?: true; readonly turn: number } {
    const turn = this.lane(id).turn + 1;
    return this.needsRestart(id) ? { head: true, turn } : { turn };
  }

  sent(laneId: LaneId, clientId: ClientMessageId, id: RequestId): void {
    const lane = this.lane(laneId);
    lane.needsRestart = false;
    lane.turn += 1;
    // A repetition is the newest of them.
    this.flights.delete(clientId);
    this.flights.set(clientId, { id, lane, turn: lane.turn, number: this.pace.sent() });
    this.watchOldest();
  }

  /** It has its answer, or is nobody's matter any more. */
  answered(clientId: ClientMessageId): void {
    this.flights.delete(clientId);
    this.watchOldest();
  }

  /** The server has taken this transmission: earlier ones of its lane without an answer are lost, and are sent again. */
  accepted(clientId: ClientMessageId, id: RequestId): void {
    const flight = this.flights.get(clientId);
    if (flight?.id === id) {
      flight.lane.refusals = 0;
      for (const [other, { lane, turn }] of this.flights)
        if (lane === flight.lane && turn < flight.turn) this.flights.delete(other);
    }
    this.answered(clientId);
  }

  /** The phone did not take it: it is sent again. @returns whether it was the latest transmission of that message */
  dropped(clientId: ClientMessageId, id: RequestId): boolean {
    const flight = this.flights.get(clientId);
    if (flight?.id !== id) return false;
    // Nobody knows whether the server has this number: a phone may refuse what it has sent. A restart is right either way.
    flight.lane.needsRestart = true;
    this.answered(clientId);
    return true;
  }

  /** Its lane waits, and begins again with what was refused. @returns messages whose answers to come are outdated */
  refused(clientId: ClientMessageId, refusal: LaneRefusal): readonly ClientMessageId[] {
    const flight = this.flights.get(clientId);
    if (!flight) return [];
    const { lane } = flight;
    const { code, afterMs, isPace, missing = flight.turn } = refusal;
    const from = Math.min(missing, flight.turn);
    const outdated = [...this.flights].filter(([, other]) => other.lane === lane && other.turn >= from);
    for (const [other] of outdated) this.flights.delete(other);
    if (isPace) this.pace.refused(flight.number, afterMs);
    lane.needsRestart = true;
    lane.refusals = lane.refused === clientId ? lane.refusals + 1 : 1;
    lane.refused = clientId;
    this.block(lane, code, Math.min(Math.max(afterMs, MIN_RETRY_MS), MAX_RETRY_MS));
    this.watchOldest();
    return outdated.map(([other]) => other);
  }

  waitOf(id: LaneId): LaneWait | null {
    return this.lane(id).wait;
  }

  /** What a lane waits for may have changed: it tries again now. */
  unblock(id: LaneId): void {
    const lane = this.lane(id);
    lane.cancelWait?.();
    lane.cancelWait = null;
    lane.wait = null;
  }

  /** Everything unanswered is sent again on the same connection, each lane from its first entry. */
  beginAgain(): void {
    this.flights.clear();
    this.watchOldest();
    for (const lane of this.lanes.values()) if (lane.turn > 0) lane.needsRestart = true;
  }

  /** The connection is over. */
  clear(): void {
    this.flights.clear();
    this.watchOldest();
    // Waits and restarts belong to a connection; the first transmission on the next one is a restart again.
    for (const lane of this.lanes.values()) lane.cancelWait?.();
    this.lanes.clear();
    this.pace.reset();
  }

  private lane({ room, isEvent }: LaneId): Lane {
    const key = `${room}/${isEvent ? 'events' : 'contents'}`;
    const lane = this.lanes.get(key) ?? {
      // Nothing can have been refused before the first event; as a restart it would have to wait for texts.
      needsRestart: !isEvent,
      turn: 0,
      refused: null,
      refusals: 0,
      wait: null,
      cancelWait: null,
    };
    this.lanes.set(key, lane);
    return lane;
  }

  private textsOf({ room }: LaneId): Lane {
    return this.lane({ room, isEvent: false });
  }

  /** A server that knows one line per room holds events back behind a text that it refused, until a restart comes. */
  private needsRestart(id: LaneId): boolean {
    const texts = id.isEvent ? this.textsOf(id) : null;
    return this.lane(id).needsRestart || (texts !== null && texts.turn > 0 && texts.needsRestart);
  }

  private isBusy(lane: Lane): boolean {
    for (const flight of this.flights.values()) if (flight.lane === lane) return true;
    return false;
  }

  private block(lane: Lane, code: ErrorCode, ms: number): void {
    const { clock, serverNow, onUnblocked } = this.options;
    lane.cancelWait?.();
    lane.wait = { code, until: serverNow() + ms };
    lane.cancelWait = clock.after(ms, () => {
      lane.cancelWait = null;
      lane.wait = null;
      onUnblocked();
    });
  }

  /** Answers come in the order of transmission, so only that of the oldest is a sign that things go on. */
  private watchOldest(): void {
    const oldest = this.flights.values().next();
    const flight = oldest.done ? null : oldest.value;
    if (flight === this.watched) return;
    this.cancelOverdue?.();
    this.watched = flight;
    this.cancelOverdue = flight && this.options.clock.after(ACK_TIMEOUT_MS, () => this.onOverdue());
  }

  private onOverdue(): void {
    this.cancelOverdue = null;
    this.watched = null;
    this.options.onOverdue();
  }
}
