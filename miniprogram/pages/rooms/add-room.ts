/**
 * The dialogs that create or join a room. A refusal is shown as a sentence, and the text people typed is still there when
 * they try again.
 */
import type { RoomId } from '../../core/protocol/fields';
import { MAX_NAME_CODE_POINTS } from '../../core/protocol/limits';
import { errorKind, errorText, refusedCharacter } from '../../i18n/error-text';
import { t } from '../../i18n/translate';
import type { TextKey } from '../../i18n/text-key';
import type { Client } from '../../services/client-types';
import { cancelJoinAfterQuestion } from '../../utils/room-flows';
import { askText, askYesNo, tell, whileBusy } from '../../utils/dialogs';

export type AddRoomWay = 'create' | 'create_private' | 'join';

interface Wording {
  readonly title: TextKey;
  readonly hint: TextKey;
  readonly failed: TextKey;
}

const WORDING: Readonly<Record<AddRoomWay, Wording>> = {
  create: { title: 'rooms.create_public', hint: 'rooms.create_hint', failed: 'rooms.create_failed' },
  create_private: { title: 'rooms.create_invite', hint: 'rooms.create_hint', failed: 'rooms.create_failed' },
  join: { title: 'rooms.join', hint: 'rooms.join_hint', failed: 'rooms.join_failed' },
};

function attempt(client: Client, way: AddRoomWay, typed: string): Promise<RoomId> {
  return whileBusy(client, () => {
    if (way === 'join') return client.chat.joinRoom(typed.trim());
    return client.chat.createRoom(typed, way === 'create' ? 'public' : 'invite');
  });
}

function refusalText(client: Client, way: AddRoomWay, thrown: unknown): string {
  const kind = errorKind(thrown);
  // A code that cannot be one is, for people, a room that is not there.
  const isWrongCode =
    way === 'join' && (kind === 'bad_field' || kind === 'bad_frame' || kind === 'not_found');
  const { language } = client.settings;
  if (isWrongCode) return errorText(language, 'no_room');
  return errorText(language, kind, way === 'join' ? 'room' : 'name', {
    limit: MAX_NAME_CODE_POINTS,
    ...refusedCharacter(thrown),
  });
}

/** Resolves to the room, or to null when people gave up. */
export async function addRoom(client: Client, way: AddRoomWay): Promise<RoomId | null> {
  const { language } = client.settings;
  const wording = WORDING[way];
  let typed = '';
  for (;;) {
    const answer = await askText({
      language,
      title: t(language, wording.title),
      content: typed,
      placeholder: t(language, wording.hint),
      confirm: 'button.ok',
    });
    if (answer === null) return null;
    typed = answer;
    const { knocked } = client.chat.state;
    try {
      return await attempt(client, way, typed);
    } catch (thrown) {
      // Asked for, not refused: there is nothing to correct.
      if (errorKind(thrown) === 'knocked') {
        // They were asked before by this code.
        if (client.chat.state.knocked === knocked) {
          await cancelJoinAfterQuestion(client, typed);
          return null;
        }
        await tell({
          language,
          title: t(language, 'rooms.knocked_title'),
          content: errorText(language, 'knocked'),
          confirm: 'button.ok',
        });
        return null;
      }
      const wantsAnother = await askYesNo({
        language,
        title: t(language, wording.failed),
        content: refusalText(client, way, thrown),
        confirm: 'button.edit',
      });
      if (!wantsAnother) return null;
    }
  }
}
