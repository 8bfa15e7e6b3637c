/**
 * Whom a message can mention: everybody at once, for those who run the room, then the people of the room, those who wrote
 * last first. Pure.
 */
import type { ViewContext } from '../../behaviors/view-context';
import type { RoomId, UserId } from '../../core/protocol/fields';
import { isModerator } from '../../core/store/governance';
import { selectRoom, selectTimeline, selectUser } from '../../core/store/selectors';
import { t } from '../../i18n/translate';
import { avatarView, userAvatar, type AvatarView } from '../../utils/avatar-view';

/** Stands for all members; no person's id looks like it. */
export const EVERYBODY = '*';

export interface RoomMember {
  readonly user: UserId | typeof EVERYBODY;
  readonly name: string;
  readonly avatar: AvatarView;
}

/** `told`: whom the server named, in its order. */
export function roomMembers(
  { fileUrl, language, state }: ViewContext,
  room: RoomId,
  told: readonly UserId[],
): readonly RoomMember[] {
  const name = t(language, 'composer.everybody');
  const everybody = { user: EVERYBODY, name, avatar: avatarView(EVERYBODY, '@', '', fileUrl) } as const;
  const mayCallAll = isModerator(selectRoom(state, room)?.standing.role ?? 'member');
  const items = selectTimeline(state, room)?.items ?? [];
  const writers = items.flatMap((item) => (item.kind === 'message' ? [item.user] : [])).reverse();
  const readers = Object.keys(selectRoom(state, room)?.markers ?? {}) as UserId[];
  const others = [...new Set([...writers, ...readers, ...told])].filter((id) => id !== state.self?.user);
  const people = others.flatMap((id) => {
    const user = selectUser(state, id);
    return user ? [{ user: id, name: user.name, avatar: userAvatar(user, fileUrl) }] : [];
  });
  return mayCallAll ? [everybody, ...people] : people;
}
