/**
 * How a connection comes about: which state a plan leads to, one attempt, and when an open connection counts as good. What
 * is remembered is in the states.
 */
import { describeError } from '../../base/logger';
import { HEALTHY_AFTER_MS } from '../reconnect-policy';
import type { EndEvidence, SocketOptions, TransportEvent } from '../transport';
import type { MachineParts } from './machine-parts';
import type { Plan, PlanOf, SocketEvent } from './machine-state';
import type { SocketActions } from './state-table';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
/** How long before it is looked again whether there is room for an attempt. */
const ROOM_WAIT_MS = 5_000;
/** The platform's own timeout comes first; this is for platforms that do not report it. */
const CONNECT_WATCHDOG_EXTRA_MS = 3_000;

type Attempts = Pick<
  SocketActions,
  'attempt' | 'establish' | 'beginHealth' | 'becomeHealthy' | 'follow' | 'takeFallback'
>;

function toSocketEvent(event: TransportEvent): SocketEvent {
  if (event.kind !== 'ended') return event;
  return { ...event, kind: event.attributed ? 'ended' : 'stray' };
}

/** A platform that throws has refused. */
function openSlot({ slot, transport, dispatch, abandoned }: MachineParts, options: SocketOptions): void {
  try {
    slot.open(transport, options, (event) => dispatch(toSocketEvent(event)), abandoned.add);
  } catch (thrown) {
    dispatch({ kind: 'ended', evidence: { kind: 'unsupported', reason: describeError(thrown) } });
  }
}

type Starts = Pick<Attempts, 'attempt' | 'follow'>;

function createStarts(parts: MachineParts): Starts {
  const { clock, holder, slot, history, abandoned } = parts;
  const { moveTo, arm } = holder;

  const attempt: Attempts['attempt'] = ({ evidence }) => {
    abandoned.wake();
    // Two that may live on are enough, whatever ended: a third one waits until one of them is surely gone.
    if (abandoned.count() > 1) return wait(ROOM_WAIT_MS, evidence);
    const options = { timeout: DEFAULT_CONNECT_TIMEOUT_MS, ...parts.connectOptions() };
    const patienceMs = options.timeout + CONNECT_WATCHDOG_EXTRA_MS;
    history.begin();
    moveTo({
      state: 'connecting',
      attempt: history.count(),
      since: clock.now(),
      memory: { patienceMs },
    });
    arm(patienceMs);
    openSlot(parts, options);
  };

  const wait = (waitMs: number, evidence: EndEvidence | null): void => {
    moveTo({ state: 'waiting', attempt: history.count(), retryAt: clock.now() + waitMs, waitMs, evidence });
    arm(waitMs);
  };

  const fail = (why: 'refused' | 'attempts', evidence: EndEvidence): void =>
    moveTo({ state: 'failed', why, evidence, handedOver: slot.handedOver() });

  const reconnect = ({ limited, evidence = null }: PlanOf<'connecting'>): void => {
    const allowedInMs = history.restart();
    if (limited && allowedInMs > 0) wait(allowedInMs, evidence);
    else attempt({ evidence });
  };

  const follow = (plan: Plan): void => {
    if (plan.next === 'idle') {
      abandoned.rest();
      moveTo({ state: 'idle' });
    } else if (plan.next === 'failed') fail('refused', plan.evidence);
    else if (plan.next === 'paused') moveTo({ state: 'paused', why: plan.why });
    else if (plan.next === 'connecting') reconnect(plan);
    else {
      const delayMs = history.chooseDelayMs(plan.evidence?.kind ?? null, plan.advised);
      const isLast = history.count() >= parts.maxAttempts;
      if (isLast && plan.evidence) fail('attempts', plan.evidence);
      else wait(delayMs, plan.evidence);
    }
  };

  return { attempt, follow };
}

/** The actions of the table by which a connection comes about; each leaves the machine in a state that it names itself. */
export function createAttempts(parts: MachineParts): Attempts {
  const { clock, holder, slot, history } = parts;
  return {
    ...createStarts(parts),
    establish({ memory: { known } }) {
      const memory = parts.healthyFrom === 'open';
      holder.moveTo({ state: 'open', attempt: history.count(), since: clock.now(), ...known, memory });
      if (memory) holder.arm(HEALTHY_AFTER_MS);
    },
    beginHealth(state) {
      if (state.memory) return;
      holder.remember({ ...state, memory: true });
      holder.arm(HEALTHY_AFTER_MS);
    },
    becomeHealthy() {
      history.becomeHealthy();
      slot.proven();
    },
    takeFallback(state, fallback) {
      parts.logger.warn('socket_fallback', { why: fallback });
      if (state.state === 'connecting') {
        return holder.remember({ ...state, memory: { ...state.memory, known: { fallback } } });
      }
      holder.annotate({ ...state, fallback });
      parts.onUncertain(`goes on over its SocketTask: ${fallback}`);
    },
  };
}
