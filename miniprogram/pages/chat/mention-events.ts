/**
 * Whom people can name while they look for somebody behind an `@`: follows what becomes known meanwhile, and asks the server
 * once per visit, as those who only read are known to nobody else. A behavior of the chat page only.
 */
import { refreshView, type BoundPage } from '../../behaviors/view-binding';
import type { ViewContext } from '../../behaviors/view-context';
import type { RoomId, UserId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { roomMembers, type RoomMember } from './room-members';

interface Looking {
  isOpen: boolean;
  /** Whom the server named; null until it is asked. */
  told: readonly UserId[] | null;
}

const lookings = new WeakMap<object, Looking>();

function lookingOf(page: object): Looking {
  const looking = lookings.get(page) ?? { isOpen: false, told: null };
  lookings.set(page, looking);
  return looking;
}

const roomOf = (page: BoundPage): RoomId => page.data['room'] as RoomId;
const NOBODY: readonly RoomMember[] = [];

/** Nobody as long as nobody is looked for. */
export function mentionable(context: ViewContext, page: BoundPage): readonly RoomMember[] {
  const { isOpen, told } = lookingOf(page);
  return isOpen ? roomMembers(context, roomOf(page), told ?? []) : NOBODY;
}

async function askWho(page: BoundPage): Promise<void> {
  const looking = lookingOf(page);
  if (looking.told) return;
  looking.told = [];
  try {
    const { members } = await getClient().chat.rooms.members(roomOf(page), 0);
    looking.told = members.map(({ user }) => user);
    refreshView(page);
  } catch {
    // Those whom this phone knows are offered, and the next look asks again.
    looking.told = null;
  }
}

export const mentionEvents = Behavior({
  methods: {
    onMention(this: BoundPage, { detail }: WechatMiniprogram.CustomEvent<{ isOpen: boolean }>) {
      lookingOf(this).isOpen = detail.isOpen;
      refreshView(this);
      if (detail.isOpen) void askWho(this);
    },
  },
});
