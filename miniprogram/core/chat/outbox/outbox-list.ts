/**
 * The waiting messages of one person: in order, within the limits, each change stored on the phone. Knows nothing of
 * sending.
 */
import type { Clock } from '../../base/clock';
import type { ClientMessageId, MessageRef, RoomId, SendableBody, UserId } from '../../protocol/fields';
import { makeRecall } from '../../protocol/kinds/recall';
import { isReaction } from '../../protocol/kinds/reaction';
import { ChatError } from '../chat-error';
import { bytesOf, withoutQuotedWords } from './outbox-body';
import type { KeptFile, OutboxEntry, OutboxStorage, Place } from './outbox-storage';
import { createReadAgain, type ReadAgain } from '../read-again';

const MAX_OUTBOX_ENTRIES = 200;
const MAX_OUTBOX_BYTES = 512 * 1024;
const TIDY_AFTER_MS = 5_000;
/** So many numbers in a row that cannot be looked at are left out. */
const MAX_UNREAD_PLACES = 20;
/** What an entry costs beside its text. */
const ENTRY_OVERHEAD_BYTES = 160;

export interface OutboxListOptions {
  readonly clock: Clock;
  readonly storage: OutboxStorage;
  readonly newClientId: () => ClientMessageId;
  /** Null until the server has told what time it is. */
  readonly serverNow: () => number | null;
  /** More of the person's entries could be read, and perhaps those of this run could be stored; or nobody waits for it any more. */
  readonly onRead: (change: {
    readonly added: readonly OutboxEntry[];
    readonly stored: readonly OutboxEntry[];
  }) => void;
}

/** As long as nobody knows which numbers are taken: behind all of them, and never stored. */
const FIRST_PROVISIONAL = 2 ** 52;
const isProvisional = ({ number }: Pick<OutboxEntry, 'number'>): boolean => number >= FIRST_PROVISIONAL;

/** Entries are in the order in which they go out; each change makes a new list. */
export class OutboxList {
  user: UserId | null = null;
  entries: readonly OutboxEntry[] = [];
  private bytes = 0;
  private nextNumber = 1;
  private readonly reading: ReadAgain;
  private cancelTidy: (() => void) | null = null;
  /** Where those are still stored that the phone refused to store in their new place. */
  private readonly former = new Map<ClientMessageId, OutboxEntry>();
  /** What the phone does not store, of people and servers that are not shown now: it holds until the app ends. */
  private readonly away = new Map<string, readonly OutboxEntry[]>();
  private prefix = '';
  /** The phone's list of keys had left something out. */
  private hasMissed = false;

  constructor(private readonly options: OutboxListOptions) {
    this.reading = createReadAgain(
      options.clock,
      () => this.read(),
      () => options.onRead({ added: [], stored: [] }),
    );
  }

  /** Older entries may be stored that cannot be read yet: nothing may go out before them. */
  get isIncomplete(): boolean {
    return this.reading.isWaiting;
  }

  /** Puts the former person's entries away, stored or else in memory, and loads those of `user`. */
  open(user: UserId): void {
    this.close();
    this.user = user;
    this.prefix = this.options.storage.accountPrefixOf(user);
    this.nextNumber = FIRST_PROVISIONAL;
    this.bringBack();
    this.reading.begin();
  }

  /** Those that are only in memory, behind all that is stored. */
  private bringBack(): void {
    const entries = this.away.get(this.prefix) ?? [];
    this.away.delete(this.prefix);
    this.entries = entries.map((entry) => ({ ...entry, number: this.takeNumber(entry.clientId) }));
    for (const entry of entries) this.bytes += sizeOf(entry);
    if (entries.length > 0) this.options.onRead({ added: this.entries, stored: [] });
  }

  /** What the phone refuses again waits in memory for its person; a reaction that waits is told as refused. */
  private putAway(): void {
    const unstored = this.entries.filter(({ durable, body }) => !durable && !isReaction(body));
    const refused = unstored.map((entry) => this.store(entry)).filter(({ durable }) => !durable);
    if (refused.length > 0) this.away.set(this.prefix, refused);
  }

  /** Stores it. @throws ChatError `not_joined`, `outbox_full` */
  add(room: RoomId, body: SendableBody, kept: KeptFile | null): OutboxEntry {
    if (!this.user) throw new ChatError('not_joined', 'Nobody is signed in yet.');
    this.checkRoomFor({ body });
    return this.append(room, body, kept);
  }

  /** The recall of a message that is being taken out, and makes room for it. */
  addRecall(room: RoomId, of: MessageRef): OutboxEntry {
    return this.append(room, makeRecall(of), null);
  }

  private append(room: RoomId, body: SendableBody, kept: KeptFile | null): OutboxEntry {
    const clientId = this.options.newClientId();
    const number = this.takeNumber(clientId);
    this.lookAgain();
    const made = { number, clientId, room, body, ...(kept ?? { file: null }), ...this.writtenNow() };
    this.bytes += sizeOf(made);
    const entry = this.store({ ...made, failure: null, durable: true });
    this.entries = [...this.entries, entry];
    return entry;
  }

  find(clientId: ClientMessageId): OutboxEntry | undefined {
    return this.entries.find((entry) => entry.clientId === clientId);
  }

  /** The same message with another failure. @returns it as it is kept now */
  replace(changed: OutboxEntry): OutboxEntry {
    const entry = this.store(changed);
    const before = this.find(entry.clientId);
    if (before) this.bytes += sizeOf(entry) - sizeOf(before);
    if (entry.durable) this.leave(this.former.get(entry.clientId));
    this.entries = this.entries.map((other) => (other.clientId === entry.clientId ? entry : other));
    return entry;
  }

  /** The same message as if it were written now. @returns it as it is kept now */
  renew(entry: OutboxEntry): OutboxEntry {
    return this.replace({ ...entry, failure: null, ...this.writtenNow() });
  }

  /** The same message with another body, as the last one of the line. @returns it as it is kept now */
  moveToEnd(changed: OutboxEntry): OutboxEntry {
    const before = this.find(changed.clientId);
    const entry = this.store({ ...changed, number: this.takeNumber(changed.clientId) });
    this.entries = [...this.entries.filter((other) => other !== before), entry];
    if (before) this.bytes -= sizeOf(before);
    this.bytes += sizeOf(entry);
    // Stored in its new place before it leaves the old one: ended in between, the app finds it twice and takes the later.
    if (before && !isProvisional(before)) this.former.set(entry.clientId, before);
    if (entry.durable) this.leave(before);
    return entry;
  }

  /** See `Outbox`. */
  emptyQuotes(isRecalled: (ref: MessageRef) => boolean): void {
    for (const entry of this.entries) {
      const body = withoutQuotedWords(entry.body, isRecalled);
      if (body) this.replace({ ...entry, body });
    }
  }

  /** People set the clocks of phones; the server's is better when both ends of the time are known by it. */
  ageOf({ at, serverAt }: OutboxEntry): number {
    const serverNow = this.options.serverNow();
    return serverNow === null || serverAt === null ? this.options.clock.now() - at : serverNow - serverAt;
  }

  remove(entry: OutboxEntry): void {
    this.entries = this.entries.filter((other) => other !== entry);
    this.bytes -= sizeOf(entry);
    if (this.user && !isProvisional(entry)) this.options.storage.remove(this.user, entry);
    this.leave(this.former.get(entry.clientId));
    this.tidyLater();
  }

  /** Tries again to remove what the phone has not removed. */
  tidy(): void {
    this.options.storage.removeLeftovers();
    this.tidyLater();
  }

  /** What the phone did not remove would be sent again at the next start. */
  private tidyLater(): void {
    const { clock, storage } = this.options;
    if (this.cancelTidy || !storage.hasLeftovers) return;
    this.cancelTidy = clock.after(TIDY_AFTER_MS, () => {
      this.cancelTidy = null;
      this.tidy();
    });
  }

  close(): void {
    this.putAway();
    this.former.clear();
    this.reading.close();
    this.cancelTidy?.();
    this.cancelTidy = null;
    this.entries = [];
    this.bytes = 0;
    this.nextNumber = 1;
    this.user = null;
  }

  /** It is stored elsewhere, or not needed any more. */
  private leave(place: OutboxEntry | undefined): void {
    if (!this.user || !place || !this.former.delete(place.clientId)) return;
    this.options.storage.remove(this.user, place);
  }

  /** The next one under which nothing is stored, also where the phone's list of keys left something out. */
  private takeNumber(clientId: ClientMessageId): number {
    let unread = 0;
    for (; ; this.nextNumber += 1) {
      const place = this.placeAt(this.nextNumber, clientId);
      if (place === 'taken') this.hasMissed = true;
      if (place === 'unreadable') unread += 1;
      // Numbers are plenty; a phone that reads nothing at all is taken by its list.
      if (place === 'free' || unread > MAX_UNREAD_PLACES) break;
    }
    this.nextNumber += 1;
    return this.nextNumber - 1;
  }

  private placeAt(number: number, clientId: ClientMessageId): Place {
    if (this.user === null || isProvisional({ number })) return 'free';
    return this.options.storage.placeAt(this.user, number, clientId);
  }

  /** For what the list of keys had left out. */
  private lookAgain(): void {
    if (!this.hasMissed) return;
    this.hasMissed = false;
    this.reading.begin();
  }

  private writtenNow(): Pick<OutboxEntry, 'at' | 'serverAt'> {
    return { at: this.options.clock.now(), serverAt: this.options.serverNow() };
  }

  private store(entry: OutboxEntry): OutboxEntry {
    const { user } = this;
    const mayStore = user !== null && !isProvisional(entry);
    return { ...entry, durable: mayStore && this.options.storage.put(user, entry) };
  }

  /** Adds what is not here yet, each in its place. True when that is all there is. */
  private read(): boolean {
    if (!this.user) return true;
    const { entries, isWhole, highest } = this.options.storage.load(this.user);
    const known = new Map(this.entries.map((entry) => [entry.clientId, entry]));
    const added = entries.filter(({ clientId }) => !known.has(clientId));
    for (const entry of added) this.bytes += sizeOf(entry);
    // One that is stored behind its place here was moved there when the app ended.
    const moved = entries.filter(({ clientId, number }) => number > (known.get(clientId)?.number ?? number));
    const rest = this.entries.filter((entry) => !moved.some(({ clientId }) => clientId === entry.clientId));
    this.entries = [...rest, ...moved, ...added].sort((one, other) => one.number - other.number);
    const stored = highest === null ? [] : this.numberFrom(highest + 1);
    if (added.length > 0 || stored.length > 0) this.options.onRead({ added, stored });
    return isWhole;
  }

  /** Those that were written while nobody knew which numbers are taken get theirs. */
  private numberFrom(first: number): readonly OutboxEntry[] {
    if (isProvisional({ number: this.nextNumber })) this.nextNumber = first;
    const stored = new Map<ClientMessageId, OutboxEntry>();
    for (const entry of this.entries.filter(isProvisional)) {
      stored.set(entry.clientId, this.store({ ...entry, number: this.takeNumber(entry.clientId) }));
    }
    this.entries = this.entries.map((entry) => stored.get(entry.clientId) ?? entry);
    return [...stored.values()];
  }

  private checkRoomFor(entry: Pick<OutboxEntry, 'body'>): void {
    const count = this.entries.length;
    if (count >= MAX_OUTBOX_ENTRIES) {
      throw new ChatError(
        'outbox_full',
        `${count} messages wait to be sent, the limit is ${MAX_OUTBOX_ENTRIES}.`,
      );
    }
    if (this.bytes + sizeOf(entry) > MAX_OUTBOX_BYTES) {
      throw new ChatError('outbox_full', `Waiting messages would take more than ${MAX_OUTBOX_BYTES} bytes.`);
    }
  }
}

function sizeOf(entry: Pick<OutboxEntry, 'body'>): number {
  return bytesOf(entry.body) + ENTRY_OVERHEAD_BYTES;
}
