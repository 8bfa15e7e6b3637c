/**
 * Judges a chaos run: what authors were told against the log, and the log against what everybody sees. Pure; knows no
 * connection.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { StoredMessage } from '../../server/storage/port';
import type { Log, SentRecord, Verdict, View } from './chaos-types';

export class Oracle {
  readonly verdict: Verdict = {
    lost: 0,
    duplicated: 0,
    reordered: 0,
    seqDiffers: 0,
    viewMissing: 0,
    viewDuplicated: 0,
    viewReordered: 0,
    historyDiffers: 0,
    stuck: 0,
    clientErrors: 0,
    serverErrors: 0,
  };
  readonly problems: string[] = [];
  gapsShown = 0;
  discardedInLog = 0;

  find(kind: keyof Verdict, what: string): void {
    this.verdict[kind] += 1;
    if (this.problems.length < 20) this.problems.push(`${kind}: ${what}`);
  }

  /** Every message that was accepted, against the log of all rooms. */
  judgeRecords(records: readonly SentRecord[], log: Log): void {
    const places = indexByClientId(log);
    for (const record of records) {
      const found = places.get(record.clientId) ?? [];
      const name = `${record.author} #${record.order} (${record.clientId}) in ${record.room}`;
      if (found.length > 1) this.find('duplicated', `${name} as ${found.map(({ seq }) => seq).join()}`);
      this.judgeOutcome(record, found, name);
    }
    this.judgeOrder(records, places);
  }

  private judgeOutcome(record: SentRecord, found: readonly StoredMessage[], name: string): void {
    const [place] = found;
    if (record.outcome === 'discarded') {
      if (place) this.discardedInLog += 1;
      return;
    }
    if (record.outcome === 'failed') {
      if (place) this.find('duplicated', `${name} failed (${record.failure}) and is in the log`);
      return;
    }
    if (!place) {
      this.find('lost', `${name} is ${record.outcome}`);
      return;
    }
    if (place.room !== record.room) this.find('lost', `${name} is in ${place.room}`);
    if (record.outcome === 'open') this.find('stuck', `${name} is ${place.seq}, but its author was not told`);
    const isSame = place.body.kind === 'text' && place.body.text === record.text;
    if (!isSame) this.find('lost', `${name} has another text`);
    if (record.failure !== null) this.find('seqDiffers', `${name}: ${record.failure}`);
    else if (record.seq !== null && record.seq !== place.seq) {
      this.find('seqDiffers', `${name} acked as ${record.seq}, logged as ${place.seq}`);
    }
  }

  private judgeOrder(
    records: readonly SentRecord[],
    places: ReadonlyMap<string, readonly StoredMessage[]>,
  ): void {
    const newest = new Map<string, { seq: number; order: number }>();
    for (const record of records) {
      const place = places.get(record.clientId)?.[0];
      if (!place) continue;
      const lane = `${record.author}/${record.room}`;
      const before = newest.get(lane);
      if (before && before.order < record.order && before.seq > place.seq) {
        this.find(
          'reordered',
          `${lane}: #${before.order} is ${before.seq}, #${record.order} is ${place.seq}`,
        );
      }
      if (!before || place.seq > before.seq) newest.set(lane, { seq: place.seq, order: record.order });
    }
  }

  /** seq is contiguous from 1, and nothing is there twice. */
  judgeLog(log: Log): void {
    for (const [room, messages] of log) {
      messages.forEach(({ seq }, i) => {
        if (seq !== i + 1) this.find('historyDiffers', `${room}: message ${i + 1} of the log is ${seq}`);
      });
    }
  }

  /** The same log read by another way. */
  judgeHistory(log: Log, told: Log): void {
    for (const [room, messages] of log) {
      const other = told.get(room) ?? [];
      if (other.length !== messages.length) {
        this.find('historyDiffers', `${room}: ${messages.length} stored, ${other.length} told`);
      }
      messages.forEach((message, i) => {
        const same = other[i];
        if (same && fingerprint(message) !== fingerprint(same)) {
          this.find('historyDiffers', `${room}: ${fingerprint(message)} is told as ${fingerprint(same)}`);
        }
      });
    }
  }

  /** What one client shows of one room: all of the log in its order, or a gap where something is missing. */
  judgeView(view: View, log: readonly StoredMessage[]): void {
    const where = `${view.client} in ${view.room}`;
    const bySeq = new Map(log.map((message) => [message.seq, fingerprint(message)]));
    const keys = new Set<string>();
    let next = 1;
    for (const item of view.items) {
      if (keys.has(item.key)) this.find('viewDuplicated', `${where}: ${item.key}`);
      keys.add(item.key);
      const first = item.kind === 'gap' ? item.from : readSeq(item.delivery);
      if (first < next) this.find('viewReordered', `${where}: ${first} comes after ${next - 1}`);
      for (let seq = next; seq < first; seq += 1) this.find('viewMissing', `${where}: ${seq}`);
      if (item.kind === 'gap') {
        this.gapsShown += 1;
        next = Math.max(next, item.to + 1);
        continue;
      }
      next = Math.max(next, first + 1);
      const shown = fingerprint({ ...item, seq: first });
      if (bySeq.get(first) !== shown) this.find('viewMissing', `${where}: ${first} is shown as ${shown}`);
    }
    for (let seq = next; seq <= log.length; seq += 1) this.find('viewMissing', `${where}: ${seq} at the end`);
    if (view.pending > 0) this.find('stuck', `${where}: ${view.pending} messages wait`);
  }
}

const readSeq = (delivery: { readonly status: string; readonly seq?: number }): number => delivery.seq ?? 0;

function fingerprint(message: Omit<StoredMessage, 'at' | 'room'>): string {
  return `${message.seq}/${message.user}/${message.clientId}/${JSON.stringify(message.body)}`;
}

function indexByClientId(log: Log): ReadonlyMap<string, readonly StoredMessage[]> {
  const places = new Map<string, StoredMessage[]>();
  for (const message of [...log.values()].flat()) {
    const found = places.get(message.clientId) ?? [];
    found.push(message);
    places.set(message.clientId, found);
  }
  return places;
}

/** Rooms and what is in them, for `judgeView` of rooms that may be absent. */
export const roomLog = (log: Log, room: RoomId): readonly StoredMessage[] => log.get(room) ?? [];
