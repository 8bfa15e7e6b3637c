/**
 * What is new to one member in a room: how much of it is unread, what calls them, and the newest message, all without what
 * people say whom they block. Told with a room, and again when they block somebody or end that.
 */
import type { RoomState, UserId } from '../../miniprogram/core/protocol/fields';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import { describeNewest, firstSeen, toMessage } from '../rooms/room';
import type { ServerContext } from './context';
import type { Peer, Seat } from './peer';

type Blocked = readonly UserId[];
interface UnreadInfo {
  readonly room: RoomState['room'];
  readonly epoch: RoomState['epoch'];
  readonly head: number;
  readonly read: number;
  readonly oldest?: number;
  last?: RoomState['last'];
}

type Counted<State> = State & Pick<RoomState, 'unread' | 'mentioned'>;

/** Of somebody who comes back: each costs a few reads. */
const ROOMS_PER_TURN = 8;

/** Its newest message, or the one before it of somebody else. */
async function findLast(
  { store }: ServerContext,
  user: UserId,
  { room, epoch, oldest = 1, last }: UnreadInfo,
  blocked: Blocked,
): Promise<Pick<RoomState, 'last'>> {
  if (!last || !blocked.includes(last.user)) return last ? { last } : {};
  const found = await store.newestFor(room, user, oldest, last.seq);
  return found ? { last: toMessage(found, epoch) } : {};
}

async function count(
  { store }: ServerContext,
  user: UserId,
  { room, read, head }: UnreadInfo,
): Promise<Pick<RoomState, 'unread' | 'mentioned'>> {
  if (head <= read) return { unread: 0 };
  const { count: unread, mentioned } = await store.unreadOf(room, user, read, head);
  return { unread, ...(mentioned > 0 ? { mentioned } : {}) };
}

/** Call in the turn that took `state`, so that both tell of the same log. */
export async function addUnread<State extends UnreadInfo>(
  context: ServerContext,
  user: UserId,
  state: State,
  blocked: Blocked | Promise<Blocked>,
): Promise<Counted<State>> {
  const others = { ...state };
  delete others.last;
  const newest = async () => findLast(context, user, state, await blocked);
  try {
    const [counted, last] = await Promise.all([count(context, user, state), newest()]);
    return { ...others, ...last, ...counted };
  } catch (thrown) {
    if (!context.rooms.noteDamage(state.room, thrown)) throw thrown;
    const isHeard = state.last !== undefined && !(await blocked).includes(state.last.user);
    return isHeard ? state : others;
  }
}

/** Of all rooms of somebody, a few in each turn: what is said meanwhile lies behind what each state tells of. */
export async function addAllUnread<State extends UnreadInfo>(
  context: ServerContext,
  user: UserId,
  states: readonly State[],
  blocked: Blocked,
  turn: Turn,
): Promise<readonly Counted<State>[]> {
  const counted: Counted<State>[] = [];
  for (let i = 0; i < states.length; i += ROOMS_PER_TURN) {
    const some = states.slice(i, i + ROOMS_PER_TURN);
    counted.push(...(await Promise.all(some.map((state) => addUnread(context, user, state, blocked)))));
    await turn();
  }
  return counted;
}

const unreadOf = ({ room, read, since }: Seat): UnreadInfo => ({
  ...{ room: room.room, epoch: room.epoch, head: room.lastSeq, read, oldest: firstSeen(room, since) },
  ...describeNewest(room, since),
});

/** To all devices of a person whose list of blocked people has changed by `user`. */
export async function recount(
  context: ServerContext,
  peer: Peer,
  user: UserId,
  blocked: Blocked,
): Promise<void> {
  const silent = [...blocked, user];
  const changed = [...peer.seats.values()].filter(({ room, read }) => {
    const author = room.last?.user;
    return room.lastSeq > read || (author !== undefined && silent.includes(author));
  });
  peer.budget.charge(changed.length * EACH.room);
  for (const seat of changed) {
    const { room, epoch, head, read, ...counted } = await addUnread(
      context,
      peer.user,
      unreadOf(seat),
      blocked,
    );
    const { last, mentioned, unread = 0 } = counted;
    const news = {
      room,
      epoch,
      head,
      read,
      unread,
      ...(mentioned ? { mentioned } : {}),
      ...(last ? { last } : {}),
    };
    for (const device of context.hub.peersOf(peer.user)) {
      if (!device.seats.has(news.room)) continue;
      device.send({ type: 'recount', tag: device.tag, ...news });
    }
  }
}
