/**
 * What of a room has not been read: how many messages, which is the first, and whether one of them calls this user. The
 * server's count covers what is not loaded here; what came since is counted from the timeline.
 */
import type { RoomId, UserId } from '../protocol/fields';
import { mayBeContent, mentionsIn } from '../protocol/kinds/facts';
import { isComing } from '../protocol/kinds/notice';
import { isRecall } from '../protocol/kinds/recall';
import { isBlocked } from './rings';
import type { ChatState, Room, TimelineItem, TimelineMessage } from './state';
import { seqOf } from './timeline';
import { isEvent } from './timeline-events';
import { sectionStart } from './timeline-sections';

/** The server counts no further: this many, or more. */
const MAX_SERVER_COUNT = 100;

/** Committed messages of the present epoch with a seq above `seq`, newest first. */
function newerThan(items: readonly TimelineItem[], seq: number): readonly TimelineMessage[] {
  const found: TimelineMessage[] = [];
  const start = sectionStart(items);
  for (let i = items.length - 1; i >= start; i -= 1) {
    const item = items[i];
    if (item?.kind !== 'message') continue;
    if (seqOf(item) <= seq) break;
    found.push(item);
  }
  return found;
}

/** Whether what they say is no news here. */
const isSilent = (state: ChatState, user: UserId): boolean =>
  user === state.self?.user || isBlocked(state, user);

/** Whether it takes back a message that the server had counted. */
function isRecallOfCounted(item: TimelineMessage, room: Room, state: ChatState): boolean {
  if (!isEvent(item) || !isRecall(item.body) || isSilent(state, item.body.of.user)) return false;
  const { seq } = item.body.of;
  return seq > room.read && seq <= (room.serverUnread?.lastSeq ?? 0);
}

/** Whether it is counted as unread: what another one said who may ring. */
export const countsAsUnread = (state: ChatState, item: TimelineMessage): boolean =>
  mayBeContent(item.body) && !isSilent(state, item.user);

/**
 * Whether nothing has come since the own read marker that has a row of its own to be seen: who came and went, what took
 * something back or reacted to it. Not known where a part of it is not loaded.
 */
export function hasOnlyQuiet(state: ChatState, id: RoomId): boolean {
  const room = state.rooms.byId[id];
  const timeline = state.timelines[id];
  if (!room || !timeline || timeline.cursor <= room.read) return false;
  const newer = newerThan(timeline.items, room.read);
  return (
    newer.length === timeline.cursor - room.read &&
    newer.every((item) => isEvent(item) || isComing(item.body))
  );
}

/** What people may be told of that came after `seq`, as far as it is loaded; newest first. */
export const unreadAfter = (state: ChatState, id: RoomId, seq: number): readonly TimelineMessage[] =>
  newerThan(state.timelines[id]?.items ?? [], seq).filter((item) => countsAsUnread(state, item));

/** What is left of the server's count: one that stands for more does not shrink by what is taken back. */
function leftOf(fromServer: number, recalled: number): number {
  return fromServer >= MAX_SERVER_COUNT ? fromServer : Math.max(0, fromServer - recalled);
}

/**
 * Contents of others after the own read marker. Those that are not loaded count as others', as far as the server has not
 * counted them, and never for more than it has: another device may have read on since.
 */
export function countUnread(state: ChatState, id: RoomId): number {
  const room = state.rooms.byId[id];
  if (!room) return 0;
  const { read, lastSeq } = room;
  const fromServer =
    room.serverUnread && room.serverUnread.read <= read
      ? room.serverUnread
      : { read, lastSeq: read, unread: 0 };
  const hasReadOn = fromServer.read < read;
  const counted = Math.max(read, fromServer.lastSeq);
  let since = Math.max(0, lastSeq - counted);
  let before = counted - read;
  let recalled = 0;
  for (const item of newerThan(state.timelines[id]?.items ?? [], hasReadOn ? read : counted)) {
    const isSince = seqOf(item) > counted;
    // What was taken back before the server counted, it has not counted.
    if (isSince && isRecallOfCounted(item, room, state)) recalled += 1;
    if (countsAsUnread(state, item)) continue;
    if (isSince) since -= 1;
    else before -= 1;
  }
  const left = leftOf(fromServer.unread, recalled);
  return Math.max(0, since) + (hasReadOn ? Math.max(0, Math.min(before, left)) : left);
}

function calls(state: ChatState, message: TimelineMessage, self: string): boolean {
  const mentions = mentionsIn(message.body);
  if (!mentions || isSilent(state, message.user)) return false;
  return mentions.all === true || mentions.users.some((user) => user === self);
}

/** Seq of the first unread message that calls this user, loaded or not; null without one. */
export function selectMention(state: ChatState, id: RoomId): number | null {
  const room = state.rooms.byId[id];
  const self = state.self?.user;
  if (!room || self === undefined) return null;
  const newer = newerThan(state.timelines[id]?.items ?? [], room.read);
  const isRecalled = (seq: number): boolean =>
    newer.some(({ body }) => isRecall(body) && body.of.seq === seq);
  const fromServer = room.mentioned ?? 0;
  if (fromServer > room.read && !isRecalled(fromServer)) return fromServer;
  const called = newer.filter((message) => calls(state, message, self));
  const first = called[called.length - 1];
  return first ? seqOf(first) : null;
}

/**
 * The counts of a room as they are now, in place of what the server counted: they hold when messages that they were counted
 * from are not here any more.
 */
export function countsNow(state: ChatState, id: RoomId): Pick<Room, 'serverUnread' | 'mentioned'> {
  const room = state.rooms.byId[id];
  const timeline = state.timelines[id];
  if (!room || !timeline) return {};
  const { cursor } = timeline;
  const unread = Math.max(0, countUnread(state, id) - Math.max(0, room.lastSeq - cursor));
  const fromServer = { read: room.read, lastSeq: cursor, unread };
  return { serverUnread: fromServer, mentioned: selectMention(state, id) ?? 0 };
}
