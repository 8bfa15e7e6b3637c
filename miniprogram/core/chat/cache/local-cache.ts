/**
 * Shows at once what this phone knew of the rooms when the app ended, and keeps that up to date: a room's messages and the
 * cursor that describes them in one value, written together or not at all, so that losing a write costs a repetition and
 * never a message. Own messages that wait are the outbox's. Knows neither connection nor frames.
 */
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { RoomId, User, UserId } from '../../protocol/fields';
import { restoreKnocks } from '../../store/governance';
import { restoreRooms } from '../../store/rooms';
import { EMPTY_STATE, type ChatState, type Room, type Timeline } from '../../store/state';
import { addUsers } from '../../store/users';
import {
  isRenamed,
  packList,
  packTimeline,
  unpackList,
  unpackTimeline,
  type KeptTimeline,
} from './cache-format';
import type { CacheStorage } from './cache-storage';
import { createReadAgain, readOr, type ReadAgain } from '../read-again';
import type { StateBox } from '../state-box';
import { cachedListKey, cachedRoomKey, cachedRoomsPrefix, type AccountScope } from '../storage-keys';

/** What changes within this time is written once. */
export const CACHE_WRITE_DELAY_MS = 2_000;
/** When the phone has refused to write. */
const REFUSED_DELAY_MS = 30_000;

export interface LocalCacheOptions {
  readonly box: StateBox;
  readonly clock: Clock;
  readonly storage: CacheStorage;
  readonly logger: Logger;
  readonly scopeOf: (user: UserId) => AccountScope;
  /** @param people whom it named: they may have other names by now */
  readonly onRestored: (people: readonly User[]) => void;
  /** The list of rooms could only be read when the server had told its own. */
  readonly onLateList: (rooms: readonly Room[]) => void;
}

/** What the list of rooms is made of; names come when they come, also after what they stand at. */
const LISTED_PARTS = ['rooms', 'blocked', 'knocked', 'users'] as const;
const KEPT_PARTS = ['timelines', ...LISTED_PARTS] as const;

function isSame(a: Timeline | undefined, b: Timeline): boolean {
  return a !== undefined && a.items === b.items && a.cursor === b.cursor && a.epoch === b.epoch;
}

/** Follows the state by itself once `restore` was called, and writes what changed after a pause or at `flush`. */
export class LocalCache {
  private user: UserId | null = null;
  /** The state as it was written last. */
  private kept: ChatState = EMPTY_STATE;
  private keptList = '';
  /** What is kept of these is older than the state that was written last, because the phone refused to write it. */
  private readonly unwritten = new Set<RoomId>();
  private cancelWrite: (() => void) | null = null;

  private readonly reading: ReadAgain;

  constructor(private readonly options: LocalCacheOptions) {
    this.reading = createReadAgain(options.clock, () => this.read());
  }

  /** Shows what was kept for this user; what cannot be read now, as soon as it can. */
  restore(user: UserId): void {
    this.begin(user);
    this.reading.begin();
  }

  /** True when the list of rooms could be read. */
  private read(): boolean {
    const { user } = this;
    if (user === null) return true;
    const { box, storage } = this.options;
    const key = cachedListKey(this.options.scopeOf(user));
    const value = readOr(() => storage.read(key), null);
    if (value === null) return false;
    const list = value && unpackList(value);
    if (value && !list) this.drop(key);
    if (!list) return true;
    box.update((state) => restoreKnocks(state, list.knocked));
    if (list.rooms.length === 0) return true;
    // The server was faster, and knows better; but not what it was not told.
    if (box.state.loaded && !box.state.cached) {
      this.options.onLateList(list.rooms);
      return true;
    }
    const kept = list.rooms.flatMap((room) => this.readTimeline(user, room) ?? []);
    const timelines = Object.fromEntries(kept.map(({ timeline, room }) => [room, timeline]));
    const users = [...list.users, ...kept.flatMap((each) => each.users)].filter((each) => each.user !== user);
    box.batch(() => {
      box.update((state) => addUsers(restoreRooms(state, list.rooms, timelines, list.blocked), users));
      this.kept = box.state;
    });
    this.options.onRestored(users);
    return true;
  }

  /** The state has changed. */
  note(): void {
    const { state } = this.options.box;
    this.follow(state);
    if (this.user === null || !state.loaded) return;
    // Words that were taken back stay on the phone no longer than anywhere else.
    if (state.recalled !== this.kept.recalled) return this.flush();
    if (KEPT_PARTS.every((part) => state[part] === this.kept[part])) return;
    this.cancelWrite ??= this.options.clock.after(CACHE_WRITE_DELAY_MS, () => this.flush());
  }

  /** Writes now what has not been written: the app may be ended without a word. */
  flush(): void {
    this.cancelWrite?.();
    this.cancelWrite = null;
    const { state } = this.options.box;
    this.follow(state);
    if (this.user === null || !state.loaded) return;
    const scope = this.options.scopeOf(this.user);
    for (const room of state.rooms.ids) this.writeTimeline(scope, room, state);
    const isListed = this.keptList !== '' && LISTED_PARTS.every((part) => state[part] === this.kept[part]);
    if (!isListed) this.writeList(scope, state);
    this.kept = state;
    for (const room of [...this.unwritten]) if (!state.timelines[room]) this.unwritten.delete(room);
    if (this.unwritten.size === 0 && this.keptList !== '') return;
    this.cancelWrite = this.options.clock.after(REFUSED_DELAY_MS, () => this.keep());
  }

  /** As `flush`, and tries again what the phone refused before. */
  keep(): void {
    this.options.storage.tryAgain();
    this.flush();
  }

  /** Writes, and forgets whose it is. */
  close(): void {
    this.flush();
    this.begin(null);
  }

  /** Whoever is signed in: what was written for somebody else says nothing about this one. */
  private follow({ self }: ChatState): void {
    const user = self?.user ?? null;
    if (user !== this.user) this.begin(user);
  }

  private begin(user: UserId | null): void {
    this.reading.close();
    this.cancelWrite?.();
    this.cancelWrite = null;
    this.user = user;
    this.kept = EMPTY_STATE;
    this.keptList = '';
    this.unwritten.clear();
  }

  private readTimeline(user: UserId, { room, epoch }: Room): (KeptTimeline & { room: RoomId }) | null {
    const key = cachedRoomKey(this.options.scopeOf(user), room);
    const value = readOr(() => this.options.storage.read(key), undefined);
    if (!value) return null;
    const kept = unpackTimeline(value, room);
    // The list and the room were written at different times: sequence numbers compare only inside one epoch.
    if (kept?.timeline.epoch === epoch) return { ...kept, room };
    this.drop(key);
    return null;
  }

  private drop(key: string): void {
    this.options.logger.warn('cache_dropped', { key });
    this.options.storage.remove(key);
  }

  private writeTimeline(scope: AccountScope, room: RoomId, state: ChatState): void {
    const timeline = state.timelines[room];
    if (!timeline) return;
    const { timelines, users } = this.kept;
    const isNamed = users === state.users || !isRenamed(timeline, users, state.users);
    if (isNamed && isSame(timelines[room], timeline) && !this.unwritten.has(room)) return;
    // What was kept before stays true as long as there is nothing better.
    const value = packTimeline(timeline, state.users);
    const key = cachedRoomKey(scope, room);
    if (!value || this.options.storage.write(key, value)) {
      this.unwritten.delete(room);
      return;
    }
    this.unwritten.add(room);
    if (timeline.items.some((item) => this.isNewlyRecalled(item.key, state))) this.drop(key);
  }

  /** Its words may stand in what was written last. */
  private isNewlyRecalled(key: string, { recalled }: ChatState): boolean {
    return recalled[key] === true && !this.kept.recalled[key];
  }

  private writeList(scope: AccountScope, state: ChatState): void {
    // What the server has not been told yet stands only in the list that cannot be read.
    if (this.reading.isUnread) return;
    const { storage } = this.options;
    const value = packList(state);
    const text = JSON.stringify(value);
    // Typing and presence change rooms too, but nothing of what is kept.
    const key = cachedListKey(scope);
    const isWritten = text === this.keptList || storage.write(key, value);
    const { recalled } = this.kept;
    if (!isWritten && state.recalled !== recalled) this.drop(key);
    this.keptList = isWritten ? text : '';
    if (state.cached) return;
    const prefix = cachedRoomsPrefix(scope);
    for (const key of storage.keys(prefix)) {
      if (!state.rooms.byId[key.slice(prefix.length)]) storage.remove(key);
    }
  }
}
