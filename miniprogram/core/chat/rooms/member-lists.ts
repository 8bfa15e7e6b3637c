/**
 * Members of a room page by page, and what becomes of those whom somebody looks at, as the server tells it. Knows no page of the app:
 * who is shown is the list's that was asked for.
 */
import { holdsFolded } from '../../base/fold';
import { cutCodePoints } from '../../base/text';
import type { DownFrameOf } from '../../protocol/down';
import type { Member } from '../../protocol/down-rooms';
import type { RoomId, UserId } from '../../protocol/fields';
import { MAX_MEMBERS_PAGE, MAX_QUERY_CODE_POINTS } from '../../protocol/limits';
import type { UpFrameOf } from '../../protocol/up';
import { addUsers } from '../../store/users';
import { ChatError } from '../chat-error';
import type { StateBox } from '../state-box';
import type { Requests } from './requests';
import type { MemberList, MemberNews, MembersPage } from './room-service-types';

interface MemberListsOptions {
  readonly box: StateBox;
  readonly requests: Pick<Requests, 'ask'>;
  readonly atOnce: Pick<Requests, 'ask'>;
}

type Asked = Omit<UpFrameOf<'members'>, 'type' | 'tag' | 'id'>;

/** With fifty people each. */
const OLD_PAGES = 10;

/** An older server counts. */
const placeOf = (skip: number, after: string | undefined) => ({
  skip,
  ...(after === undefined ? {} : { after }),
});

/** One for the client; each list that is open follows its members until it is closed. */
export class MemberLists {
  private readonly listeners = new Map<(news: MemberNews) => void, RoomId>();

  constructor(private readonly options: MemberListsOptions) {}

  readonly members = (room: RoomId, skip: number, after?: string, wanted = ''): Promise<MembersPage> =>
    this.page(room, placeOf(skip, after), wanted);

  readonly memberList = (room: RoomId, onNews: (news: MemberNews) => void): MemberList => {
    let isFollowed = false;
    this.listeners.set(onNews, room);
    const rest = (): void => {
      if (!isFollowed) return;
      isFollowed = false;
      const stop = { type: 'members', room, skip: 0, users: [], follow: false } as const;
      this.options.atOnce.ask(stop, 'members').catch((thrown: unknown) => {
        // A connection that is gone tells nothing either.
        if (!(thrown instanceof ChatError)) throw thrown;
      });
    };
    return {
      page: async (skip, after, query = '') => {
        const page = await this.page(room, { ...placeOf(skip, after), follow: true }, query);
        isFollowed = page.isFollowed ?? false;
        return page;
      },
      about: async (users) => {
        const found: Member[] = [];
        for (let i = 0; i < users.length; i += MAX_MEMBERS_PAGE) {
          const some = users.slice(i, i + MAX_MEMBERS_PAGE);
          const { members } = await this.ask({ room, skip: 0, users: some, follow: true });
          found.push(...members);
        }
        return found;
      },
      rest,
      close: () => {
        this.listeners.delete(onNews);
        rest();
      },
    };
  };

  onNews(frame: DownFrameOf<'member_news'>): void {
    const { room, online = [], offline = [], gone = [], members = [] } = frame;
    this.know(members);
    for (const [tell, of] of [...this.listeners]) {
      if (of === room) tell({ online, offline, gone, members });
    }
  }

  private async page(
    room: RoomId,
    place: Pick<Asked, 'skip' | 'after' | 'follow'>,
    wanted: string,
  ): Promise<MembersPage> {
    const query = cutCodePoints(wanted.trim(), MAX_QUERY_CODE_POINTS);
    const page = await this.ask({ room, ...place, ...(query === '' ? {} : { query }) });
    if (query !== '' && page.query === undefined) return this.lookThrough(room, query, page);
    const { members, more, next, following } = page;
    return { members, more, next, ...(following ? { isFollowed: true } : {}) };
  }

  private async ask(asked: Asked): Promise<DownFrameOf<'members'>> {
    const page = await this.options.requests.ask({ type: 'members', ...asked }, 'members');
    this.know(page.members);
    return page;
  }

  private know(members: readonly Member[]): void {
    const users = members.map(({ user, name, avatar }) => ({ user, name, avatar }));
    this.options.box.update((state) => addUsers(state, users));
  }

  /** An older server looks for nobody: its pages are looked through here, as far as is bearable. */
  private async lookThrough(
    room: RoomId,
    query: string,
    first: DownFrameOf<'members'>,
  ): Promise<MembersPage> {
    const found = new Map<UserId, Member>();
    let page = first;
    for (let skip = 0, pages = 1; ; pages += 1) {
      for (const member of page.members) if (holdsFolded(member.name, query)) found.set(member.user, member);
      skip += page.members.length;
      if (!page.more || pages === OLD_PAGES) {
        return { members: [...found.values()], more: false, next: undefined };
      }
      page = await this.ask({ room, ...placeOf(skip, page.next) });
    }
  }
}
