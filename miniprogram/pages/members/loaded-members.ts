/**
 * The members that a page has loaded: what another page of them, news and a second look make of them. A row that is there keeps its
 * place, whatever becomes of who is in it. Pure; asks nobody.
 */
import type { MemberNews, MembersPage } from '../../core/chat/rooms/room-service-types';
import { holdsFolded } from '../../core/base/fold';
import type { Member } from '../../core/protocol/down-rooms';
import type { UserId } from '../../core/protocol/fields';

export interface LoadedMembers {
  readonly members: readonly Member[];
  /** Who was among them. */
  readonly gone: readonly Member[];
  readonly more: boolean;
  /** Where the next page begins, if the server told. */
  readonly next?: string | undefined;
  /** The server tells by itself what becomes of them. */
  readonly isFollowed: boolean;
  readonly state: 'loading' | 'failed' | 'idle';
  /** Of whom they were looked for, or ''. */
  readonly query: string;
}

export const NOTHING_LOADED: LoadedMembers = {
  ...{ members: [], gone: [], more: false, isFollowed: false, state: 'loading', query: '' },
};

/** Silences without an end are a number that may differ. */
const isSame = (a: Member, b: Member): boolean =>
  a.name === b.name &&
  a.avatar === b.avatar &&
  a.role === b.role &&
  a.online === b.online &&
  a.mutedUntil === b.mutedUntil;

/** `told` as they are now, others at the end; without those who are gone. */
function merge(loaded: LoadedMembers, received: readonly Member[], gone: ReadonlySet<UserId>): LoadedMembers {
  if (received.length + gone.size === 0) return loaded;
  const now = new Map(received.map((member) => [member.user, member]));
  const stay = loaded.members.filter(({ user }) => !gone.has(user));
  const known = new Set(stay.map(({ user }) => user));
  const members = stay.map((before) => {
    const after = now.get(before.user) ?? before;
    return isSame(before, after) ? before : after;
  });
  const left = loaded.members.filter(({ user }) => gone.has(user));
  const back = [...loaded.gone, ...left].filter(({ user }) => !now.has(user));
  return { ...loaded, members: [...members, ...received.filter(({ user }) => !known.has(user))], gone: back };
}

export function withPage(loaded: LoadedMembers, page: MembersPage): LoadedMembers {
  const { more, next, isFollowed = false } = page;
  return { ...merge(loaded, page.members, new Set()), more, next, isFollowed, state: 'idle' };
}

export function withNews(loaded: LoadedMembers, news: MemberNews): LoadedMembers {
  const [online, offline] = [new Set(news.online), new Set(news.offline)];
  const known = new Set(loaded.members.map(({ user }) => user));
  const moved = loaded.members.flatMap((member) => {
    const isHere = online.has(member.user);
    return isHere || offline.has(member.user) ? [{ ...member, online: isHere }] : [];
  });
  const isWanted = ({ user, name }: Member): boolean =>
    known.has(user) || loaded.query.trim() === '' || holdsFolded(name, loaded.query);
  const gone = new Set(news.gone.filter((user) => known.has(user)));
  return merge(loaded, [...moved, ...news.members.filter(isWanted)], gone);
}

/** What a second look from the first page on has found; `about`: those whom it has not met, if they were asked for. */
export interface SecondLook {
  readonly page: MembersPage;
  readonly about: readonly Member[] | null;
}

/** Who is in none of the pages to the last one is gone; before the last one only who was asked for and not found. */
export function withSecondLook(loaded: LoadedMembers, { page, about }: SecondLook): LoadedMembers {
  const received = [...page.members, ...(about ?? [])];
  const met = new Set(received.map(({ user }) => user));
  const isSure = !page.more || about !== null;
  const gone = loaded.members.flatMap(({ user }) => (isSure && !met.has(user) ? [user] : []));
  const { more, next, isFollowed = false } = page;
  return { ...merge(loaded, received, new Set(gone)), more, next, isFollowed, state: 'idle' };
}
