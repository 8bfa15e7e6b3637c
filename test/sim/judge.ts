/**
 * Compares what people wrote with what the server holds and what the phones show. Knows the protocol's promises (SPEC.md,
 * DL), nothing of how they are kept.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { StoredMessage } from '../../server/storage/port';
import type { Verdict } from './results';
import type { SentMessage, SimPhone } from './sim-phone';
import { SIM_ROOMS } from './sim-server';
import { inspectTimeline } from './timeline-check';
import type { World } from './world';

/** What was said longer ago than this may be too old for a recall when the connection is back. */
const RECALL_TIME_MS = 10_000;

const tellReactions = ({ reactions = [] }: Pick<StoredMessage, 'reactions'>): string =>
  reactions
    .map(({ emoji, count, users }) => `${emoji}${count} ${[...users].sort().join('+')}`)
    .sort()
    .join(', ');

export class Judge {
  readonly verdict: Verdict = {
    lost: 0,
    duplicated: 0,
    reordered: 0,
    viewDuplicated: 0,
    viewMissing: 0,
    stuck: 0,
    failed: 0,
    poisoned: 0,
    takenOut: 0,
  };
  readonly problems: string[] = [];

  constructor(private readonly world: World) {}

  /** What a phone shows must be right at any time, though perhaps not yet complete. */
  inspectView(phone: SimPhone): void {
    for (const room of SIM_ROOMS) {
      const timeline = phone.client.chat.state.timelines[room];
      if (!timeline) continue;
      const found = inspectTimeline(timeline, (epoch) => this.messagesOf(room, epoch));
      for (const each of found.duplicated) this.count('viewDuplicated', `${phone.name} ${room}: ${each}`);
      for (const each of found.missing) this.count('viewMissing', `${phone.name} ${room}: ${each}`);
      this.inspectWaiting(phone, room, found.shown);
    }
  }

  /** After the quiet time. */
  async decide(): Promise<void> {
    for (const room of SIM_ROOMS) await this.inspectLog(room);
    for (const phone of this.world.phones) {
      for (const message of phone.sent) this.inspectFate(phone, message);
      this.inspectRest(phone);
      this.inspectView(phone);
    }
  }

  private count(field: keyof Verdict, problem: string): void {
    this.verdict[field] += 1;
    this.world.say('JUDGE', field, { problem });
    this.problems.push(`${field}: ${problem} (${(this.world.elapsedMs / 1_000).toFixed(3)} s)`);
  }

  private messagesOf(room: RoomId, epoch: string) {
    return this.world.disk.logs.find((log) => log.room === room && log.epoch === epoch)?.messages;
  }

  /** A message that nobody has committed yet is on show where it was written. */
  private inspectWaiting(phone: SimPhone, room: RoomId, shown: ReadonlySet<string>): void {
    if (phone.isReading) return;
    const self = phone.client.chat.state.self?.user;
    for (const { clientId, room: of, wasDiscarded, text } of phone.sent) {
      if (of !== room || wasDiscarded || this.world.disk.hasCommitted(clientId)) continue;
      if (!shown.has(`${self}/${clientId}`)) {
        this.count('viewMissing', `${phone.name} ${room}: "${text}" waits, but is not shown`);
      }
    }
  }

  private async inspectLog(room: RoomId): Promise<void> {
    const log = await this.world.disk.read(room);
    const seen = new Set<string>();
    for (const { user, clientId } of log) {
      const key = `${user}/${clientId}`;
      if (seen.has(key)) this.count('duplicated', `${room}: ${key} is in the log twice`);
      seen.add(key);
    }
    for (const phone of this.world.phones) {
      this.inspectReactions(phone, room, log);
      const byId = new Map<string, SentMessage>(phone.sent.map((message) => [message.clientId, message]));
      let last = -1;
      for (const { clientId } of log) {
        const own = byId.get(clientId);
        if (!own || own.hasOtherPlace) continue;
        if (own.order < last) {
          this.count('reordered', `${phone.name} ${room}: "${own.text}" came after later ones`);
        }
        last = Math.max(last, own.order);
      }
    }
  }

  /** What a phone has loaded without a gap behind it shows the reactions that the server has counted. */
  private inspectReactions(phone: SimPhone, room: RoomId, log: readonly StoredMessage[]): void {
    const items = phone.client.chat.state.timelines[room]?.items ?? [];
    const lastGap = items.reduce((last, item, i) => (item.kind === 'gap' ? i : last), -1);
    for (const item of items.slice(lastGap + 1)) {
      if (item.kind !== 'message' || item.delivery.status !== 'sent') continue;
      const stored = log[item.delivery.seq - 1];
      const [shown, counted] = [tellReactions(item), stored ? tellReactions(stored) : ''];
      if (shown === counted) continue;
      this.count('viewMissing', `${phone.name} ${room}: ${item.key} shows "${shown}", counted "${counted}"`);
    }
  }

  private inspectFate(phone: SimPhone, message: SentMessage): void {
    if (message.poisonings > 0) {
      this.count('poisoned', `${phone.name}: "${message.text}" was held to be poison`);
    }
    if (message.discardedAt !== null) this.inspectTakenOut(phone, message, message.discardedAt);
    if (message.wasDiscarded || this.world.disk.hasCommitted(message.clientId)) return;
    const pending = phone.client.chat.state.timelines[message.room]?.pending ?? [];
    const bubble = pending.find(({ clientId }) => clientId === message.clientId);
    if (bubble?.delivery.status === 'failed') {
      this.count('failed', `${phone.name}: "${message.text}" failed with ${bubble.delivery.code}`);
    } else this.count('lost', `${phone.name} ${message.room}: "${message.text}" (${message.clientId})`);
  }

  /** Nobody reads what a person took out in time, however late it arrived. */
  private inspectTakenOut(phone: SimPhone, { clientId, room, text }: SentMessage, takenOutAt: number): void {
    const [log] = this.world.disk.logs.filter((each) => each.room === room).slice(-1);
    const stored = log?.messages.find((each) => each.clientId === clientId);
    if (!stored || stored.body.kind === 'recalled' || takenOutAt - stored.at > RECALL_TIME_MS) return;
    // Who is no member recalls nothing, and reads why (OB68).
    const wasRemoved = phone.removals.some(
      (removal) =>
        removal.room === room && removal.at >= stored.at && removal.at < takenOutAt + RECALL_TIME_MS,
    );
    if (wasRemoved) return;
    const isRecalled = log?.messages.some(
      ({ body }) => body.kind === 'recall' && body.of.clientId === clientId,
    );
    if (!isRecalled)
      this.count('takenOut', `${phone.name} ${room}: "${text}" was taken out and stands in the log`);
  }

  private inspectRest(phone: SimPhone): void {
    const { connection, state } = phone.client.chat;
    const isOnline = connection.state === 'online' && !connection.checking && connection.catchingUp === 0;
    const waiting = Object.values(state.timelines).flatMap(({ pending }) =>
      pending.filter(({ delivery }) => delivery.status !== 'failed').map(({ clientId }) => clientId),
    );
    const stored = phone.storedKeys('mc1:out:').length - this.verdict.failed;
    const unreadable = phone.storedKeys('mc1:bad:').length;
    if (isOnline && waiting.length === 0 && stored <= 0 && unreadable === 0) return;
    const told = JSON.stringify({ connection, waiting, stored, unreadable });
    this.count('stuck', `${phone.name}: ${told}`);
  }
}
