/**
 * Whom a message can mention: the people of a room whom this phone knows, those who wrote last first. Pure.
 */
import type { RoomId, UserId } from '../../core/protocol/fields';
import type { ChatState } from '../../core/store/state';
import { selectRoom, selectTimeline, selectUser } from '../../core/store/selectors';
import { userAvatar, type AvatarView } from '../../utils/avatar-view';

export interface RoomMember {
  readonly user: UserId;
  readonly name: string;
  readonly avatar: AvatarView;
}

export function roomMembers(
  state: ChatState,
  room: RoomId,
  avatarUrl: (avatar: string) => string,
): readonly RoomMember[] {
  const items = selectTimeline(state, room)?.items ?? [];
  const writers = items.flatMap((item) => (item.kind === 'message' ? [item.user] : [])).reverse();
  const readers = Object.keys(selectRoom(state, room)?.markers ?? {}) as UserId[];
  const others = [...new Set([...writers, ...readers])].filter((id) => id !== state.self?.user);
  return others.flatMap((id) => {
    const user = selectUser(state, id);
    return user ? [{ user: id, name: user.name, avatar: userAvatar(user, avatarUrl) }] : [];
  });
}
