/**
 * What the parts of `npm run hostile` tell each other. Knows neither the server nor the wire.
 */

/** Whom the attacker is, and what there is to attack. */
export interface Target {
  readonly url: string;
  readonly socketUrl: string;
  /** Of the person who makes each kind of attack. */
  readonly tickets: { readonly [kind: string]: string };
  /** Who wrote the messages of `reacted` and `quoted`; whoever attacks may recall them. */
  readonly author: string;
  /** By what they are good for: see `dataset.ts`. */
  readonly rooms: {
    readonly [Name in RoomName]: { readonly room: string; readonly epoch: string; readonly head: number };
  };
  /** Client ids of messages of `quoted`, most quoted first. */
  readonly quoted: readonly string[];
  readonly people: readonly string[];
}

/** `crowd`: thousands of members. `reacted`: messages full of reactions. `long`: the longest texts. `quoted`: quoted very often. */
export type RoomName = 'crowd' | 'reacted' | 'long' | 'quoted';

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
  | { readonly do: 'attack'; readonly kind: string }
  | { readonly do: 'stop' };

export interface Row {
  readonly kind: string;
  readonly quietP50: number;
  readonly quietP99: number;
  readonly p50: number;
  readonly p99: number;
  /** p99 under attack by that of the quiet server. */
  readonly ratio: number;
  readonly samples: number;
  readonly rssGrowthMib: number;
  readonly attack: AttackCount;
  readonly verdict: 'holds' | 'too slow' | 'too much memory' | 'nobody was served';
}
