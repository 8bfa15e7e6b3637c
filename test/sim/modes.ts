/**
 * What differs between runs beside the seed: which transport the client uses and what the phone's sockets are like.
 */
import type { SocketTransport } from '../../miniprogram/config';
import type { SocketEnd, SocketQuirks } from '../../simulator/wx/socket-quirks';
import type { Chance } from './chance';
import type { SimMode } from './results';

const BINDINGS = { 'global-first': 'first', 'global-latest': 'latest', 'global-all': 'all' } as const;

export const transportOf = (mode: SimMode): SocketTransport => (mode === 'task' ? 'task' : 'global');

/** How one phone is for the whole run: each contradiction of the platform is settled by the seed. */
export function choosePhoneQuirks(mode: SimMode, chance: Chance): Partial<SocketQuirks> {
  return {
    binding: mode === 'task' ? chance.pick(['first', 'latest', 'all'] as const) : BINDINGS[mode],
    task: mode === 'task' ? 'value' : chance.pick(['none', 'none', 'value', 'promise'] as const),
    registration: chance.pick(['replace', 'accumulate'] as const),
    closeBeforeOpen: chance.pick(['fail', 'ignored', 'closes'] as const),
    refusal: chance.pick(['later', 'inside'] as const),
    sendReports: chance.pick(['truth', 'ok'] as const),
    interruption: chance.pick(['told', 'silent'] as const),
    networkLoss: chance.pick(['breaks', 'silent'] as const),
    replay: chance.pick(['before-show', 'after-show'] as const),
  };
}

export interface EventFaults {
  readonly closeLost: number;
  readonly closeDoubled: number;
  /** How often a close is told once more, much later. */
  readonly closeAgain: number;
  readonly maxAgainMs: number;
  readonly eventLate: number;
  readonly maxLateMs: number;
  /** How often everything that a connection does is told late. */
  readonly allLate: number;
  readonly maxAllLateMs: number;
  readonly codeMangled: number;
}

const FAILURES = ['error-close', 'close-error', 'close', 'error'] as const;
const CODES = [0, 1000, 1001, 1005, 1006, 1015] as const;

/** What changes from connection to connection. */
export function chooseEventQuirks(faults: EventFaults, chance: Chance): Partial<SocketQuirks> {
  const isLost = chance.hits(faults.closeLost);
  const isDoubled = chance.hits(faults.closeDoubled);
  const isLate = chance.hits(faults.eventLate);
  const isToldAgain = chance.hits(faults.closeAgain);
  return {
    connectFailure: chance.pick(FAILURES),
    brokenConnection: isLost ? 'error' : chance.pick(['error-close', 'close-error', 'close'] as const),
    closeEvents: isLost ? 0 : isDoubled ? 2 : 1,
    closeAgainMs: isToldAgain ? chance.integer(50, faults.maxAgainMs) : 0,
    closeDelayMs: isLate ? chance.between(100, faults.maxLateMs) : 0,
    eventDelayMs: chance.hits(faults.allLate) ? chance.integer(10, faults.maxAllLateMs) : 0,
    mangleEnd: (end: SocketEnd): SocketEnd =>
      chance.hits(faults.codeMangled)
        ? { code: chance.pick(CODES), reason: chance.pick(['', 'interrupted']) }
        : end,
  };
}

export const CALM_EVENTS: EventFaults = {
  closeLost: 0,
  closeDoubled: 0,
  closeAgain: 0,
  maxAgainMs: 0,
  eventLate: 0,
  maxLateMs: 0,
  allLate: 0,
  maxAllLateMs: 0,
  codeMangled: 0,
};
