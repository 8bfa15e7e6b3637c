/**
 * What holds in a room of which a server tells nothing but its messages.
 */
import type { RoomState } from '../protocol/fields';
import type { RoomFlags, RoomSettings, Membership } from '../protocol/governance';
import type { Room } from './state';

const NO_FLAGS: RoomFlags = { pinned: false, muted: false, markedUnread: false };
const OPEN: RoomSettings = { announcement: '', access: 'public', slowMs: 0, closed: false };
const MEMBER: Membership = { role: 'member', mutedUntil: 0 };

type SharedField = 'flags' | 'settings' | 'staff' | 'waiting' | 'unreadable';

/** What is told about a room, with what a server without such things leaves out. */
export function governanceOf(
  received: Pick<RoomState, SharedField | 'standing'>,
): Pick<Room, SharedField | 'membership'> {
  const {
    flags = NO_FLAGS,
    settings = OPEN,
    standing: membership = MEMBER,
    staff,
    waiting,
    unreadable,
  } = received;
  return {
    ...{ flags, settings, membership },
    ...(staff ? { staff } : {}),
    ...(waiting ? { waiting } : {}),
    ...(unreadable ? { unreadable } : {}),
  };
}
