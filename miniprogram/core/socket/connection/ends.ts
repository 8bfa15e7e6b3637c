/**
 * How a connection ends: by itself, by its owner, by its own deadline, or never, so that it is abandoned. Where an end leads
 * and how it was asked for is in the state `closing`.
 */
import { describeError } from '../../base/logger';
import type { EndEvidence } from '../transport';
import { toCloseCode, toCloseReason } from './close-arguments';
import type { MachineParts } from './machine-parts';
import type { AskedEnd, MachineStateOf, Plan } from './machine-state';
import type { SocketActions } from './state-table';

/** How long an end that was asked for may take; then the connection is abandoned. */
const CLOSE_WAIT_MS = 5_000;

type Ends = Pick<
  SocketActions,
  'lose' | 'settle' | 'timeOut' | 'leave' | 'endAgain' | 'replan' | 'abandon' | 'suspectEnd'
>;

/** What follows an end that nobody asked for. */
function planAfter(
  { isFinal, logger }: Pick<MachineParts, 'isFinal' | 'logger'>,
  evidence: EndEvidence,
): Plan {
  try {
    if (isFinal(evidence)) return { next: 'failed', evidence };
  } catch (thrown) {
    logger.error('is_final_threw', { error: describeError(thrown) });
  }
  return { next: 'waiting', evidence };
}

/** A pending connection cannot be ended on every platform, so it may use up its own time first. */
function closeWaitMs(state: MachineStateOf<'connecting' | 'open'>, now: number): number {
  if (state.state === 'open') return CLOSE_WAIT_MS;
  const passed = Math.max(0, now - state.since);
  return Math.max(CLOSE_WAIT_MS, state.memory.patienceMs - passed);
}

/** The actions of the table by which a connection ends; `follow` goes where the end leads. */
export function createEnds(parts: MachineParts & Pick<SocketActions, 'follow'>): Ends {
  const { clock, holder, slot, abandoned, follow } = parts;

  const ask = ({ memory: { asked } }: MachineStateOf<'closing'>, waitMs: number): void => {
    holder.arm(waitMs);
    slot.end(...asked);
  };
  const endAgain: Ends['endAgain'] = (state) => ask(state, CLOSE_WAIT_MS);

  const leave: Ends['leave'] = (state, plan, code, reason) => {
    const since = clock.now();
    const asked: AskedEnd = [toCloseCode(code), reason && toCloseReason(reason)];
    const next = { state: 'closing', since, next: plan.next, memory: { plan, asked } } as const;
    holder.moveTo(next);
    ask(next, closeWaitMs(state, since));
  };

  return {
    leave,
    endAgain,
    lose(_, { evidence }) {
      slot.empty();
      follow(planAfter(parts, evidence));
    },
    settle({ memory }, { isPresumed }) {
      // The end that came may be an older socket's: then this one is the one that still exists.
      // Told before, it says nothing of anybody: then all of them may.
      if (isPresumed) abandoned.add(slot.abandon);
      else if (abandoned.count() > 0) abandoned.askedAgain();
      slot.empty();
      follow(memory.plan);
    },
    abandon(state) {
      // Never more than two: while an abandoned socket may still exist, this one is waited for until that is over.
      if (abandoned.count() > 0) return endAgain(state);
      abandoned.add(slot.abandon);
      follow(state.memory.plan);
    },
    timeOut(state) {
      const reason = `not open after ${state.memory.patienceMs} ms`;
      // wx: an older first socket may have kept the news of this one back, and be the one that is told to end now.
      abandoned.askedAgain();
      slot.unheard();
      leave(state, { next: 'waiting', evidence: { kind: 'connect_failed', reason } }, undefined, reason);
    },
    // With an owner who can verify, a working connection is not given up for news that may be another socket's.
    suspectEnd(state, { evidence }) {
      if (parts.healthyFrom === 'confirm') parts.onUncertain(`perhaps ended: ${evidence.reason}`);
      else leave(state, planAfter(parts, evidence));
    },
    replan(state, plan, unless = []) {
      if (unless.includes(state.next)) return;
      const next = { ...state, next: plan.next, memory: { ...state.memory, plan } };
      if (state.next === plan.next) holder.remember(next);
      else holder.amend(next);
    },
  };
}
