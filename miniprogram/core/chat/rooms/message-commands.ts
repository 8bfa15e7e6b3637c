/**
 * What people do with messages that are there: take back, react, delete on this phone. A recall waits for the server's
 * word; a reaction is shown at once and taken off again when it is refused.
 */
import type { Clock } from '../../base/clock';
import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes';
import type { ClientMessageId, Mentions, MessageRef, RoomId, SendableBody } from '../../protocol/fields';
import { isText } from '../../protocol/kinds/text';
import { isRecall, makeRecall } from '../../protocol/kinds/recall';
import { isReaction, makeReaction } from '../../protocol/kinds/reaction';
import { MAX_REACTIONS_PER_MESSAGE } from '../../protocol/limits';
import { isModerator } from '../../store/governance';
import { isIntact, selectMessage } from '../../store/message-selectors';
import { hasReacted } from '../../store/reactions';
import { messageKey, type TimelineMessage } from '../../store/state';
import { seqOf } from '../../store/timeline';
import { ChatError, type ChatErrorKind } from '../chat-error';
import type { MessageMarks } from '../cache/message-marks';
import type { Failure, OutboxEntry } from '../outbox/outbox-storage';
import type { Outbox } from '../outbox/outbox';
import type { CheckSending } from '../outbox/sending-check';
import type { StateBox } from '../state-box';

/** No page is covered for longer. */
export const RECALL_PATIENCE_MS = 10_000;
/** How long the text of a recalled message is offered to be written anew. */
export const REEDIT_MS = 5 * 60_000;

export interface MessageCommandsOptions {
  readonly clock: Clock;
  readonly box: StateBox;
  readonly outbox: Outbox;
  readonly hidden: MessageMarks;
  /** Checks and completes a body. @throws ChatError */
  readonly check: CheckSending;
  readonly isOnline: () => boolean;
  /** See `WaitingRequests`. */
  readonly connected: (what: string) => Promise<void>;
}

interface Recall {
  readonly key: string;
  /** What the message says; '' for one without words. */
  readonly text: string;
  readonly mentions: Mentions | null;
  readonly promise: Promise<void>;
  readonly settle: (failure: Failure | null) => void;
}

const refOf = (message: TimelineMessage): MessageRef => ({
  user: message.user,
  clientId: message.clientId,
  seq: seqOf(message),
});

/** Whatever is not the server's word is the end of the chat. */
const kindOf = ({ code }: Failure): ChatErrorKind => (code in ERROR_CODES ? (code as ErrorCode) : 'closed');

/** Commands reject with a `ChatError` that says what the server, or this phone, refused. */
export class MessageCommands {
  private readonly recalls = new Map<ClientMessageId, Recall>();
  private readonly cancels = new Map<string, () => void>();

  constructor(private readonly options: MessageCommandsOptions) {}

  recall(room: RoomId, key: string): Promise<void> {
    const asked = this.ask(room, key);
    return new Promise((resolve, reject) => {
      // People wait with the page covered; what was sent goes on by itself.
      const cancel = this.options.clock.after(RECALL_PATIENCE_MS, () =>
        reject(new ChatError('timeout', 'No answer to recall.')),
      );
      const settle = (): void => {
        cancel();
        resolve(asked);
      };
      asked.then(settle, settle);
    });
  }

  private async ask(room: RoomId, key: string): Promise<void> {
    const message = this.requireMessage(room, key);
    const running = [...this.recalls.values()].find((recall) => recall.key === key);
    if (running) return running.promise;
    const { self, rooms } = this.options.box.state;
    const isOwn = message.user === self?.user;
    if (!isOwn && !isModerator(rooms.byId[room]?.membership.role ?? 'member')) {
      throw new ChatError('forbidden', 'Only own messages can be recalled.');
    }
    // Queued for later it would mostly come too late, and nobody would know.
    if (!this.options.isOnline()) {
      await this.options.connected('recall');
      return this.ask(room, key);
    }
    const body = this.options.check(room, makeRecall(refOf(message)));
    // Only their own words are offered to people to be written anew.
    const words = isOwn && isText(message.body) ? message.body : null;
    return this.submit(room, { key, text: words?.text ?? '', mentions: words?.mentions ?? null }, body);
  }

  react(room: RoomId, key: string, emoji: string, on: boolean): void {
    const { box, check, outbox } = this.options;
    const message = this.requireMessage(room, key);
    const body = check(room, makeReaction(refOf(message), emoji, on));
    box.batch(() => {
      this.withdraw(room, message, emoji);
      const now = this.requireMessage(room, key);
      if (hasReacted(now, emoji, box.state.self) === on) return;
      const isNew = !now.reactions?.some((reaction) => reaction.emoji === emoji);
      if (isNew && (now.reactions?.length ?? 0) >= MAX_REACTIONS_PER_MESSAGE) {
        throw new ChatError('too_many_reactions', `The limit is ${MAX_REACTIONS_PER_MESSAGE}.`);
      }
      outbox.add(room, body);
    });
  }

  deleteForMe(room: RoomId, key: string): void {
    const message = selectMessage(this.options.box.state, room, key);
    if (message?.delivery.status === 'sent') this.options.hidden.add(room, key);
  }

  /** See `OutboxOptions.onEventAnswer`. */
  onAnswer(entry: OutboxEntry, failure: Failure | null): void {
    const recall = this.recalls.get(entry.clientId);
    this.recalls.delete(entry.clientId);
    if (!recall) return this.onTakenOut(entry, failure);
    if (!failure) this.keepText(recall);
    recall.settle(failure);
  }

  close(): void {
    for (const recall of this.recalls.values())
      recall.settle({ code: 'cancelled', reason: 'The chat ended.' });
    for (const cancel of this.cancels.values()) cancel();
    this.recalls.clear();
    this.cancels.clear();
  }

  private requireMessage(room: RoomId, key: string): TimelineMessage {
    const message = selectMessage(this.options.box.state, room, key);
    if (!message || !isIntact(message)) throw new ChatError('no_message', `No message ${key} in the room.`);
    return message;
  }

  private submit(
    room: RoomId,
    recallText: Pick<Recall, 'key' | 'text' | 'mentions'>,
    body: SendableBody,
  ): Promise<void> {
    let settle: Recall['settle'] = () => undefined;
    const promise = new Promise<void>((resolve, reject) => {
      settle = (failure) => {
        if (!failure) resolve();
        else reject(new ChatError(kindOf(failure), failure.reason));
      };
    });
    const { box, outbox } = this.options;
    const clientId = box.batch(() => outbox.add(room, body));
    this.recalls.set(clientId, { ...recallText, promise, settle });
    return promise;
  }

  /** Takes back what the person changed their mind about before it went out. */
  private withdraw(room: RoomId, { user, clientId }: TimelineMessage, emoji: string): void {
    const { outbox } = this.options;
    for (const { room: where, clientId: id, body } of outbox.entries) {
      const isSame = where === room && isReaction(body) && body.emoji === emoji;
      if (isSame && body.of.user === user && body.of.clientId === clientId) outbox.discard(id);
    }
  }

  /** The recall of a message that people took out without knowing whether it had arrived. */
  private onTakenOut({ body }: OutboxEntry, failure: Failure | null): void {
    // It had not, or is recalled already.
    const isDone = !failure || failure.code === 'no_message' || failure.code === 'cancelled';
    if (!isRecall(body) || isDone) return;
    const key = messageKey(body.of.user, body.of.clientId);
    const { code } = failure;
    this.options.box.update((state) => ({ ...state, unrecalled: { ...state.unrecalled, [key]: code } }));
  }

  private keepText({ key, text, mentions }: Recall): void {
    const { box, clock } = this.options;
    if (text === '') return;
    box.update((state) => ({
      ...state,
      recalledTexts: { ...state.recalledTexts, [key]: text },
      ...(mentions ? { recalledMentions: { ...state.recalledMentions, [key]: mentions } } : {}),
    }));
    const forget = (): void => {
      this.cancels.delete(key);
      box.update((state) => {
        const recalledTexts: Record<string, string> = { ...state.recalledTexts };
        delete recalledTexts[key];
        const recalledMentions: Record<string, Mentions> = { ...state.recalledMentions };
        delete recalledMentions[key];
        return { ...state, recalledTexts, recalledMentions };
      });
    };
    this.cancels.set(key, clock.after(REEDIT_MS, forget));
  }
}
