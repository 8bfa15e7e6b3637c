/**
 * What was begun in each room and not sent, kept over restarts: one key per room, written a moment after the last change
 * and at the latest when the app is hidden. Belongs to the person who is signed in. Knows no page.
 */
import type { Clock } from '../core/base/clock';
import type { Undo } from '../core/base/emitter';
import { isSafeId } from '../core/base/ids';
import { describeError, type Logger } from '../core/base/logger';
import type { HostEvents, KeyValueStorage } from '../core/chat/ports';
import { draftPrefix, type AccountScope } from '../core/chat/storage-keys';
import type { RoomId } from '../core/protocol/fields';
import type { Draft, DraftMention, DraftQuote, DraftService } from './client-types';

export const WRITE_DELAY_MS = 1_000;
export const MAX_DRAFTS = 50;
/** Twice the longest message: what is pasted beyond that is not worth the phone's room. */
export const MAX_DRAFT_UNITS = 16_000;
const MAX_QUOTE_UNITS = 200;
const MAX_MENTIONS = 50;

export interface DraftsOptions {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: HostEvents;
  /** Who is signed in, and where. */
  readonly scope: () => AccountScope | null;
}

export interface ManagedDrafts extends DraftService {
  /** Writes what is not written yet. */
  close(): void;
}

interface KeptDraft extends Draft {
  /** When it was changed last, to know the oldest. */
  readonly at: number;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function readQuote(value: unknown): DraftQuote | null {
  if (!isObject(value)) return null;
  const { message, name, text } = value;
  const isWhole = typeof message === 'string' && typeof name === 'string' && typeof text === 'string';
  return isWhole ? { message, name, text } : null;
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
  const inside = mentions.filter(({ end }) => end <= kept.length).slice(0, MAX_MENTIONS);
  return {
    text: kept,
    ...(quote ? { quote: { ...quote, text: quote.text.slice(0, MAX_QUOTE_UNITS) } } : {}),
    ...(inside.length > 0 ? { mentions: inside } : {}),
  };
}

const isEmpty = ({ text, quote }: Draft): boolean => text.trim() === '' && !quote;

export function createDrafts(options: DraftsOptions): ManagedDrafts {
  return new StoredDrafts(options);
}

class StoredDrafts implements ManagedDrafts {
  /** What the keys of those drafts begin with; null while nobody is signed in. */
  private prefix: string | null = null;
  private readonly kept = new Map<RoomId, KeptDraft>();
  private readonly unwritten = new Set<RoomId>();
  private cancelWrite: Undo | null = null;
  private readonly undo: Undo;

  constructor(private readonly options: DraftsOptions) {
    this.undo = options.host.on((event) => {
      if (event.kind === 'hide') this.write();
    });
  }

  draft(room: RoomId): Draft | null {
    this.followOwner();
    const kept = this.kept.get(room);
    return kept ? bounded(kept) : null;
  }

  save(room: RoomId, draft: Draft): void {
    const next = bounded(draft);
    const before = this.draft(room);
    if (isEmpty(next) ? !before : JSON.stringify(next) === JSON.stringify(before)) return;
    if (isEmpty(next)) this.kept.delete(room);
    else this.kept.set(room, { ...next, at: this.options.clock.now() });
    this.unwritten.add(room);
    this.dropOldest();
    this.cancelWrite ??= this.options.clock.after(WRITE_DELAY_MS, () => this.write());
  }

  close(): void {
    this.write();
    this.undo();
  }

  private dropOldest(): void {
    if (this.kept.size <= MAX_DRAFTS) return;
    const [oldest] = [...this.kept].sort(([, one], [, other]) => one.at - other.at);
    if (!oldest) return;
    this.kept.delete(oldest[0]);
    this.unwritten.add(oldest[0]);
  }

  /** Another person on this phone, or another server, has drafts of its own. */
  private followOwner(): void {
    const scope = this.options.scope();
    const prefix = scope && draftPrefix(scope);
    if (prefix === this.prefix) return;
    this.write();
    this.kept.clear();
    this.prefix = prefix;
    if (prefix === null) return;
    for (const key of this.options.storage.keys().filter((name) => name.startsWith(prefix))) {
      const room = key.slice(prefix.length);
      const draft = readDraft(this.options.storage.get(key));
      if (draft && isSafeId(room)) this.kept.set(room as RoomId, draft);
    }
  }

  private write(): void {
    this.cancelWrite?.();
    this.cancelWrite = null;
    const { prefix, unwritten, kept } = this;
    if (prefix !== null) for (const room of unwritten) this.store(`${prefix}${room}`, kept.get(room));
    unwritten.clear();
  }

  private store(key: string, draft: KeptDraft | undefined): void {
    const { storage, logger } = this.options;
    try {
      if (draft) storage.set(key, draft);
      else storage.remove(key);
    } catch (thrown) {
      // It lives until the app ends.
      logger.warn('draft_not_stored', { error: describeError(thrown) });
    }
  }
}
