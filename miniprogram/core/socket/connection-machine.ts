/**
 * Carries out the state table: one connection at a time, the timers of each state, and what to do after an end. Knows
 * neither JSON nor the queue. By construction there is never more than one connection that is neither ended nor abandoned:
 * an attempt begins only from a state without one.
 */
import { assert } from '../base/assert';
import type { Clock, Random } from '../base/clock';
import { describeError, type Logger } from '../base/logger';
import { createAbandonedSockets } from './abandoned-sockets';
import { AttemptHistory } from './attempt-history';
import { toCloseCode, toCloseReason } from './close-arguments';
import { describeState } from './describe-state';
import { HEALTHY_AFTER_MS } from './reconnect-policy';
import type { SocketServiceOptions, SocketState } from './socket-types';
import {
  STATE_TABLE,
  type Plan,
  type SocketActions,
  type SocketEvent,
  type SocketEventOf,
} from './state-table';
import type { EndEvidence, SocketOptions, TransportConnection, TransportEvent, Transport } from './transport';

/** How long an end that was asked for may take; then the connection is abandoned. */
export const CLOSE_WAIT_MS = 5_000;
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
/** The platform's own timeout comes first; this is for platforms that do not report it. */
export const CONNECT_WATCHDOG_EXTRA_MS = 3_000;

export interface MachineOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly healthyFrom: NonNullable<SocketServiceOptions['healthyFrom']>;
  /** Options of the next attempt. */
  readonly connectOptions: () => SocketOptions;
  /** Called once per state, in order, also when a listener caused the next one. */
  readonly onState: (state: SocketState) => void;
  readonly onFrame: (frame: SocketEventOf<'text'> | SocketEventOf<'binary'>) => void;
  readonly onDoubt: (why: string) => void;
}

export interface ConnectionMachine {
  readonly state: SocketState;
  dispatch(event: SocketEvent): void;
  /** Null unless open. */
  send(frame: string | ArrayBuffer): Promise<void> | null;
}

function toSocketEvent(event: TransportEvent): SocketEvent {
  if (event.kind !== 'ended') return event;
  return { kind: event.attributed ? 'ended' : 'stray', evidence: event.evidence };
}

/** A transport that throws instead of rejecting must not stop the rest of the queue. */
async function sendSafely(connection: TransportConnection, frame: string | ArrayBuffer): Promise<void> {
  return connection.send(frame);
}

class Machine implements ConnectionMachine, SocketActions {
  state: SocketState = { state: 'idle' };
  private connection: TransportConnection | null = null;
  /** Raised when a connection is over; news that carries an older number is nobody's. */
  private generation = 0;
  private stateTimers: (() => void)[] = [];
  private unannounced: SocketState[] = [];
  private isAnnouncing = false;
  private plan: Plan = { next: 'idle' };
  private endArguments: { code?: number; reason?: string } = {};
  private hasBegunHealth = false;
  private watchdogMs = 0;
  private readonly history;
  private readonly abandoned;

  constructor(private readonly host: MachineOptions) {
    this.history = new AttemptHistory(host.clock, host.random);
    this.abandoned = createAbandonedSockets(host.clock);
  }

  dispatch(event: SocketEvent): void {
    const row: { readonly [kind: string]: unknown } = STATE_TABLE[this.state.state];
    // The table's type pairs each cell with its event; indexing by a union loses that pairing.
    const cell = row[event.kind] as ((actions: SocketActions, event: SocketEvent) => void) | undefined;
    if (cell) cell(this, event);
    else this.host.logger.debug('socket_event_ignored', { state: this.state.state, event: event.kind });
    this.announce();
  }

  send(frame: string | ArrayBuffer): Promise<void> | null {
    const { generation, connection } = this;
    if (this.state.state !== 'open' || !connection) return null;
    const answer = sendSafely(connection, frame);
    answer.catch((thrown: unknown) => {
      if (generation !== this.generation) return;
      this.dispatch({ kind: 'doubt', why: `send failed: ${describeError(thrown)}` });
    });
    return answer;
  }

  start(limited: boolean): void {
    this.follow({ next: 'connecting', limited });
  }

  attempt(): void {
    assert(this.connection === null, 'an attempt begins while a connection is neither ended nor abandoned');
    const { clock, transport } = this.host;
    const options = { timeout: DEFAULT_CONNECT_TIMEOUT_MS, ...this.host.connectOptions() };
    const generation = this.generation;
    this.abandoned.wake();
    this.history.begin();
    this.watchdogMs = options.timeout + CONNECT_WATCHDOG_EXTRA_MS;
    this.moveTo({ state: 'connecting', attempt: this.history.count, since: clock.now() });
    this.arm(this.watchdogMs, { kind: 'deadline' });
    try {
      const connection = transport.open(options, (event) => {
        if (generation === this.generation) this.dispatch(toSocketEvent(event));
      });
      if (generation === this.generation) this.connection = connection;
    } catch (thrown) {
      this.lose({ kind: 'unsupported', reason: describeError(thrown) });
    }
  }

  establish(): void {
    this.hasBegunHealth = false;
    this.moveTo({ state: 'open', attempt: this.history.count, since: this.host.clock.now() });
    if (this.host.healthyFrom === 'open') this.beginHealth();
  }

  beginHealth(): void {
    if (this.hasBegunHealth) return;
    this.hasBegunHealth = true;
    this.arm(HEALTHY_AFTER_MS, { kind: 'healthy' });
  }

  becomeHealthy(): void {
    this.history.isHealthy = true;
  }

  deliver(frame: SocketEventOf<'text'> | SocketEventOf<'binary'>): void {
    this.host.onFrame(frame);
  }

  doubt(why: string): void {
    this.host.onDoubt(why);
  }

  suspectEnd(evidence: EndEvidence): void {
    // With an owner who can verify, a working connection is not given up for news that may be another socket's.
    if (this.host.healthyFrom === 'confirm') this.host.onDoubt(`perhaps ended: ${evidence.reason}`);
    else this.leave({ next: 'waiting', evidence }, undefined, undefined);
  }

  lose(evidence: EndEvidence): void {
    this.forget();
    if (this.history.isHopelessAfter(evidence.kind)) {
      this.moveTo({ state: 'failed', why: 'unsupported', evidence });
    } else this.follow({ next: 'waiting', evidence });
  }

  timeOut(): void {
    const reason = `not open after ${this.watchdogMs} ms`;
    this.leave({ next: 'waiting', evidence: { kind: 'connect_failed', reason } }, undefined, reason);
  }

  leave(plan: Plan, code: number | undefined, reason: string | undefined): void {
    const waitMs = this.closeWaitMs();
    this.plan = plan;
    this.endArguments = {
      ...(code === undefined ? {} : { code: toCloseCode(code) }),
      ...(reason === undefined ? {} : { reason: toCloseReason(reason) }),
    };
    this.moveTo({ state: 'closing', since: this.host.clock.now(), next: plan.next });
    this.arm(waitMs, { kind: 'deadline' });
    this.end();
  }

  endAgain(): void {
    this.cancelTimers();
    this.arm(CLOSE_WAIT_MS, { kind: 'deadline' });
    this.end();
  }

  replan(plan: Plan, unless: readonly Plan['next'][] = []): void {
    if (this.state.state !== 'closing' || unless.includes(this.plan.next)) return;
    const isSame = this.plan.next === plan.next;
    this.plan = plan;
    if (isSame) return;
    this.state = { ...this.state, next: plan.next };
    this.unannounced.push(this.state);
  }

  settle(): void {
    this.forget();
    this.follow(this.plan);
  }

  abandon(): void {
    if (this.connection) this.abandoned.add(this.connection.abandon());
    this.settle();
  }

  follow(plan: Plan): void {
    switch (plan.next) {
      case 'idle':
        this.abandoned.rest();
        return this.moveTo({ state: 'idle' });
      case 'paused':
        return this.moveTo({ state: 'paused', why: plan.why });
      case 'waiting':
        return this.wait(
          this.history.chooseDelayMs(plan.evidence?.kind ?? null, plan.advised),
          plan.evidence,
        );
      case 'connecting': {
        this.history.restart();
        const allowedInMs = plan.limited ? this.history.allowedInMs : 0;
        const evidence = this.state.state === 'waiting' ? this.state.evidence : null;
        return allowedInMs > 0 ? this.wait(allowedInMs, evidence) : this.attempt();
      }
    }
  }

  private wait(delayMs: number, evidence: EndEvidence | null): void {
    const retryAt = this.host.clock.now() + delayMs;
    this.moveTo({ state: 'waiting', attempt: this.history.count, retryAt, evidence });
    this.arm(delayMs, { kind: 'deadline' });
  }

  /** A pending connection cannot be ended on every platform, so it may use up its own time first. */
  private closeWaitMs(): number {
    if (this.state.state !== 'connecting') return CLOSE_WAIT_MS;
    const passed = Math.max(0, this.host.clock.now() - this.state.since);
    return Math.max(CLOSE_WAIT_MS, this.watchdogMs - passed);
  }

  private end(): void {
    this.connection?.end(this.endArguments.code, this.endArguments.reason);
  }

  private forget(): void {
    this.connection = null;
    this.generation += 1;
  }

  private moveTo(next: SocketState): void {
    this.cancelTimers();
    this.host.logger.info('socket_state', { from: this.state.state, to: next.state, ...describeState(next) });
    this.state = next;
    this.unannounced.push(next);
  }

  private arm(ms: number, event: SocketEvent): void {
    this.stateTimers.push(this.host.clock.after(ms, () => this.dispatch(event)));
  }

  private cancelTimers(): void {
    for (const cancel of this.stateTimers.splice(0)) cancel();
  }

  /** A listener that causes the next state does not make others see the states in another order. */
  private announce(): void {
    if (this.isAnnouncing) return;
    this.isAnnouncing = true;
    for (let next = this.unannounced.shift(); next; next = this.unannounced.shift()) this.host.onState(next);
    this.isAnnouncing = false;
  }
}

export function createConnectionMachine(options: MachineOptions): ConnectionMachine {
  return new Machine(options);
}
