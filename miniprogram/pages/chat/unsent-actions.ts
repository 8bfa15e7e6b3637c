/**
 * What can be done about a message that is not sent. Only what works is offered.
 */
import type { RoomId } from '../../core/protocol/fields';
import type { ChatState, TimelineMessage } from '../../core/store/state';
import { selectTimeline } from '../../core/store/selectors';
import { t, type Language } from '../../i18n/translate';

export type UnsentAction = 'resend' | 'edit' | 'delete';

export function findUnsent(state: ChatState, room: RoomId, clientId: string): TimelineMessage | null {
  return selectTimeline(state, room)?.pending.find((message) => message.clientId === clientId) ?? null;
}

/** Its file is on its way to the server, which can be called off. */
export const isUploading = ({ files }: ChatState, { delivery, key }: TimelineMessage): boolean =>
  delivery.status === 'sending' && (files[key]?.progress ?? null) !== null;

/** A message that waits goes out by itself, so only a failed one can be sent again; only words can be edited. */
export function actionsFor(
  language: Language,
  message: TimelineMessage,
): readonly { readonly label: string; readonly value: UnsentAction }[] {
  const { body, delivery } = message;
  const resend = { label: t(language, 'message.resend'), value: 'resend' } as const;
  const edit = { label: t(language, 'message.edit'), value: 'edit' } as const;
  const remove = { label: t(language, 'message.delete'), value: 'delete' } as const;
  if (delivery.status === 'sending') {
    return [{ label: t(language, 'message.cancel_sending'), value: 'delete' }];
  }
  const first = delivery.status === 'failed' ? [resend] : [];
  return [...first, ...(body.kind === 'text' ? [edit] : []), remove];
}
