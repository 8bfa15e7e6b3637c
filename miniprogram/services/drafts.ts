/**
 * What was begun in each room and not sent, kept over restarts: one key per room, written a moment after the last change
 * and at the latest when the app is hidden. Belongs to the person who is signed in. Knows no page.
 */
import type { Clock } from '../core/base/clock';
import type { Undo } from '../core/base/emitter';
import { isSafeId } from '../core/base/ids';
import { describeError, type Logger } from '../core/base/logger';
import type { HostEvents, KeyValueStorage } from '../core/chat/ports';
import { readOr } from '../core/chat/read-again';
import { draftPrefix, type AccountScope } from '../core/chat/storage-keys';
import type { RoomId } from '../core/protocol/fields';
import { MAX_MENTION_RANGES } from '../core/protocol/limits';
import type { Absence } from '../core/store/copies';
import type { Draft, DraftMention, DraftQuote, DraftService } from './client-types';

/** From the last change to the write: nobody types slower than this. */
export const WRITE_DELAY_MS = 1_000;
/** A phone that could not be read or written is asked again. */
const REREAD_MS = 10_000;
/** Of one person; the least recently written ones go first. */
export const MAX_DRAFTS = 50;
/** Twice the longest message: what is pasted beyond that is not worth the phone's room. */
export const MAX_DRAFT_UNITS = 16_000;
const MAX_QUOTE_UNITS = 200;

export interface DraftsOptions {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: HostEvents;
  /** Who is signed in, and where. */
  readonly scope: () => AccountScope | null;
  /** Why the words of a message may not be kept. */
  readonly absenceOf: (room: RoomId, message: string) => Absence | null;
}

interface KeptDraft extends Draft {
  /** When it was changed last, to know the oldest. */
  readonly at: number;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function readQuote(value: unknown): DraftQuote | null {
  if (!isObject(value)) return null;
  const { message, name, text, gone } = value;
  const isWhole = typeof message === 'string' && typeof name === 'string' && typeof text === 'string';
  return isWhole ? { message, name, text, ...(gone === true ? { gone } : {}) } : null;
}

function readMentions(value: unknown): readonly DraftMention[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).flatMap(({ user, name, start, end }) => {
    if (typeof user !== 'string' || typeof name !== 'string') return [];
    if (typeof start !== 'number' || typeof end !== 'number') return [];
    return [{ user, name, start, end }];
  });
}

function readDraft(value: unknown): KeptDraft | null {
  if (!isObject(value) || typeof value['text'] !== 'string') return null;
  const at = typeof value['at'] === 'number' ? value['at'] : 0;
  return { ...bounded({ text: value['text'], ...readParts(value) }), at };
}

function readParts(value: Fields): Pick<Draft, 'quote' | 'mentions'> {
  const quote = readQuote(value['quote']);
  return { ...(quote ? { quote } : {}), mentions: readMentions(value['mentions']) };
}

/** A copy with nothing empty in it and nothing larger than it may be. */
function bounded({ text, quote, mentions = [] }: Draft): Draft {
  const kept = text.slice(0, MAX_DRAFT_UNITS);
  const inside = mentions.filter(({ end }) => end <= kept.length).slice(0, MAX_MENTION_RANGES);
  return {
    text: kept,
    ...(quote ? { quote: { ...quote, text: quote.text.slice(0, MAX_QUOTE_UNITS) } } : {}),
    ...(inside.length > 0 ? { mentions: inside } : {}),
  };
}

/** What is left of the quote when its message is not there any more. */
export function withoutWords(quote: DraftQuote, absence: Absence | null): DraftQuote | null {
  if (absence === null || quote.gone) return quote;
  return absence === 'recalled' ? { message: quote.message, name: '', text: '', gone: true } : null;
}

const isEmpty = ({ text, quote }: Draft): boolean => text.trim() === '' && !quote;

/** What was begun earlier, and could not be shown, stays before what is begun now. */
function join(earlier: Draft | undefined, now: Draft): Draft {
  if (!earlier || isEmpty(earlier)) return now;
  if (isEmpty(now)) return earlier;
  const text = [earlier.text, now.text].filter((part) => part !== '').join('\n');
  const shift = text.length - now.text.length;
  const moved = (now.mentions ?? []).map((one) => ({
    ...one,
    start: one.start + shift,
    end: one.end + shift,
  }));
  const quote = now.quote ?? earlier.quote;
  return { text, ...(quote ? { quote } : {}), mentions: [...(earlier.mentions ?? []), ...moved] };
}

/** Holds all drafts in memory once they were read. */
export class StoredDrafts implements DraftService {
  /** What the keys of those drafts begin with; null while nobody is signed in. */
  private prefix: string | null = null;
  private readonly kept = new Map<RoomId, KeptDraft>();
  private readonly unwritten = new Set<RoomId>();
  /** Rooms whose stored draft is known. */
  private readonly known = new Set<RoomId>();
  /** Could be read when the room was open already: nobody has seen it. */
  private readonly unseen = new Map<RoomId, Draft>();
  /** All that there is could be read. */
  private isWhole = true;
  private cancelWrite: Undo | null = null;
  private readonly undo: Undo;

  constructor(private readonly options: DraftsOptions) {
    this.undo = options.host.on((event) => {
      if (event.kind === 'hide') this.write();
    });
  }

  draft(room: RoomId): Draft | null {
    this.followOwner();
    this.readLate(room);
    this.unseen.delete(room);
    this.emptyQuotes();
    const kept = this.kept.get(room);
    return kept ? bounded(kept) : null;
  }

  save(room: RoomId, draft: Draft): void {
    this.followOwner();
    this.readLate(room);
    const next = bounded(join(this.unseen.get(room), draft));
    const kept = this.kept.get(room);
    const before = kept ? bounded(kept) : null;
    if (isEmpty(next) ? !before : JSON.stringify(next) === JSON.stringify(before)) return;
    this.keep(room, next);
    this.dropOldest();
    this.writeSoon();
  }

  emptyQuotes(): void {
    this.followOwner();
    let hasChanged = false;
    for (const [room, draft] of this.kept) {
      const { quote, ...rest } = draft;
      const left = quote && withoutWords(quote, this.options.absenceOf(room, quote.message));
      if (left === quote) continue;
      this.keep(room, left ? { ...rest, quote: left } : rest);
      hasChanged = true;
    }
    if (hasChanged) this.write();
  }

  /** Writes what is not written yet. */
  close(): void {
    this.write();
    this.cancelWrite?.();
    this.undo();
  }

  private dropOldest(): void {
    if (this.kept.size <= MAX_DRAFTS) return;
    const [oldest] = [...this.kept].sort(([, one], [, other]) => one.at - other.at);
    if (!oldest) return;
    this.kept.delete(oldest[0]);
    this.unwritten.add(oldest[0]);
  }

  private keep(room: RoomId, next: Draft): void {
    if (isEmpty(next)) this.kept.delete(room);
    else this.kept.set(room, { ...bounded(next), at: this.options.clock.now() });
    this.unwritten.add(room);
  }

  private writeSoon(): void {
    this.cancelWrite ??= this.options.clock.after(WRITE_DELAY_MS, () => this.write());
  }

  /** Another person on this phone, or another server, has drafts of its own. */
  private followOwner(): void {
    const scope = this.options.scope();
    const prefix = scope && draftPrefix(scope);
    if (prefix === this.prefix) return;
    this.write();
    for (const each of [this.kept, this.unwritten, this.known, this.unseen]) each.clear();
    this.prefix = prefix;
    this.isWhole = true;
    if (prefix === null) return;
    const keys = readOr(() => this.options.storage.keys(), null);
    this.isWhole = keys !== null;
    for (const key of (keys ?? []).filter((name) => name.startsWith(prefix))) {
      const room = key.slice(prefix.length);
      if (isSafeId(room) && !this.read(room as RoomId)) this.isWhole = false;
    }
  }

  /** True when it is known what is stored for `room`. */
  private read(room: RoomId): boolean {
    const stored = readOr(() => ({ value: this.options.storage.get(`${this.prefix}${room}`) }), null);
    if (!stored) return false;
    this.known.add(room);
    const draft = readDraft(stored.value);
    if (draft) this.kept.set(room, draft);
    return true;
  }

  /** The page has not been told of what could not be read, and perhaps something was begun in its place. */
  private readLate(room: RoomId): void {
    if (this.isWhole || this.prefix === null || this.known.has(room)) return;
    const begun = this.kept.get(room);
    if (!this.read(room)) return;
    const stored = this.kept.get(room);
    if (stored && stored !== begun) this.unseen.set(room, stored);
    if (begun) this.keep(room, join(this.unseen.get(room), begun));
  }

  private write(): void {
    this.cancelWrite?.();
    this.cancelWrite = null;
    if (this.prefix === null) return this.unwritten.clear();
    for (const room of [...this.unwritten]) {
      this.readLate(room);
      // Nothing is written over what cannot be read.
      const mayWrite = this.isWhole || this.known.has(room);
      if (mayWrite && this.store(`${this.prefix}${room}`, this.kept.get(room))) this.unwritten.delete(room);
      else this.cancelWrite ??= this.options.clock.after(REREAD_MS, () => this.write());
    }
  }

  private store(key: string, draft: KeptDraft | undefined): boolean {
    const { storage, logger } = this.options;
    try {
      if (draft) storage.set(key, draft);
      else storage.remove(key);
      return true;
    } catch (thrown) {
      // What was sent must not come back as a draft, so it is tried again by itself.
      logger.warn('draft_not_stored', { error: describeError(thrown) });
      return false;
    }
  }
}
