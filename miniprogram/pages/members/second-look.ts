/**
 * Asks for what a page of members has loaded once more, from the first page on, so that its rows can be set right where they are.
 */
import type { MemberList } from '../../core/chat/rooms/room-service-types';
import type { Member } from '../../core/protocol/down-rooms';
import type { LoadedMembers, SecondLook } from './loaded-members';

/** Null when `isWanted` says that nobody waits for it any more. */
export async function lookAgain(
  list: MemberList,
  { members, query }: LoadedMembers,
  isWanted: () => boolean,
): Promise<SecondLook | null> {
  const found: Member[] = [];
  for (let next: string | undefined; ;) {
    const wanted = query === '' ? [] : [query];
    const place = next === undefined && query === '' ? [] : [next];
    const page = await list.page(found.length, ...([...place, ...wanted] as [string?, string?]));
    if (!isWanted()) return null;
    found.push(...page.members);
    ({ next } = page);
    if (page.more && page.members.length > 0 && found.length < members.length) continue;
    const met = new Set(found.map(({ user }) => user));
    const missing = members.flatMap(({ user }) => (met.has(user) ? [] : [user]));
    const asks = page.more && page.isFollowed === true && missing.length > 0;
    const about = asks ? await list.about(missing) : page.more && missing.length > 0 ? null : [];
    return isWanted() ? { page: { ...page, members: found }, about } : null;
  }
}
