/**
 * What a kind of the mini program's own is told of its message and of the room around it. Knows no type.
 */
import type { UserId } from '../../../../core/protocol/fields';
import { isCustom, type CustomBody } from '../../../../core/protocol/kinds/custom';
import { isBlocked } from '../../../../core/store/selectors';
import type { ChatState, TimelineItem, TimelineMessage } from '../../../../core/store/state';
import type { Language } from '../../../../i18n/translate';
import type { CustomKind, CustomMessage, CustomRoom } from '../../../../kinds/register-kind';
import { userName } from '../../../../utils/message-text';

/** What has a row: of those who came and went a kind is told nothing. */
type Item = TimelineItem | { readonly kind: 'run'; readonly key: string };

export const customMessage = (
  state: ChatState,
  { user, clientId }: TimelineMessage,
  { type, data, text }: CustomBody,
): CustomMessage => ({ type, data, text, user, clientId, isOwn: user === state.self?.user });

/** What could not be sent was said to nobody. */
function readFrom(state: ChatState, item: Item, reads: readonly string[]): readonly CustomMessage[] {
  if (item.kind !== 'message' || !isCustom(item.body) || !reads.includes(item.body.type)) return [];
  if (item.delivery.status === 'failed' || isBlocked(state, item.user)) return [];
  return [customMessage(state, item, item.body)];
}

export function customRoom(
  { language, state }: { readonly language: Language; readonly state: ChatState },
  { key }: TimelineMessage,
  items: readonly Item[],
  { reads = [] }: CustomKind,
): CustomRoom {
  const at = items.findIndex((item) => item.key === key);
  return {
    language,
    others: reads.length === 0 ? [] : items.flatMap((item) => readFrom(state, item, reads)),
    isWhole: at >= 0 && !items.slice(at).some((item) => item.kind === 'gap'),
    nameOf: (user) => userName(language, state, user as UserId),
  };
}
