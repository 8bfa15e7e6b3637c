/**
 * How a connection ends: by itself, by its owner, by its own deadline, or never, so that it is abandoned.
 */
import { describeError } from '../base/logger';
import { toCloseCode, toCloseReason } from './close-arguments';
import type { MachineParts } from './connection-beginnings';
import type { Plan, SocketActions } from './state-table';
import type { EndEvidence } from './transport';

/** How long an end that was asked for may take; then the connection is abandoned. */
const CLOSE_WAIT_MS = 5_000;

type Endings = Pick<
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

export function createEndings(parts: MachineParts & Pick<SocketActions, 'follow'>): Endings {
  const { clock, holder, slot, history, abandoned, follow } = parts;
  const { current, moveTo, arm } = holder;
  let plan: Plan = { next: 'idle' };
  let since = 0;
  let end = (): void => undefined;

  /** A pending connection cannot be ended on every platform, so it may use up its own time first. */
  const closeWaitMs = (): number => {
    const state = current();
    if (state.state !== 'connecting') return CLOSE_WAIT_MS;
    const passed = Math.max(0, clock.now() - state.since);
    return Math.max(CLOSE_WAIT_MS, history.watchdogMs() - passed);
  };

  const endAgain = (waitMs = CLOSE_WAIT_MS): void => {
    arm(waitMs);
    end();
  };

  const leave: Endings['leave'] = (where, code, reason) => {
    const waitMs = closeWaitMs();
    plan = where;
    end = () => slot.end(toCloseCode(code), reason && toCloseReason(reason));
    since = clock.now();
    moveTo({ state: 'closing', since, next: plan.next });
    endAgain(waitMs);
  };

  return {
    leave,
    endAgain: () => endAgain(),
    lose(evidence) {
      slot.empty();
      follow(planAfter(parts, evidence));
    },
    settle() {
      // The end that came may be an older socket's: then this one is the one that still exists.
      if (abandoned.mayExist()) abandoned.askedAgain();
      slot.empty();
      follow(plan);
    },
    abandon() {
      // Never more than two: while an abandoned socket may still exist, this one is waited for until that is over.
      if (abandoned.mayExist()) return endAgain();
      abandoned.add(slot.abandon);
      follow(plan);
    },
    timeOut() {
      const reason = `not open after ${history.watchdogMs()} ms`;
      // wx: an older first socket may have kept the news of this one back, and be the one that is told to end now.
      abandoned.askedAgain();
      slot.unheard();
      leave({ next: 'waiting', evidence: { kind: 'connect_failed', reason } }, undefined, reason);
    },
    // With an owner who can verify, a working connection is not given up for news that may be another socket's.
    suspectEnd(evidence) {
      if (parts.healthyFrom === 'confirm') parts.onDoubt(`perhaps ended: ${evidence.reason}`);
      else leave(planAfter(parts, evidence));
    },
    replan(next, unless = []) {
      if (unless.includes(plan.next)) return;
      if (plan.next !== next.next) holder.amend({ state: 'closing', since, next: next.next });
      plan = next;
    },
  };
}
