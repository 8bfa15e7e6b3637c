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

/** A message that waits goes out by itself, so only a failed one can be sent again. */
export function actionsFor(
  language: Language,
  message: TimelineMessage,
): readonly { readonly label: string; readonly value: UnsentAction }[] {
  const { status } = message.delivery;
  const resend = { label: t(language, 'message.resend'), value: 'resend' } as const;
  const others = [
    { label: t(language, 'message.edit'), value: 'edit' },
    { label: t(language, 'message.delete'), value: 'delete' },
  ] as const;
  return status === 'failed' ? [resend, ...others] : others;
}
