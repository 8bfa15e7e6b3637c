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

/** What the attacker process is told. */
export type Order =
  | { readonly do: 'meet'; readonly target: Target }
  | { readonly do: 'attack'; readonly kind: string; readonly round: number }
  /** How far it has come. */
  | { readonly do: 'tell' }
  | { readonly do: 'stop' };

export interface Row {
  readonly kind: string;
  readonly quietP50: number;
  readonly quietP99: number;
  readonly p50: number;
  readonly p99: number;
  /** That of the worst round. */
  readonly worstP99: number;
  /** p99 under attack by that of the quiet server. */
  readonly ratio: number;
  readonly samples: number;
  readonly rssGrowthMib: number;
  readonly attack: AttackCount;
  /** Of people who come back: how long it took until all of them were welcomed, in the round in the middle. */
  readonly allWelcomedMs?: number;
  readonly verdict: 'holds' | 'too slow' | 'too much memory' | 'nobody was served' | 'not all were served';
}
