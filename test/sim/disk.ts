/**
 * The database of the simulated server: the real SQLite store in memory, behind delays that the seed chooses, so that a
 * commit may be on disk before anybody hears of it and outlive the connection it came from. Keeps a journal of what was
 * written, to bring back an older copy of the data (a restored backup).
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Epoch, RoomId } from '../../miniprogram/core/protocol/fields';
import type { Appended, ChatStore, NewMessage, StoredMessage } from '../../server/storage/port';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import type { Chance } from './chance';

export interface DiskFaults {
  /** Longest time from the request to the answer of a commit. */
  readonly commitMs: number;
  readonly readMs: number;
  /** How often a commit fails before anything is written. */
  readonly failure: number;
}

/** One room's committed messages in one epoch, as the judge knows them. */
interface EpochLog {
  readonly room: RoomId;
  readonly epoch: Epoch;
  readonly messages: StoredMessage[];
}

type Write = (store: ChatStore) => Promise<unknown>;

interface Entry {
  readonly isAppend: boolean;
  readonly write: Write;
}

export interface Disk {
  /** The store as one process of the server sees it; after `clock` has stopped, its calls never end. */
  open(clock: Clock): ChatStore;
  /** Brings back a copy that lacks the last `appends` commits, and gives every room a new epoch. */
  restore(appends: number, makeEpoch: () => Epoch): Promise<void>;
  /** What is stored now. */
  read(room: RoomId): Promise<readonly StoredMessage[]>;
  /** Every epoch of every room so far, the present ones last. */
  readonly logs: readonly EpochLog[];
  /** Whether it was ever committed, in a lost epoch or not. */
  hasCommitted(clientId: string): boolean;
  /** Retransmissions that the database recognised. */
  readonly absorbed: number;
  faults: DiskFaults;
  close(): Promise<void>;
}

class JournaledDisk implements Disk {
  faults: DiskFaults = { commitMs: 0, readMs: 0, failure: 0 };
  readonly logs: EpochLog[] = [];
  absorbed = 0;
  private readonly committed = new Set<string>();
  private journal: Entry[] = [];

  constructor(
    private store: ChatStore,
    private readonly chance: Chance,
  ) {}

  open(clock: Clock): ChatStore {
    const delayed = <T>(maxMs: () => number, work: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void): void =>
          void clock.after(this.chance.between(0, maxMs() / 2), settle);
        const begin = (): void =>
          void work().then(
            (value) => finish(() => resolve(value)),
            (thrown: unknown) => finish(() => reject(thrown)),
          );
        clock.after(this.chance.between(0, maxMs() / 2), begin);
      });
    const read = <T>(work: () => Promise<T>): Promise<T> => delayed(() => this.faults.readMs, work);
    const write = <T>(work: (store: ChatStore) => Promise<T>): Promise<T> =>
      delayed(
        () => this.faults.commitMs,
        () => this.record(false, work),
      );
    const { store } = this;
    return {
      admissions: store.admissions,
      governance: store.governance,
      media: store.media,
      people: store.people,
      append: (batch) =>
        delayed(
          () => this.faults.commitMs,
          () => this.append(batch),
        ),
      messagesAfter: (...values) => read(() => this.store.messagesAfter(...values)),
      messagesBefore: (...values) => read(() => this.store.messagesBefore(...values)),
      reactedOf: (...values) => read(() => this.store.reactedOf(...values)),
      seqAt: (...values) => read(() => this.store.seqAt(...values)),
      hasMessage: (...values) => read(() => this.store.hasMessage(...values)),
      unreadOf: (...values) => read(() => this.store.unreadOf(...values)),
      newestFor: (...values) => read(() => this.store.newestFor(...values)),
      trim: (...values) => write((store) => store.trim(...values)),
      tidy: (...values) => write((store) => store.tidy(...values)),
      forgetTrimmed: (...values) => write((store) => store.forgetTrimmed(...values)),
      listRooms: () => read(() => this.store.listRooms()),
      listReads: (room) => read(() => this.store.listReads(room)),
      membershipsOf: (user) => read(() => this.store.membershipsOf(user)),
      findUserByKey: (key) => read(() => this.store.findUserByKey(key)),
      findUsers: (users) => read(() => this.store.findUsers(users)),
      findUserByName: (name) => read(() => this.store.findUserByName(name)),
      isNameFree: (name) => read(() => this.store.isNameFree(name)),
      getMeta: (key) => read(() => this.store.getMeta(key)),
      createRoom: (room) =>
        write(async (store) => {
          const outcome = await store.createRoom(room);
          if (outcome === 'created' && store === this.store) this.begin(room.room, room.epoch, []);
          return outcome;
        }),
      addMember: (...values) => write((store) => store.addMember(...values)),
      removeMember: (...values) => write((store) => store.removeMember(...values)),
      saveReads: (marks) => write((store) => store.saveReads(marks)),
      renewEpochs: (make) => this.renewEpochs(make),
      createUser: (...values) => write((store) => store.createUser(...values)),
      renameKey: (...values) => write((store) => store.renameKey(...values)),
      updateUser: (user) => write((store) => store.updateUser(user)),
      setMeta: (key, value) => write((store) => store.setMeta(key, value)),
      wipe: () => store.wipe(),
      rewriteIfDue: () => store.rewriteIfDue(),
      damage: () => store.damage(),
      recheck: () => store.recheck(),
      close: () => Promise.resolve(),
    };
  }

  async restore(appends: number, makeEpoch: () => Epoch): Promise<void> {
    const cut = this.journal.reduce<number[]>((at, { isAppend }, i) => (isAppend ? [...at, i] : at), []);
    const from = cut[Math.max(0, cut.length - appends)] ?? this.journal.length;
    const kept = this.journal.filter(({ isAppend }, i) => i < from || !isAppend);
    const logs = this.logs.length;
    await this.store.close();
    this.store = await openSqliteStore(':memory:');
    this.journal = kept;
    for (const { write } of kept) await write(this.store);
    // What replaying wrote into the judge's logs is known there already.
    this.logs.length = logs;
    await this.renewEpochs(makeEpoch);
  }

  hasCommitted(clientId: string): boolean {
    return this.committed.has(clientId);
  }

  read(room: RoomId): Promise<readonly StoredMessage[]> {
    return this.store.messagesAfter(room, 0, Number.MAX_SAFE_INTEGER);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async append(batch: readonly NewMessage[]): Promise<readonly Appended[]> {
    if (this.chance.hits(this.faults.failure)) throw new Error('disk I/O error');
    const outcomes = await this.record(true, (store) => store.append(batch));
    batch.forEach((message, i) => {
      const outcome = outcomes[i];
      if (outcome?.kind === 'duplicate') this.absorbed += 1;
      if (outcome?.kind !== 'committed') return;
      this.committed.add(message.clientId);
      this.log(message.room)?.messages.push({ ...message, seq: outcome.seq });
    });
    return outcomes;
  }

  private async renewEpochs(make: () => Epoch): Promise<void> {
    const epochs: Epoch[] = [];
    await this.store.renewEpochs(() => {
      const epoch = make();
      epochs.push(epoch);
      return epoch;
    });
    this.journal.push({
      isAppend: false,
      write: (store) => {
        let next = 0;
        return store.renewEpochs(() => epochs[(next += 1) - 1] as Epoch);
      },
    });
    for (const { room, epoch, head } of await this.store.listRooms()) {
      this.begin(room, epoch, await this.store.messagesAfter(room, 0, head));
    }
  }

  private record<T>(isAppend: boolean, write: (store: ChatStore) => Promise<T>): Promise<T> {
    this.journal.push({ isAppend, write });
    return write(this.store);
  }

  private begin(room: RoomId, epoch: Epoch, messages: readonly StoredMessage[]): void {
    this.logs.push({ room, epoch, messages: [...messages] });
  }

  private log(room: RoomId): EpochLog | undefined {
    return [...this.logs].reverse().find((log) => log.room === room);
  }
}

export async function createDisk(chance: Chance): Promise<Disk> {
  return new JournaledDisk(await openSqliteStore(':memory:'), chance);
}
