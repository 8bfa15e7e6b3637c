/**
 * What the parts of `npm run hostile` tell each other. Knows neither the server nor the wire.
 */

/** Whom the attacker is, and what there is to attack. */
export interface Target {
  readonly url: string;
  readonly socketUrl: string;
  /** Of those who make each kind of attack: another person in each round, so that none pays for the one before. */
  readonly tickets: { readonly [kind: string]: readonly string[] };
  /** Of people who come back after a long time. */
  readonly returning: readonly string[];
  /** Who wrote the messages of `reacted` and `quoted`; whoever attacks may recall them. */
  readonly author: string;
  /** By what they are good for: see `dataset.ts`. */
  readonly rooms: {
    readonly [Name in RoomName]: { readonly room: string; readonly epoch: string; readonly head: number };
  };
  /** Client ids of messages of `quoted`, for each round its own, most quoted first. */
  readonly quoted: readonly (readonly string[])[];
  readonly people: readonly string[];
  /** Who wait to be let into `crowd`. */
  readonly waiting: readonly string[];
  /** Rooms that one has to be let into. */
  readonly guarded: readonly string[];
}

/** Who attacks, from where. */
export interface Attacker {
  readonly ticket: string;
  /** An address of its own, as this machine's has no bound: the proxy tells it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly round: number;
}

/**
 * `crowd`: thousands of members. `reacted`: messages full of reactions. `long`, `longer`: the longest texts. `quoted`: quoted
 * very often.
 */
export type RoomName = 'crowd' | 'reacted' | 'long' | 'longer' | 'quoted';

export interface AttackCount {
  readonly sent: number;
  readonly answered: number;
  /** Asked to wait. */
  readonly refused: number;
  /** Connections that the server ended. */
  readonly ended: number;
}

/** What an attack was, when it is over. */
export interface AttackEnd {
  readonly count: AttackCount;
  /** Of one processor, how much the attacker itself took: 0 to 1. */
  readonly busy: number;
}

/** What the attacker process is told. */
export type Order =
  | { readonly do: 'meet'; readonly target: Target }
  | { readonly do: 'attack'; readonly kind: string; readonly round: number }
  /** How far it has come. Answered by `AttackCount`. */
  | { readonly do: 'tell' }
  /** Answered by `AttackEnd`. */
  | { readonly do: 'stop' }
  /** Takes so much of a processor, as an attack did, and leaves the server alone, for so long. */
  | { readonly do: 'burn'; readonly busy: number; readonly ms: number };

export interface HonestPerson {
  readonly ticket: string;
}

/** What the process of those who talk is told. */
export type Talk =
  | { readonly do: 'open'; readonly socketUrl: string; readonly people: readonly (readonly HonestPerson[])[] }
  /** Answered by `Talked`. */
  | { readonly do: 'measure'; readonly ms: number };

/** All in ms. */
export interface Talked {
  /** How long each message took from one to the other. */
  readonly took: readonly number[];
  /** How much too late they themselves came to speak: what the machine took, and no server. */
  readonly late: readonly number[];
}

export interface Row {
  readonly kind: string;
  readonly quietP50: number;
  readonly quietP99: number;
  /** Of the quiet server while the attacker's process takes as much of the processors and asks for nothing. */
  readonly busyP99: number;
  readonly p50: number;
  readonly p99: number;
  /** That of the worst round. */
  readonly worstP99: number;
  /** p99 under attack by that of the quiet server. */
  readonly ratio: number;
  readonly samples: number;
  /** p99 of how much too late those who talk came to speak under attack. */
  readonly lateP99: number;
  /** The longest time that the server computed at a stretch, of its own processor time where that is known. */
  readonly heldMs: number;
  readonly rssGrowthMib: number;
  readonly attack: AttackCount;
  /** Of people who come back: how long it took until all of them were welcomed, in the round in the middle. */
  readonly allWelcomedMs?: number;
  readonly verdict: 'holds' | 'too slow' | 'too much memory' | 'nobody was served' | 'not all were served';
}
