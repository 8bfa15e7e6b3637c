/**
 * Whom a message can mention: everybody at once, for those who run the room, then the people of the room, those who wrote
 * last first. Pure.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { RoomId, UserId } from '../../../core/protocol/fields';
import { isNotice } from '../../../core/protocol/kinds/notice';
import { isModerator } from '../../../core/store/governance';
import { audible, selectRoom, selectTimeline, selectUser } from '../../../core/store/selectors';
import type { TimelineItem } from '../../../core/store/state';
import { t } from '../../../i18n/translate';
import { avatarView, userAvatar, type AvatarView } from '../../../utils/avatar-view';
import { foldLetters } from '../../../utils/mentions';

/** Stands for all members; no person's id looks like it. */
export const EVERYBODY = '*';

export interface RoomMember {
  readonly user: UserId | typeof EVERYBODY;
  readonly name: string;
  readonly avatar: AvatarView;
}

/** What the server said of those whose name has some letters, folded; `isWhole`: nobody else has them. */
export interface MemberAnswer {
  readonly letters: string;
  readonly users: readonly UserId[];
  readonly isWhole: boolean;
}

/** Whom a line of the room last said of that they went. */
function goneFrom(items: readonly TimelineItem[]): ReadonlySet<UserId> {
  const known = new Set<UserId>();
  const gone = new Set<UserId>();
  const note = (user: UserId | undefined, isGone: boolean): void => {
    if (user === undefined || known.has(user)) return;
    known.add(user);
    if (isGone) gone.add(user);
  };
  for (let i = items.length - 1; i >= 0; i -= 1) {
    const item = items[i];
    if (item?.kind !== 'message') continue;
    const { body, user } = item;
    if (isNotice(body)) note(body.target, body.event === 'removed');
    note(user, isNotice(body) && body.event === 'left');
  }
  return gone;
}

const isRuledOut = ({ user, name }: RoomMember, answers: readonly MemberAnswer[]): boolean =>
  answers.some(
    ({ letters, users, isWhole }) =>
      isWhole && user !== EVERYBODY && foldLetters(name).includes(letters) && !users.includes(user),
  );

/** `answers`: whom the server named, in its order. */
export function roomMembers(
  { fileUrl, language, state }: ViewContext,
  room: RoomId,
  answers: readonly MemberAnswer[],
): readonly RoomMember[] {
  const name = t(language, 'composer.everybody');
  const everybody = { user: EVERYBODY, name, avatar: avatarView(EVERYBODY, '@', '', fileUrl) } as const;
  const mayCallAll = isModerator(selectRoom(state, room)?.membership.role ?? 'member');
  const items = selectTimeline(state, room)?.items ?? [];
  const gone = goneFrom(items);
  const writers = items.flatMap((item) => (item.kind === 'message' ? [item.user] : [])).reverse();
  const readers = Object.keys(selectRoom(state, room)?.markers ?? {}) as UserId[];
  const found = answers.flatMap(({ users }) => users);
  const known = [...writers, ...readers].filter((id) => !gone.has(id));
  const others = audible(state, [...new Set([...known, ...found])]).filter((id) => id !== state.self?.user);
  const people = others.flatMap((id) => {
    const user = selectUser(state, id);
    return user ? [{ user: id, name: user.name, avatar: userAvatar(user, fileUrl) }] : [];
  });
  const members = people.filter((person) => !isRuledOut(person, answers));
  return mayCallAll ? [everybody, ...members] : members;
}
