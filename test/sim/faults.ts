/**
 * How bad a run is: the rates of everything that goes wrong. `STORMY` is the model of the design, `CALM` the end of a run,
 * when everything must come to rest.
 */
import type { DiskFaults } from './disk';
import { CALM_EVENTS, type EventFaults } from './modes';
import { NO_NETWORK_FAULTS, type NetworkFaults } from './network';
import { NO_PHONE_FAULTS, type PhoneFaults } from './phone-faults';
import { NO_SEND_FAULTS, type SendFaults } from './send-faults';

export interface Weather {
  readonly network: NetworkFaults;
  readonly disk: DiskFaults;
  readonly events: EventFaults;
  readonly httpFailure: number;
  readonly httpHang: number;
  readonly sends: SendFaults;
  readonly phone: PhoneFaults;
}

export const STORMY: Weather = {
  network: { connectError: 0.1, connectHang: 0.08, syncFailure: 0.05, maxLatencyMs: 250, deathUntold: 0.3 },
  disk: { commitMs: 400, readMs: 80, failure: 0.02 },
  events: {
    closeLost: 0.15,
    closeDoubled: 0.1,
    closeAgain: 0.2,
    maxAgainMs: 20_000,
    eventLate: 0.25,
    maxLateMs: 8_000,
    allLate: 0.15,
    maxAllLateMs: 2_000,
    codeMangled: 0.5,
  },
  httpFailure: 0.05,
  httpHang: 0.02,
  sends: { untaken: 0.01, denied: 0.01, vanished: 0.02 },
  phone: {
    readThrows: 0.02,
    writeThrows: 0.02,
    unreadableStart: 0.4,
    maxUnreadableMs: 7_000,
    silent: 0.05,
    signInFails: 0.15,
    usedCode: 0.15,
  },
};

export const CALM: Weather = {
  network: NO_NETWORK_FAULTS,
  disk: { commitMs: 40, readMs: 10, failure: 0 },
  events: CALM_EVENTS,
  httpFailure: 0,
  httpHang: 0,
  sends: NO_SEND_FAULTS,
  phone: NO_PHONE_FAULTS,
};

/** What happens next, as often as these say. */
export const FAULT_WEIGHTS = {
  cut: 26,
  halfOpen: 18,
  stall: 6,
  suspend: 15,
  networkDown: 9,
  poke: 9,
  restart: 12,
  kill: 6,
  /** The phone tells that the app is hidden, which it is not. */
  ghostHide: 14,
  /** Somebody who runs the room asks for more time between two messages, for a while. */
  slowMode: 4,
  /** And sends a person away, who comes back. */
  removal: 3,
  weakNetwork: 1,
  clockJump: 1,
} as const;

export type FaultKind = keyof typeof FAULT_WEIGHTS;

/** Milliseconds between two faults. */
export const FAULT_EVERY_MS = [1_500, 15_000] as const;
export const SEND_EVERY_MS = [200, 6_000] as const;
