/**
 * What a run of the simulation says, and how many runs add up. No imports: the tools read these too.
 */

export const SIM_MODES = ['global-first', 'global-latest', 'global-all', 'task'] as const;
export type SimMode = (typeof SIM_MODES)[number];

export interface Verdict {
  lost: number;
  duplicated: number;
  reordered: number;
  viewDuplicated: number;
  viewMissing: number;
  stuck: number;
  /** Visibly failed in the end: the person knows. */
  failed: number;
  /** Held to be what ends connections; no message here does. */
  poisoned: number;
  /** Stands in the log, though its author took it out in time. */
  takenOut: number;
}

export interface SeedResult extends Verdict {
  readonly mode: SimMode;
  readonly seed: number;
  readonly sent: number;
  readonly discarded: number;
  /** Most sockets of one phone that had not ended at the same time. */
  readonly maxSockets: number;
  readonly connects: number;
  /** Virtual ms that phones were awake without being online, while people wrote. */
  readonly offlineMs: number;
  /** Of these, the ms that the connection rested, because the phone said that nobody is there. */
  readonly pausedMs: number;
  /** Virtual ms that own messages waited while their phones were online, added up. */
  readonly waitedMs: number;
  /** Virtual ms from a send that the platform refused to its repetition, added up. */
  readonly repeatMs: number;
  /** `publish` frames of all phones. */
  readonly publishes: number;
  /** Frames that the client was given. */
  readonly framesDown: number;
  /** Connections that worked when their phone gave them up. */
  readonly healthyEnds: number;
  /** Retransmissions that the database recognised. */
  readonly absorbed: number;
  readonly restarts: number;
  readonly epochLosses: number;
  readonly events: number;
  /** What no run may have: exceptions, broken assertions, missing APIs. */
  readonly errors: readonly string[];
  /** One sentence per bad count. */
  readonly problems: readonly string[];
}

export const BAD_FIELDS = [
  'lost',
  'duplicated',
  'reordered',
  'viewDuplicated',
  'viewMissing',
  'stuck',
  'failed',
  'poisoned',
  'takenOut',
] as const satisfies readonly (keyof Verdict)[];

/** No phone may ever have more. */
export const MAX_SOCKETS = 2;

/** Something a person would see. */
export function isWrong(result: SeedResult): boolean {
  return BAD_FIELDS.some((field) => result[field] > 0) || result.errors.length > 0;
}

export function isBad(result: SeedResult): boolean {
  return isWrong(result) || result.maxSockets > MAX_SOCKETS;
}

const SUMS = [
  'sent',
  ...BAD_FIELDS,
  'connects',
  'offlineMs',
  'pausedMs',
  'waitedMs',
  'repeatMs',
  'publishes',
  'framesDown',
  'healthyEnds',
  'absorbed',
  'restarts',
] as const;

type Sums = { readonly [Field in (typeof SUMS)[number]]: number };

export interface Summary extends Sums {
  readonly mode: SimMode | 'all';
  readonly seeds: number;
  readonly maxSockets: number;
  readonly errors: number;
  readonly epochLosses: number;
  readonly badSeeds: number;
}

export function summarize(mode: Summary['mode'], results: readonly SeedResult[]): Summary {
  const sum = (value: (result: SeedResult) => number): number =>
    results.reduce((total, result) => total + value(result), 0);
  const sums = Object.fromEntries(SUMS.map((field) => [field, sum((result) => result[field])])) as Sums;
  return {
    mode,
    seeds: results.length,
    ...sums,
    maxSockets: Math.max(0, ...results.map(({ maxSockets }) => maxSockets)),
    errors: sum(({ errors }) => errors.length),
    epochLosses: sum(({ epochLosses }) => epochLosses),
    badSeeds: results.filter(isBad).length,
  };
}
