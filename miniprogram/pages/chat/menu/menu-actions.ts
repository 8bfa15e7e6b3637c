/**
 * What the entries of a message's menu do to a message that was sent. Each tells people when it did not work.
 */
import { roomName } from '../../../utils/room-name';
import type { BoundPage } from '../../../behaviors/view-binding';
import type { RoomId } from '../../../core/protocol/fields';
import { isContentBody } from '../../../core/protocol/kinds/facts';
import { MAX_QUOTE_CODE_POINTS } from '../../../core/protocol/limits';
import type { Room, TimelineMessage } from '../../../core/store/state';
import { absenceOf } from '../../../core/store/copies';
import { hasReacted, selectRooms } from '../../../core/store/selectors';
import { errorKind, errorText } from '../../../i18n/error-text';
import { t } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import type { DraftQuote } from '../../../services/client-types';
import { copyText } from '../../../utils/clipboard';
import { askYesNo, chooseAction, showNote, whileBusy } from '../../../utils/dialogs';
import { messageText, shortText, userName } from '../../../utils/message-text';
import { askReportReason } from '../../../utils/report-dialog';
import { carryOut } from '../../../utils/room-flows';
import type { ComposerHandle } from '../compose/composer-handle';
import { copiedFrom, forwardedAs } from '../kinds/registry';
import type { SentAction } from './menu-entries';

/** wx: an action sheet shows six lines. */
const SHEET_LINES = 6;

export interface QuotingPage extends BoundPage {
  composer(): ComposerHandle | null;
  answer(quote: DraftQuote): void;
}

function tellWhy(thrown: unknown): void {
  showNote(
    errorText(getClient().settings.language, errorKind(thrown), 'text', {
      limit: getClient().chat.state.textCodePoints,
    }),
  );
}

export function toggleReaction(message: TimelineMessage, emoji: string): void {
  const { chat } = getClient();
  try {
    chat.react(message.room, message.key, emoji, !hasReacted(message, emoji, chat.state.self));
  } catch (thrown) {
    tellWhy(thrown);
  }
}

function quote(page: QuotingPage, message: TimelineMessage): void {
  const { chat, settings } = getClient();
  const name = userName(settings.language, chat.state, message.user);
  const text = shortText(messageText(settings.language, chat.state, message), MAX_QUOTE_CODE_POINTS);
  page.answer({ message: message.key, name, text });
}

/** @returns whether people were sure */
export async function hide(messages: readonly TimelineMessage[]): Promise<boolean> {
  const { chat, settings } = getClient();
  const { language } = settings;
  const isSure = await askYesNo({
    language,
    title: t(language, messages.length === 1 ? 'message.hide_title' : 'message.hide_many', {
      n: messages.length,
    }),
    content: t(language, 'message.hide_hint'),
    confirm: 'button.delete',
  });
  if (isSure) for (const { room, key } of messages) chat.deleteForMe(room, key);
  return isSure;
}

/** Where nothing can be said, nothing can be forwarded to. */
const maySpeak = ({ settings, membership }: Room): boolean =>
  !settings.closed && (membership.mutedUntil === 0 || membership.mutedUntil <= getClient().now());

/** One of the own rooms, the newest first; as many sheets as it takes. */
async function chooseRoom(from = 0): Promise<RoomId | null> {
  const { chat, settings } = getClient();
  const rooms = selectRooms(chat.state).filter(maySpeak).slice(from);
  const isLastSheet = rooms.length <= SHEET_LINES;
  const shown = isLastSheet ? rooms : rooms.slice(0, SHEET_LINES - 1);
  const lines = shown.map((each) => ({
    label: roomName(settings.language, each),
    value: each.room as RoomId | 'more',
  }));
  const more = { label: t(settings.language, 'message.more_rooms'), value: 'more' as const };
  const chosen = await chooseAction(isLastSheet ? lines : [...lines, more]);
  return chosen === 'more' ? chooseRoom(from + shown.length) : chosen;
}

/** One by one, in this order. @returns whether all of them are on their way */
export async function forward(messages: readonly TimelineMessage[]): Promise<boolean> {
  const room = await chooseRoom();
  if (room === null) return false;
  const { chat, settings } = getClient();
  // People take their time to choose, and a message may be taken back meanwhile.
  const left = messages.filter((each) => absenceOf(chat.state, each.room, each.key) === null);
  if (left.length === 0) {
    showNote(t(settings.language, 'message.gone'));
    return false;
  }
  try {
    for (const { body } of left) if (isContentBody(body)) chat.sendBody(room, forwardedAs(chat.state, body));
    showNote(t(settings.language, 'message.forwarded'));
    return true;
  } catch (thrown) {
    tellWhy(thrown);
    return false;
  }
}

async function reportMessage({ room, user, delivery }: TimelineMessage): Promise<void> {
  const client = getClient();
  const { language } = client.settings;
  const reason = await askReportReason(language);
  if (reason === null || delivery.status !== 'sent') return;
  const report = { room, user, seq: delivery.seq, reason };
  if (await carryOut(client, () => client.chat.rooms.report(report))) showNote(t(language, 'report.done'));
}

function recall({ room, key }: TimelineMessage): Promise<void> {
  const client = getClient();
  return whileBusy(client, () => client.chat.recall(room, key));
}

export async function runAction(
  page: QuotingPage,
  action: SentAction,
  message: TimelineMessage,
): Promise<void> {
  const { chat, settings } = getClient();
  const { language } = settings;
  if (action === 'copy') copyText(language, copiedFrom(chat.state, message.body));
  if (action === 'quote') quote(page, message);
  if (action === 'recall') await recall(message).catch(tellWhy);
  if (action === 'hide') await hide([message]);
  if (action === 'forward') await forward([message]);
  if (action === 'report') await reportMessage(message);
}
