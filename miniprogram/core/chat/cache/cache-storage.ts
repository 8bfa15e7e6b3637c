/**
 * The part of the phone's storage that may be given up: values of bounded size and number, the least recently written ones
 * go first. Never stands in the way of what must be kept: `giveWay` makes room for it. Knows no room and no message.
 */
import type { Clock } from '../../base/clock';
import { describeError, type Logger } from '../../base/logger';
import { countUtf8Bytes } from '../../base/text';
import { isPlainObject } from '../../protocol/schema';
import { ChatError } from '../chat-error';
import type { KeyValueStorage } from '../ports';
import { readOr } from '../read-again';
import { CACHED_LIST_PREFIX, CACHED_ROOM_PREFIX, QUARANTINE_PREFIX } from '../storage-keys';

/** Of one value. wx: a phone takes 1 MB per key and 10 MB in all. */
const MAX_SHARD_BYTES = 64 * 1024;
/** So that all of them, of all accounts, stay below 4 MB. */
const MAX_SHARDS = 60;
const SCHEMA = 1;

type Fields = Readonly<Record<string, unknown>>;

export interface CacheStorageOptions {
  readonly storage: KeyValueStorage;
  readonly clock: Clock;
  readonly logger: Logger;
}

const isShard = (key: string): boolean => key.startsWith(CACHED_ROOM_PREFIX) || isList(key);
const isList = (key: string): boolean => key.startsWith(CACHED_LIST_PREFIX);

/** Writes may come to nothing without a word; reads tell the truth. */
export class CacheStorage {
  /** What is there, of all accounts; asked of the phone once. */
  private shards: Set<string> | null = null;
  /** What goes next, in this order; made when it is needed, outdated by each write. */
  private victims: string[] | null = null;
  /** The phone refused to write, or its room is left to what matters: nothing is written until `tryAgain`. */
  private isResting = false;

  constructor(private readonly options: CacheStorageOptions) {}

  /** Undefined when there is none, or one of another schema, which is dropped. @throws ChatError `unreadable` */
  read(key: string): Fields | undefined {
    const value = this.options.storage.get(key);
    if (value === undefined) return undefined;
    if (isPlainObject(value) && value['v'] === SCHEMA) return value;
    this.options.logger.warn('cache_dropped', { key });
    this.remove(key);
    return undefined;
  }

  /** May do nothing: a cache is never worth an error. @returns false when what is there is not this */
  write(key: string, value: Fields): boolean {
    const stamped = { v: SCHEMA, at: this.options.clock.now(), ...value };
    if (this.isResting || countUtf8Bytes(JSON.stringify(stamped)) > MAX_SHARD_BYTES) return false;
    const shards = this.known();
    // What is there is not known now, so nothing may go for this.
    if (!shards) return false;
    while (!shards.has(key) && shards.size >= MAX_SHARDS && this.evict(key));
    this.victims = null;
    let outcome = this.put(key, stamped);
    // Nothing has to go for a write that is refused for another reason.
    if (outcome === 'full' && this.evict(key)) outcome = this.put(key, stamped);
    if (outcome === 'written') shards.add(key);
    else this.isResting = true;
    return outcome === 'written';
  }

  /** The phone may have had no room for a moment only. */
  tryAgain(): void {
    this.isResting = false;
  }

  remove(key: string): void {
    this.shards?.delete(key);
    try {
      this.options.storage.remove(key);
    } catch (thrown) {
      this.options.logger.warn('cache_storage', { error: describeError(thrown) });
    }
  }

  keys(prefix: string): readonly string[] {
    return [...(this.known() ?? [])].filter((key) => key.startsWith(prefix));
  }

  /** Something that matters does not fit. Gives up the least useful value; false when there is nothing left to give. */
  giveWay(): boolean {
    this.isResting = true;
    return this.evict(null);
  }

  /** Null while the phone does not tell. */
  private known(): Set<string> | null {
    const keys = this.shards ? null : readOr(() => this.options.storage.keys(), null);
    if (keys) this.shards = new Set(keys.filter(isShard));
    return this.shards;
  }

  private put(key: string, value: Fields): 'written' | 'full' | 'refused' {
    try {
      this.options.storage.set(key, value);
      return 'written';
    } catch (thrown) {
      this.options.logger.warn('cache_storage', { error: describeError(thrown) });
      return thrown instanceof ChatError && thrown.kind === 'storage_full' ? 'full' : 'refused';
    }
  }

  private evict(spared: string | null): boolean {
    this.victims ??= readOr(() => this.rank(), []);
    const victim = this.victims.find((key) => key !== spared);
    if (victim === undefined) return false;
    this.victims = this.victims.filter((key) => key !== victim);
    this.options.logger.info('cache_evicted', { key: victim });
    this.remove(victim);
    return true;
  }

  /** What nobody can read goes first; a list of rooms stays as long as the newest of its rooms. */
  private rank(): string[] {
    const unreadable = this.options.storage.keys().filter((key) => key.startsWith(QUARANTINE_PREFIX));
    const shards = [...(this.known() ?? [])].map((key) => ({
      key,
      isList: isList(key),
      at: this.writtenAt(key),
    }));
    shards.sort((a, b) => a.at - b.at || Number(a.isList) - Number(b.isList));
    return [...unreadable, ...shards.map(({ key }) => key)];
  }

  private writtenAt(key: string): number {
    const value = readOr(() => this.options.storage.get(key), { at: Infinity });
    const at = isPlainObject(value) ? value['at'] : 0;
    return typeof at === 'number' ? at : 0;
  }
}
