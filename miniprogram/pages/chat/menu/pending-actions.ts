/**
 * What can be done about a message that is not sent. Only what works is offered.
 */
import type { RoomId } from '../../../core/protocol/fields';
import { isText } from '../../../core/protocol/kinds/text';
import type { ChatState, TimelineMessage } from '../../../core/store/state';
import { selectTimeline } from '../../../core/store/selectors';
import { t, type Language } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';
import { copyText } from '../../../utils/clipboard';
import { showNote } from '../../../utils/dialogs';
import { NOTHING_WRITTEN, type Composed } from '../compose/composer-handle';
import { writtenAgain } from '../compose/written';

export type PendingAction = 'resend' | 'copy' | 'edit' | 'delete';

export function findPending(state: ChatState, room: RoomId, clientId: string): TimelineMessage | null {
  return selectTimeline(state, room)?.pending.find((message) => message.clientId === clientId) ?? null;
}

/** Its file is on its way to the server, which can be called off. */
export const isUploading = ({ files }: ChatState, { delivery, key }: TimelineMessage): boolean =>
  delivery.status === 'sending' && (files[key]?.progress ?? null) !== null;

/**
 * A message that waits goes out by itself, so only a failed one can be sent again; only words can be edited, or copied.
 * `isUnsure`: it may have arrived, so it is recalled and not deleted.
 */
export function actionsFor(
  language: Language,
  message: TimelineMessage,
  isUnsure = false,
): readonly { readonly label: string; readonly value: PendingAction }[] {
  const { body, delivery } = message;
  const resend = { label: t(language, 'message.resend'), value: 'resend' } as const;
  const copy = { label: t(language, 'message.copy'), value: 'copy' } as const;
  const edit = { label: t(language, 'message.edit'), value: 'edit' } as const;
  const remove = {
    label: t(language, isUnsure ? 'message.recall' : 'message.delete'),
    value: 'delete',
  } as const;
  if (delivery.status === 'sending') {
    return [{ label: t(language, 'message.cancel_sending'), value: 'delete' }];
  }
  const hasWords = isText(body);
  // Of a room that one is not in any more nothing can be sent or edited.
  if (delivery.status === 'failed' && delivery.room !== undefined)
    return hasWords ? [copy, remove] : [remove];
  return [...(delivery.status === 'failed' ? [resend] : []), ...(hasWords ? [edit] : []), remove];
}

/** @returns the words that are to be edited; null when there is nothing to edit */
export function runPending(
  action: PendingAction,
  room: RoomId,
  { clientId, key, body }: TimelineMessage,
): Composed | null {
  const { chat, settings } = getClient();
  const { language } = settings;
  const again = isText(body) ? writtenAgain(chat.state, body) : NOTHING_WRITTEN;
  if (action === 'copy') copyText(language, again.text);
  if (action === 'resend') chat.resend(room, clientId);
  if (action === 'copy' || action === 'resend') return null;
  const isUnsure = chat.state.unsure[key] ?? false;
  const text = chat.discard(room, clientId);
  // A sheet stays open for as long as people take, and the message may have gone out meanwhile.
  if (text === null) showNote(t(language, 'message.gone_out'));
  else if (isUnsure) showNote(t(language, 'message.will_recall'));
  return action === 'edit' && text !== null ? again : null;
}
