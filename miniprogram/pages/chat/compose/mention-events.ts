/**
 * Whom people can name while they look for somebody behind an `@`: those of the room whom this phone knows at once, and whom the
 * server finds by what is typed, a moment later. Only members are offered: what the server has said whole, and the room's own lines
 * of coming and going, tell who is none. A behavior of the chat page only.
 */
import { refreshView, type BoundPage } from '../../../behaviors/view-binding';
import type { ViewContext } from '../../../behaviors/view-context';
import { throwMistake } from '../../../core/chat/chat-error';
import type { RoomId } from '../../../core/protocol/fields';
import { selectRoom } from '../../../core/store/selectors';
import { getClient } from '../../../services/app-client';
import { foldLetters, matchMembers } from '../../../utils/mentions';
import { visitPart } from '../../../utils/visit';
import { roomMembers, type MemberAnswer, type RoomMember } from './room-members';

interface Looking {
  /** What is typed; null while nobody is looked for. */
  letters: string | null;
  /** How many members the room had when the server was asked. */
  count: number;
  /** By what was looked for, folded. */
  readonly answers: Map<string, MemberAnswer>;
  readonly asked: Set<string>;
  cancel: () => void;
}

/** Nobody types faster than this and wants an answer to each letter. */
const TYPING_PAUSE_MS = 250;

const lookingOf = visitPart<Looking>('mentions', () => ({
  letters: null,
  count: 0,
  answers: new Map(),
  asked: new Set(),
  cancel: () => undefined,
}));

/** A room may have thousands: the view is told of no more than it shows. */
const MAX_OFFERED = 20;

const roomOf = (page: BoundPage): RoomId => page.data['room'] as RoomId;
const NOBODY: readonly RoomMember[] = [];

/** Somebody came or went: what the server said does not hold any more. */
function forgetOld(looking: Looking, count: number): void {
  if (looking.count === count) return;
  looking.count = count;
  looking.answers.clear();
  looking.asked.clear();
}

/** Nobody as long as nobody is looked for. */
export function mentionable(context: ViewContext, page: BoundPage): readonly RoomMember[] {
  const looking = lookingOf(page);
  if (looking.letters === null) return NOBODY;
  const count = selectRoom(context.state, roomOf(page))?.members ?? 0;
  const isOld = looking.count !== count;
  if (isOld) askSoon(page);
  const members = roomMembers(context, roomOf(page), isOld ? [] : [...looking.answers.values()]);
  return matchMembers(members, looking.letters).slice(0, MAX_OFFERED);
}

/** Whether what is known says who has these letters. */
const isAnswered = ({ answers, asked }: Looking, letters: string): boolean =>
  asked.has(letters) ||
  [...answers.values()].some((answer) => answer.isWhole && letters.includes(answer.letters));

async function ask(page: BoundPage): Promise<void> {
  const looking = lookingOf(page);
  if (looking.letters === null) return;
  forgetOld(looking, selectRoom(getClient().chat.state, roomOf(page))?.members ?? 0);
  const letters = foldLetters(looking.letters);
  if (isAnswered(looking, letters)) return;
  const { answers, asked } = looking;
  asked.add(letters);
  try {
    const { members, more } = await getClient().chat.rooms.members(roomOf(page), 0, undefined, letters);
    const users = members.map(({ user }) => user);
    // A room has its reader in it: a list of nobody says nothing of anybody.
    const isWhole = !more && (letters !== '' || users.length > 0);
    answers.set(letters, { letters, users, isWhole });
    refreshView(page);
  } catch (thrown) {
    // Those whom this phone knows are offered, and the next look asks again.
    asked.delete(letters);
    throwMistake(thrown);
  }
}

function askSoon(page: BoundPage): void {
  const looking = lookingOf(page);
  looking.cancel();
  looking.cancel = getClient().after(TYPING_PAUSE_MS, () => void ask(page));
}

export const mentionEvents = Behavior({
  lifetimes: {
    detached() {
      lookingOf(this).cancel();
    },
  },
  methods: {
    onMention(
      this: BoundPage,
      { detail }: WechatMiniprogram.CustomEvent<{ isOpen: boolean; letters: string }>,
    ) {
      const looking = lookingOf(this);
      const wasOpen = looking.letters !== null;
      looking.letters = detail.isOpen ? detail.letters : null;
      looking.cancel();
      if (detail.isOpen && wasOpen) askSoon(this);
      else if (detail.isOpen) void ask(this);
      if (wasOpen || detail.isOpen) refreshView(this);
    },
  },
});
