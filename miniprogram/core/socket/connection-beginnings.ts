/**
 * How a connection comes about: which state a plan leads to, one attempt, and when an open connection counts as good.
 */
import { describeError } from '../base/logger';
import type { AbandonedSockets } from './abandoned-sockets';
import type { AttemptHistory } from './attempt-history';
import type { MachineOptions } from './connection-machine';
import type { ConnectionSlot } from './connection-slot';
import { HEALTHY_AFTER_MS } from './reconnect-policy';
import type { StateHolder } from './state-holder';
import type { Plan, SocketActions, SocketEvent } from './state-table';
import type { EndEvidence, SocketOptions, TransportEvent } from './transport';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
/** The platform's own timeout comes first; this is for platforms that do not report it. */
const CONNECT_WATCHDOG_EXTRA_MS = 3_000;

/** What the actions share. */
export interface MachineParts extends Pick<
  MachineOptions,
  'clock' | 'logger' | 'transport' | 'connectOptions' | 'healthyFrom' | 'isFinal' | 'onDoubt'
> {
  readonly holder: StateHolder;
  readonly slot: ConnectionSlot;
  readonly history: AttemptHistory;
  readonly abandoned: AbandonedSockets;
  readonly dispatch: (event: SocketEvent) => void;
}

function toSocketEvent(event: TransportEvent): SocketEvent {
  if (event.kind !== 'ended') return event;
  return { kind: event.attributed ? 'ended' : 'stray', evidence: event.evidence };
}

type Beginnings = Pick<
  SocketActions,
  'attempt' | 'establish' | 'beginHealth' | 'becomeHealthy' | 'follow' | 'takeDetour'
>;

/** A platform that throws has refused. */
function openSlot({ slot, transport, dispatch }: MachineParts, options: SocketOptions): void {
  try {
    slot.open(transport, options, (event) => dispatch(toSocketEvent(event)));
  } catch (thrown) {
    dispatch({ kind: 'ended', evidence: { kind: 'unsupported', reason: describeError(thrown) } });
  }
}

function createWait({ clock, history, holder }: Pick<MachineParts, 'clock' | 'history' | 'holder'>) {
  return (delayMs: number, evidence: EndEvidence | null): void => {
    const retryAt = clock.now() + delayMs;
    holder.moveTo({ state: 'waiting', attempt: history.count(), retryAt, waitMs: delayMs, evidence });
    holder.arm(delayMs);
  };
}

export function createBeginnings(parts: MachineParts): Beginnings {
  const { clock, holder, slot, history, abandoned } = parts;
  const { current, moveTo, arm } = holder;
  const wait = createWait(parts);
  let hasBegunHealth = false;
  let detour: { readonly detour?: string } = {};

  const attempt = (): void => {
    const options = { timeout: DEFAULT_CONNECT_TIMEOUT_MS, ...parts.connectOptions() };
    const watchdogMs = options.timeout + CONNECT_WATCHDOG_EXTRA_MS;
    abandoned.wake();
    detour = {};
    history.begin(watchdogMs);
    moveTo({ state: 'connecting', attempt: history.count(), since: clock.now() });
    arm(watchdogMs);
    openSlot(parts, options);
  };

  const reconnect = (limited: boolean): void => {
    history.restart();
    const state = current();
    const allowedInMs = limited ? history.allowedInMs() : 0;
    if (allowedInMs > 0) wait(allowedInMs, state.state === 'waiting' ? state.evidence : null);
    else attempt();
  };

  const follow = (plan: Plan): void => {
    if (plan.next === 'idle') {
      abandoned.rest();
      moveTo({ state: 'idle' });
    } else if (plan.next === 'failed') {
      const handedOver = slot.handedOver();
      moveTo({ state: 'failed', why: 'refused', evidence: plan.evidence, handedOver });
    } else if (plan.next === 'paused') moveTo({ state: 'paused', why: plan.why });
    else if (plan.next === 'connecting') reconnect(plan.limited);
    else wait(history.chooseDelayMs(plan.evidence?.kind ?? null, plan.advised), plan.evidence);
  };

  const beginHealth = (): void => {
    if (hasBegunHealth) return;
    hasBegunHealth = true;
    arm(HEALTHY_AFTER_MS);
  };

  const establish = (): void => {
    moveTo({ state: 'open', attempt: history.count(), since: clock.now(), ...detour });
    hasBegunHealth = false;
    if (parts.healthyFrom === 'open') beginHealth();
  };

  const takeDetour = (why: string): void => {
    detour = { detour: why };
    parts.logger.warn('socket_detour', { why });
    const state = current();
    if (state.state !== 'open') return;
    holder.annotate({ ...state, ...detour });
    parts.onDoubt(`goes on over its SocketTask: ${why}`);
  };

  const becomeHealthy = (): void => {
    history.becomeHealthy();
    slot.proven();
  };

  return { attempt, follow, establish, beginHealth, becomeHealthy, takeDetour };
}
