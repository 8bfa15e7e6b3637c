/**
 * What a chaos run is told, what it writes down, and what it finds.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { TimelineItem } from '../../miniprogram/core/store/state';
import type { StoredMessage } from '../../server/storage/port';

export interface ChaosOptions {
  readonly clients: number;
  readonly seconds: number;
  readonly seed: number;
  /** How long everybody may take to agree after the faults have stopped. */
  readonly convergeMs: number;
  /** How long a connection lives at most before its fate strikes. */
  readonly fateMs?: number;
  /** Told what happens, for people who watch. */
  readonly onEvent?: (line: string) => void;
}

/** One message that a client took: what its author was told about it. */
export interface SentRecord {
  readonly author: string;
  readonly clientId: string;
  readonly room: RoomId;
  readonly text: string;
  /** Counts what this author wrote, in order. */
  readonly order: number;
  /** `open`: neither acked nor given up; it must come into the log all the same. */
  outcome: 'open' | 'acked' | 'failed' | 'discarded';
  /** The seq that the author was shown. */
  seq: number | null;
  failure: string | null;
}

export type Log = ReadonlyMap<RoomId, readonly StoredMessage[]>;

/** A room as one client shows it in the end. */
export interface View {
  readonly client: string;
  readonly room: RoomId;
  readonly items: readonly TimelineItem[];
  readonly pending: number;
}

/** Zero in every field, or the run has failed. */
export interface Verdict {
  /** Accepted, not failed and not discarded, yet not in the log. */
  lost: number;
  /** More than once in the log, or in the log though its author was told that it failed for good. */
  duplicated: number;
  /** Of one author in one room, later than one that was written after it. */
  reordered: number;
  /** Acked under another seq than the log's, or under two. */
  seqDiffers: number;
  viewMissing: number;
  viewDuplicated: number;
  viewReordered: number;
  /** The log as pages of history tell it is not the log as the storage holds it. */
  historyDiffers: number;
  /** Clients that had not caught up in time. */
  stuck: number;
  /** Listeners and callbacks that threw, and what clients logged as errors. */
  clientErrors: number;
  /** What the server logged as errors. */
  serverErrors: number;
}

export interface ChaosReport extends Verdict {
  readonly seed: number;
  readonly clients: number;
  readonly seconds: number;
  readonly rooms: number;
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly discarded: number;
  /** Discarded while nobody knew that the server had it: allowed, and told here. */
  readonly discardedInLog: number;
  /** `sendText` threw: nothing was accepted. */
  readonly refused: number;
  readonly gapsShown: number;
  readonly serverKills: number;
  readonly serverStops: number;
  readonly cuts: number;
  readonly halfOpens: number;
  readonly stalls: number;
  readonly delays: number;
  readonly truncations: number;
  readonly freezes: number;
  readonly networkLosses: number;
  readonly coldStarts: number;
  readonly connections: number;
  readonly convergeMs: number;
  /** The first few findings in words. */
  readonly problems: readonly string[];
}
