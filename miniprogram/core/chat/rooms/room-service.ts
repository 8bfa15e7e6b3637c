/**
 * Rooms beyond talking: asks the server, and shows what it tells about how rooms are run.
 */
import type { DownFrameOf } from '../../protocol/down';
import { checkName } from '../../protocol/content';
import { splitKinds } from '../../protocol/kinds/facts';
import type { MediaKind, RoomId } from '../../protocol/fields';
import { checkAnnouncement, type RoomAction } from '../../protocol/room-actions';
import type { UpFrameOf } from '../../protocol/up';
import { forgetLost, loseRoom } from '../../store/governance';
import { patchRoom, recountRoom, setBlocked } from '../../store/rooms';
import { refused } from '../chat-error';
import type { Requests } from './requests';
import { MemberLists } from './member-lists';
import { createOwnFlags } from './own-flags';
import type { Admissions, FoundPage, RoomPlace, RoomService } from './room-service-types';
import type { StateBox } from '../state-box';

/** The frames that tell how rooms are run. */
type GovernanceFrame = DownFrameOf<
  'flags' | 'room' | 'standing' | 'blocked' | 'recount' | 'door' | 'member_news'
>;

export interface RoomServiceOptions {
  readonly box: StateBox;
  /** What a person asked for waits for a connection that is being made. */
  readonly requests: Pick<Requests, 'ask'>;
  /** For questions that can be answered on the phone, too. */
  readonly atOnce: Pick<Requests, 'ask'>;
}

function tidyAction(action: RoomAction): RoomAction {
  const text = action.kind === 'rename' ? checkName(action.name) : null;
  if (text?.ok && action.kind === 'rename') return { ...action, name: text.value };
  const announcement = action.kind === 'announce' ? checkAnnouncement(action.text) : null;
  if (announcement?.ok && action.kind === 'announce') return { ...action, text: announcement.value };
  const checked = text ?? announcement;
  if (checked && !checked.ok) throw refused(checked.error);
  return action;
}

/** For the dispatcher; pages see a `RoomService`. */
export class ManagedRoomService implements RoomService {
  private readonly lists;
  private readonly flags;
  readonly members: RoomService['members'];
  readonly memberList: RoomService['memberList'];
  readonly setFlags: RoomService['setFlags'];

  constructor(private readonly options: RoomServiceOptions) {
    this.lists = new MemberLists(options);
    this.members = this.lists.members;
    this.memberList = this.lists.memberList;
    this.flags = createOwnFlags(options);
    this.setFlags = this.flags.set;
  }

  async directory(query: string, skip: number, after?: string) {
    const asked = { type: 'directory', query, skip, ...(after === undefined ? {} : { after }) } as const;
    const { rooms, more, next } = await this.options.requests.ask(asked, 'directory');
    return { rooms, more, next };
  }

  async act(room: RoomId, action: RoomAction): Promise<void> {
    await this.options.requests.ask({ type: 'room_action', room, action: tidyAction(action) }, 'done');
  }

  async admissions(room: RoomId): Promise<Admissions> {
    const { invitations, waiting, more } = await this.options.requests.ask({ type: 'door', room }, 'door');
    return { invitations, waiting, more };
  }

  async report(report: Parameters<RoomService['report']>[0]): Promise<void> {
    await this.options.requests.ask({ type: 'report', ...report }, 'done');
  }

  async setBlocked(user: Parameters<RoomService['setBlocked']>[0], on: boolean): Promise<void> {
    await this.options.requests.ask({ type: 'block', user, on }, 'blocked');
  }

  search(room: RoomId, query: string, before: number): Promise<FoundPage> {
    return this.find(this.options.atOnce, { room, query, before });
  }

  media(room: RoomId, kinds: readonly MediaKind[], before: number): Promise<FoundPage> {
    return this.find(this.options.requests, { room, query: '', before, ...splitKinds(kinds) });
  }

  private async find(
    requests: Pick<Requests, 'ask'>,
    wanted: Omit<UpFrameOf<'search'>, 'type' | 'tag' | 'id'>,
  ): Promise<FoundPage> {
    const from = wanted.before > 0 ? wanted.before : Number.MAX_SAFE_INTEGER;
    const found = await requests.ask({ type: 'search', ...wanted, before: from }, 'found');
    return { epoch: found.epoch, messages: found.messages, before: found.before };
  }

  async seqAt(room: RoomId, at: number): Promise<RoomPlace> {
    const since = Math.max(0, Math.round(at));
    const { epoch, seq } = await this.options.requests.ask({ type: 'locate', room, at: since }, 'located');
    return { epoch, seq };
  }

  dismissLost(room: RoomId): void {
    this.options.box.update((state) => forgetLost(state, room));
  }

  onFrame(frame: GovernanceFrame): void {
    const { box } = this.options;
    if (frame.type === 'flags') this.flags.serverFlags(frame.room, frame.flags);
    else if (frame.type === 'member_news') this.lists.onNews(frame);
    else if (frame.type === 'blocked') box.update((state) => setBlocked(state, frame.users));
    else if (frame.type === 'recount') box.update((state) => recountRoom(state, frame));
    else if (frame.type === 'door') {
      const waiting = frame.waiting.length;
      box.update((state) => patchRoom(state, frame.room, { waiting }));
    } else if (frame.type === 'standing') {
      box.update((state) => patchRoom(state, frame.room, { membership: frame.standing }));
    } else {
      const { name, names, settings, staff, unreadable } = frame;
      const change = {
        name,
        // A room that was renamed has no others any more.
        names,
        settings,
        ...(staff ? { staff } : {}),
        ...(unreadable === undefined ? {} : { unreadable }),
      };
      box.update((state) => patchRoom(state, frame.room, change));
    }
  }

  /** The server told these rooms as a whole. */
  onOpened(rooms: readonly RoomId[]): void {
    for (const room of rooms) {
      const flags = this.options.box.state.rooms.byId[room]?.flags;
      if (flags) this.flags.serverFlags(room, flags);
    }
  }

  /** Somebody removed this person from a room. */
  onRemoved(room: RoomId, name: string | undefined): void {
    const known = this.options.box.state.rooms.byId[room]?.name;
    this.options.box.update((state) => loseRoom(state, room, known ?? name ?? room));
  }
}
