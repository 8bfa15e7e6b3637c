/**
 * Telling a connection what becomes of the members whom it shows: only of those, and at most once per interval, in one frame for
 * all that happened. Whether somebody is here is in memory; only who has another role, or is new, is read from the store.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_MEMBERS_PAGE } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { EACH } from '../cost/prices';
import { createFollower, type Follower, type MemberNews } from '../rooms/follower';
import type { Room } from '../rooms/room';
import type { ServerContext } from './context';
import { describeMembers } from './member-list';
import type { Peer, Seat } from './peer';

const isMember = ({ reads }: Room, user: UserId): boolean => reads.has(user);

async function tell(context: ServerContext, peer: Peer, room: Room, news: MemberNews): Promise<void> {
  const { places, whole } = news;
  peer.budget.charge(places.length * EACH.compared + whole.length * EACH.row);
  const gone = [...places, ...whole].filter((user) => !isMember(room, user));
  const here = places.filter((user) => isMember(room, user));
  const changes = {
    online: here.filter((user) => room.online.has(user)),
    offline: here.filter((user) => !room.online.has(user)),
    gone,
  };
  const filled = Object.fromEntries(Object.entries(changes).filter(([, users]) => users.length > 0));
  const send = (more: object): void =>
    peer.send({ type: 'member_news', tag: peer.tag, room: room.room, ...more });
  if (Object.keys(filled).length > 0) send(filled);
  const changed = whole.filter((user) => isMember(room, user));
  for (let i = 0; i < changed.length; i += MAX_MEMBERS_PAGE) {
    const members = await describeMembers(context, room, changed.slice(i, i + MAX_MEMBERS_PAGE));
    if (peer.seats.get(room.room)?.room !== room) return;
    if (members.length > 0) send({ members });
  }
}

function followerOf(context: ServerContext, peer: Peer, room: Room): Follower {
  const known = room.followers.get(peer);
  if (known) return known;
  const follower = createFollower({
    clock: context.clock,
    intervalMs: context.limits.presenceIntervalMs,
    tell(news) {
      tell(context, peer, room, news).catch((thrown: unknown) => {
        context.rooms.noteDamage(room.room, thrown);
        context.logger.warn('member_news_failed', { error: describeError(thrown) });
      });
    },
  });
  room.followers.set(peer, follower);
  return follower;
}

/** `users` are about to be told as the answer to `frame`. */
export function follow(
  context: ServerContext,
  peer: Peer,
  { room }: Seat,
  frame: UpFrameOf<'members'>,
  users: readonly UserId[],
): void {
  if (frame.follow === undefined) return;
  // The seat may have been taken away meanwhile.
  if (!frame.follow || !room.subscribers.has(peer)) {
    room.followers.get(peer)?.close();
    room.followers.delete(peer);
    return;
  }
  const follower = followerOf(context, peer, room);
  if (frame.users === undefined && frame.after === undefined && frame.skip === 0) follower.clear();
  follower.add(users);
}
