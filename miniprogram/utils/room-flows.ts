/**
 * What several pages do with a room: carry something out and say so when it fails, and leave after a question.
 */
import { roomName } from './room-name';
import type { ChatClient } from '../core/chat/chat-types';
import type { RoomId } from '../core/protocol/fields';
import type { Room } from '../core/store/state';
import { errorKind, errorText, refusedCharacter, type ErrorSubject } from '../i18n/error-text';
import type { TextKey } from '../i18n/text-key';
import { t, type Language } from '../i18n/translate';
import { askYesNo, showNote, whileBusy, type WaitingClient } from './dialogs';

/** What a flow needs of the client. */
export interface FlowClient extends WaitingClient {
  readonly chat: Pick<ChatClient, 'leaveRoom' | 'cancelJoin' | 'state'>;
}

/** For what is shown at once. True when it was done; else people have been told why not. */
export async function attempt(
  language: Language,
  work: () => Promise<unknown>,
  about?: { readonly subject: ErrorSubject; readonly limit: number },
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    const kind = errorKind(thrown);
    showNote(
      about
        ? errorText(language, kind, about.subject, { limit: about.limit, ...refusedCharacter(thrown) })
        : errorText(language, kind),
    );
    return false;
  }
}

/** For what people wait for: says so when it takes a moment. True when it was done; else people have been told why not. */
export function carryOut(
  client: WaitingClient,
  work: () => Promise<unknown>,
  about?: Parameters<typeof attempt>[2],
): Promise<boolean> {
  return attempt(client.settings.language, () => whileBusy(client, work), about);
}

/** What becomes of a room is the server's; that it does not stay one's own is for its owner to know. */
function textOfLeaving(room: Room | undefined): TextKey {
  const isOwners = room?.membership.role === 'owner' && !room.settings.closed;
  // The rooms that a server starts with fall to an admin, or to nobody.
  if (!isOwners || room.names) return 'rooms.leave_text';
  return room.members === 1 ? 'rooms.leave_alone' : 'rooms.leave_owned';
}

/** True when the room was left. */
export async function leaveAfterQuestion(client: FlowClient, room: RoomId): Promise<boolean> {
  const { chat } = client;
  const { language } = client.settings;
  const known = chat.state.rooms.byId[room];
  const name = known ? roomName(language, known) : '';
  const isSure = await askYesNo({
    language,
    title: t(language, 'rooms.leave_title', { name }),
    content: t(language, textOfLeaving(known)),
    confirm: 'button.leave',
  });
  return isSure && carryOut(client, () => chat.leaveRoom(room));
}

/** True when nobody is asked any more by this code. */
export async function cancelJoinAfterQuestion(client: FlowClient, code: string): Promise<boolean> {
  const { language } = client.settings;
  const isSure = await askYesNo({
    language,
    title: t(language, 'rooms.cancel_join_title'),
    content: t(language, 'rooms.cancel_join_text'),
    confirm: 'button.withdraw',
  });
  return isSure && carryOut(client, () => client.chat.cancelJoin(code));
}
