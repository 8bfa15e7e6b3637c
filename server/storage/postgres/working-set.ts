/**
 * What a batch of messages about other messages has to know, read at once when the rooms are locked, and what it changes, written
 * at once behind it. The rules in between are those of every store and ask only what is here.
 */
import type { MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import type { EVERYBODY, EventTables, Place, Ref } from '../events';
import type { KnownFile } from '../media-port';
import type { StoredMessage } from '../port';
import {
  COUNT_ONE_LESS,
  COUNT_ONE_MORE,
  DROP_REACTIONS,
  GIVE,
  NOTE_LOOSE,
  TAKE_OFF,
  writeBody,
} from './event-statements';
import type { Sql } from './sql';

/** Reactions of one message. */
export interface KnownReactions {
  readonly counts: Map<string, number>;
  /** `emoji/user`, of those that are asked about. */
  readonly given: Set<string>;
  /** Rows that `dropReactions` would find, as far as anybody looks. */
  rows: number;
}

/** One change; sent in the order in which they were noted. */
export type Change = (sql: Sql) => Promise<unknown>;

/** Names a message by who sent it under which client id. */
export const keyOf = ({ user, clientId }: Ref): string => `${user}/${clientId}`;
/** Names a message by where it is. */
export const placeOf = ({ room, seq }: Place): string => `${room}/${seq}`;

/** What was read; `changes` are still to be written. */
export class WorkingSet implements EventTables {
  readonly messages = new Map<string, StoredMessage>();
  readonly roles = new Map<string, Role>();
  /** Where members begin to see, by `room/user`. */
  readonly since = new Map<string, number>();
  readonly files = new Map<string, KnownFile>();
  readonly quotes = new Map<string, Ref[]>();
  readonly reactions = new Map<string, KnownReactions>();
  readonly changes: Change[] = [];

  private later(sql: string, ...values: (string | number | null)[]): void {
    this.changes.push((database) => database.run(sql, ...values));
  }

  /** What is known of its reactions; nothing at first. */
  know(place: Place): KnownReactions {
    const found = this.reactions.get(placeOf(place)) ?? { counts: new Map(), given: new Set(), rows: 0 };
    this.reactions.set(placeOf(place), found);
    return found;
  }

  find(ref: Ref): StoredMessage | null {
    return this.messages.get(keyOf(ref)) ?? null;
  }

  /** A message of this batch, which is written by whoever appends. */
  add(message: StoredMessage): void {
    this.messages.set(keyOf(message), message);
  }

  writeBody(message: StoredMessage, body: MessageBody): void {
    this.add({ ...message, body });
    this.changes.push((sql) => writeBody(sql, message, body));
  }

  quotesOf(message: Place, limit: number): readonly StoredMessage[] {
    return (this.quotes.get(placeOf(message)) ?? []).slice(0, limit).flatMap((ref) => this.find(ref) ?? []);
  }

  addQuote(of: StoredMessage, by: StoredMessage): void {
    this.quotes.set(placeOf(of), [...(this.quotes.get(placeOf(of)) ?? []), by]);
    this.later('INSERT INTO quotes (room, of_seq, seq) VALUES ($1, $2, $3)', of.room, of.seq, by.seq);
  }

  dropQuote(of: Place, by: StoredMessage): void {
    const left = (this.quotes.get(placeOf(of)) ?? []).filter((ref) => keyOf(ref) !== keyOf(by));
    this.quotes.set(placeOf(of), left);
    this.later('DELETE FROM quotes WHERE room = $1 AND of_seq = $2 AND seq = $3', of.room, of.seq, by.seq);
  }

  reactionState(message: StoredMessage, emoji: string, user: UserId) {
    const { counts, given } = this.know(message);
    const count = counts.get(emoji) ?? 0;
    return { kinds: counts.size, count, isGiven: count > 0 && given.has(`${emoji}/${user}`) };
  }

  setReaction(
    message: StoredMessage,
    { emoji, user, on, seq }: Parameters<EventTables['setReaction']>[1],
  ): void {
    const known = this.know(message);
    const { isGiven, count } = this.reactionState(message, emoji, user);
    if (isGiven === on) return;
    const place = [message.room, message.seq, emoji, user] as const;
    if (on) {
      known.given.add(`${emoji}/${user}`);
      this.later(GIVE, ...place, seq);
      this.later(COUNT_ONE_MORE, ...place, seq);
    } else {
      known.given.delete(`${emoji}/${user}`);
      this.later(TAKE_OFF, ...place);
      for (const sql of COUNT_ONE_LESS) this.later(sql, ...place.slice(0, 3));
    }
    known.rows += on ? 1 : -1;
    if (count === 1 && !on) known.counts.delete(emoji);
    else known.counts.set(emoji, count + (on ? 1 : -1));
  }

  dropCounts(message: Place): void {
    this.know(message).counts.clear();
    this.later('DELETE FROM reaction_counts WHERE room = $1 AND seq = $2', message.room, message.seq);
  }

  dropReactions(message: Place, limit: number): number {
    const known = this.know(message);
    const taken = Math.min(limit, known.rows);
    known.rows -= taken;
    if (taken > 0) this.later(DROP_REACTIONS, message.room, message.seq, limit);
    return taken;
  }

  noteLoose({ room, seq }: Place): void {
    this.later(NOTE_LOOSE, room, seq);
  }

  addMention({ room, seq }: StoredMessage, user: UserId | typeof EVERYBODY): void {
    this.later(
      'INSERT INTO mentions (room, "user", seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      room,
      user,
      seq,
    );
  }

  dropMentions({ room, seq }: StoredMessage): void {
    this.later('DELETE FROM mentions WHERE room = $1 AND seq = $2', room, seq);
  }

  roleOf(room: RoomId, user: UserId): Role | null {
    return this.roles.get(`${room}/${user}`) ?? null;
  }
}
