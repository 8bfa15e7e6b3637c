/**
 * Rooms and their timelines in the state. Each function returns the state it was given when nothing changed; the order of
 * the rooms (pinned ones, then what was said or joined last first) and `last` follow the timelines by themselves.
 */
import type { Message, RoomId, RoomState, User, UserId } from '../protocol/fields';
import { isNotice } from '../protocol/kinds/notice';
import { MAX_TEXT_CODE_POINTS } from '../protocol/limits';
import { mayStandIn, movesRoom, type Peace } from './rings';
import { governanceOf } from './room-governance';
import type { ChatState, Room, Timeline, TimelineItem, TimelineMessage } from './state';
import {
  addPending,
  createTimeline,
  hasItem,
  jumpTo,
  seqOf,
  setOlder,
  toTimelineMessage,
  UNKNOWN_EPOCH,
} from './timeline';
import { switchEpoch } from './timeline-epoch';
import { settleLoose } from './timeline-events';
import { completeTop } from './timeline-pages';
import { sectionStart } from './timeline-sections';
import { addUsers } from './users';

/** What `welcome` tells about the user and the rooms. */
export interface WelcomeState {
  readonly self: User;
  readonly rooms: readonly RoomState[];
  readonly blocked?: readonly UserId[] | undefined;
  readonly limits?: { readonly textCodePoints: number };
}

function newestOf(peace: Peace, items: readonly TimelineItem[], start = 0): TimelineMessage | null {
  for (let i = items.length - 1; i >= start; i -= 1) {
    const item = items[i];
    if (item?.kind === 'message' && movesRoom(peace, item)) return item;
  }
  return null;
}

/** Seq of the newest message of the present epoch that counts; 0 without one. */
function newestSeq(peace: Peace, { items }: Timeline): number {
  const newest = newestOf(peace, items, sectionStart(items));
  return newest ? seqOf(newest) : 0;
}

/** `known`: the newest committed message told so far, which a resume may not have brought yet. */
function lastMessage(
  peace: Peace,
  received: TimelineMessage | null,
  timeline: Timeline,
): TimelineMessage | null {
  const pending = newestOf(peace, timeline.pending);
  if (pending) return pending;
  const newest = newestOf(peace, timeline.items);
  const known = received && mayStandIn(peace, received) ? received : null;
  if (!known || seqOf(known) === 0) return newest;
  if (!movesRoom(peace, known)) return newest ?? known;
  if (hasItem(timeline.items, known.key)) return newest;
  // Events may lie between the newest message that is shown and the cursor.
  const isAhead = seqOf(known) > newestSeq(peace, timeline);
  return isAhead ? settleLoose(timeline, known) : newest;
}

/** Where a room stands among the others: by what was said last, or by when one came in oneself. */
const timeOf = (room: Room | undefined): number => Math.max(room?.last?.at ?? 0, room?.joined ?? 0);

function compareRooms(a: Room | undefined, b: Room | undefined): number {
  const byPin = Number(b?.flags.pinned ?? false) - Number(a?.flags.pinned ?? false);
  if (byPin !== 0) return byPin;
  const byTime = timeOf(b) - timeOf(a) || (b?.last?.at ?? 0) - (a?.last?.at ?? 0);
  if (byTime !== 0) return byTime;
  const [nameA, nameB] = [a?.name ?? '', b?.name ?? ''];
  return nameA < nameB ? -1 : Number(nameA > nameB);
}

function sortIds(byId: Readonly<Record<string, Room>>, before: readonly RoomId[]): readonly RoomId[] {
  const ids = (Object.keys(byId) as RoomId[]).sort((a, b) => compareRooms(byId[a], byId[b]));
  const isSame = ids.length === before.length && ids.every((id, i) => id === before[i]);
  return isSame ? before : ids;
}

function putRoom(state: ChatState, room: Room): ChatState {
  const byId = { ...state.rooms.byId, [room.room]: room };
  return { ...state, rooms: { byId, ids: sortIds(byId, state.rooms.ids) } };
}

/** Changes fields of a room. */
export function patchRoom(state: ChatState, id: RoomId, patch: Partial<Room>): ChatState {
  const room = state.rooms.byId[id];
  if (!room) return state;
  const names = Object.keys(patch) as (keyof Room)[];
  return names.every((name) => room[name] === patch[name]) ? state : putRoom(state, { ...room, ...patch });
}

/** Replaces a room's timeline; `last`, `lastSeq` and the order of the rooms follow. */
export function putTimeline(state: ChatState, id: RoomId, timeline: Timeline): ChatState {
  if (state.timelines[id] === timeline) return state;
  const next = { ...state, timelines: { ...state.timelines, [id]: timeline } };
  const room = state.rooms.byId[id];
  if (!room) return next;
  const last = lastMessage(state, room.last, timeline);
  return patchRoom(next, id, { last, lastSeq: Math.max(room.lastSeq, timeline.cursor) });
}

/** Does nothing for a room without a timeline; the room's last message and place follow. */
export function updateTimeline(
  state: ChatState,
  id: RoomId,
  change: (timeline: Timeline) => Timeline,
): ChatState {
  const timeline = state.timelines[id];
  return timeline ? putTimeline(state, id, change(timeline)) : state;
}

/** Own messages may wait for a room before the server has told anything about it. */
export function ensureTimeline(state: ChatState, id: RoomId): ChatState {
  return state.timelines[id] ? state : putTimeline(state, id, createTimeline(UNKNOWN_EPOCH, 0, null));
}

/** Where everything was trimmed there is nothing to load, and no message to load from. */
function openTimeline(received: RoomState, cursor: number, last: TimelineMessage | null): Timeline {
  const timeline = createTimeline(received.epoch, cursor, last);
  return (received.oldest ?? 1) > cursor && cursor > 0 ? completeTop(timeline) : timeline;
}

/**
 * The room becomes known while own messages wait for it: there was no epoch before, so nothing of one is left behind. What
 * was answered before, such as after a removal, is the server's and has its place among what can be loaded.
 */
function openBelow({ pending }: Timeline, opened: Timeline): Timeline {
  const waiting = pending.filter((message) => seqOf(message) === 0 && !hasItem(opened.items, message.key));
  return waiting.reduce((timeline, message) => addPending(timeline, message), opened);
}

function resumeTimeline(timeline: Timeline | undefined, received: RoomState): Timeline {
  const cursor = received.from - 1;
  const last = received.last ? toTimelineMessage(received.last) : null;
  if (!timeline) return openTimeline(received, cursor, last);
  if (timeline.epoch === UNKNOWN_EPOCH) return openBelow(timeline, openTimeline(received, cursor, last));
  if (timeline.epoch !== received.epoch) return switchEpoch(timeline, received.epoch, cursor, last);
  return retryOlder(jumpTo(timeline, cursor));
}

/** What did not come over the last connection may come over this one: whoever is near it asks again. */
const retryOlder = (timeline: Timeline): Timeline =>
  timeline.older.state === 'failed' ? setOlder(timeline, { state: 'idle' }) : timeline;

/** Those who left are not in what the server tells; it tells of small rooms only. */
function readersOf(known: Room | undefined, { markers }: RoomState): Pick<Room, 'markers' | 'cameAt'> {
  if (!markers) return { markers: known?.markers ?? {}, cameAt: known?.cameAt ?? {} };
  const received: Record<string, number> = {};
  const cameAt: Record<string, number> = {};
  for (const { user, seq, from } of markers) {
    received[user] = Math.max(known?.markers[user] ?? 0, seq);
    if (from !== undefined) cameAt[user] = from;
  }
  return { markers: received, cameAt };
}

function countsOf({ read, head, unread, mentioned }: Recount): Pick<Room, 'serverUnread' | 'mentioned'> {
  return {
    ...(unread === undefined ? {} : { serverUnread: { read, lastSeq: head, unread } }),
    ...(mentioned === undefined ? {} : { mentioned }),
  };
}

/** An older server tells it by its line alone, if that is the newest. */
function joinedOf({ self }: ChatState, known: Room | undefined, { joined, last }: RoomState) {
  const isLine = last && last.user === self?.user && isNotice(last.body) && last.body.event === 'joined';
  const at = joined ?? (isLine ? last.at : known?.joined);
  return at === undefined ? {} : { joined: at };
}

/** The user is a member of this room and its messages follow from `told.from` on. */
export function openRoom(state: ChatState, received: RoomState): ChatState {
  const id = received.room;
  const before = state.rooms.byId[id];
  const isSameEpoch = before?.epoch === received.epoch;
  const timeline = resumeTimeline(state.timelines[id], received);
  const known = received.last ? toTimelineMessage(received.last) : null;
  const room: Room = {
    room: id,
    name: received.name,
    ...(received.names ? { names: received.names } : {}),
    epoch: received.epoch,
    lastSeq: received.head,
    read: isSameEpoch ? Math.max(before.read, received.read) : received.read,
    online: received.online,
    members: received.members,
    last: lastMessage(state, known, timeline),
    typing: [],
    ...readersOf(isSameEpoch ? before : undefined, received),
    ...joinedOf(state, before, received),
    ...countsOf(received),
    ...governanceOf(received),
  };
  const lost = state.lost.some((one) => one.room === id)
    ? state.lost.filter((one) => one.room !== id)
    : state.lost;
  const codes: readonly RoomId[] = [
    id,
    ...(received.settings?.code === undefined ? [] : [received.settings.code as RoomId]),
  ];
  const waits = state.knocked.some((code) => codes.includes(code));
  const knocked = waits ? state.knocked.filter((code) => !codes.includes(code)) : state.knocked;
  return putRoom({ ...state, lost, knocked, timelines: { ...state.timelines, [id]: timeline } }, room);
}

/** What the server counted anew, because other people may ring now. */
export type Recount = Pick<RoomState, 'room' | 'epoch' | 'head' | 'read' | 'unread' | 'mentioned' | 'last'>;

/** Takes the server's numbers in place of those that this phone has counted, unless they are of another epoch. */
export function recountRoom(state: ChatState, received: Recount): ChatState {
  const before = state.rooms.byId[received.room];
  if (before?.epoch !== received.epoch) return state;
  const room: { -readonly [Name in keyof Room]: Room[Name] } = { ...before };
  delete room.serverUnread;
  delete room.mentioned;
  const timeline = state.timelines[received.room];
  const known = received.last ? toTimelineMessage(received.last) : null;
  const last = timeline ? lastMessage(state, known, timeline) : known;
  const read = Math.max(room.read, received.read);
  return putRoom(state, { ...room, last, read, ...countsOf(received) });
}

/** Who is blocked rings nowhere from now on, and who is not does again, as far as this phone knows what they said. */
export function setBlocked(state: ChatState, users: readonly UserId[]): ChatState {
  const isSame = users.length === state.blocked.length && users.every((user, i) => user === state.blocked[i]);
  if (isSame) return state;
  const next = { ...state, blocked: users };
  return state.rooms.ids.reduce((all, id) => {
    const room = all.rooms.byId[id];
    const timeline = all.timelines[id];
    return room && timeline ? patchRoom(all, id, { last: lastMessage(all, room.last, timeline) }) : all;
  }, next);
}

/** Takes the room and its messages away; the same state when there was neither. */
export function closeRoom(state: ChatState, id: RoomId): ChatState {
  if (!state.rooms.byId[id] && !state.timelines[id]) return state;
  const byId = { ...state.rooms.byId };
  const timelines = { ...state.timelines };
  delete byId[id];
  delete timelines[id];
  return { ...state, rooms: { byId, ids: sortIds(byId, state.rooms.ids) }, timelines };
}

/** The whole list of rooms, after a handshake. A room that is not in it has been left elsewhere. */
export function applyWelcome(state: ChatState, news: WelcomeState): ChatState {
  const received = new Set<string>(news.rooms.map((room) => room.room));
  const gone = Object.keys({ ...state.rooms.byId, ...state.timelines }).filter((id) => !received.has(id));
  const kept = gone.reduce((next, id) => closeRoom(next, id as RoomId), state);
  const mine = { ...kept, self: news.self };
  const opened = news.rooms.reduce(openRoom, setBlocked(mine, news.blocked ?? []));
  const textCodePoints = Math.min(MAX_TEXT_CODE_POINTS, news.limits?.textCodePoints ?? MAX_TEXT_CODE_POINTS);
  return { ...addUsers(opened, [news.self]), textCodePoints, loaded: true, cached: false };
}

/** What this phone knows from the last time; the next welcome corrects it. */
export function restoreRooms(
  state: ChatState,
  rooms: readonly Room[],
  timelines: Readonly<Record<string, Timeline>>,
  blocked: readonly UserId[],
): ChatState {
  const byId: Record<string, Room> = {};
  for (const room of rooms) {
    const timeline = timelines[room.room];
    const last = timeline ? lastMessage({ blocked }, room.last, timeline) : room.last;
    byId[room.room] = { ...room, last, lastSeq: Math.max(room.lastSeq, timeline?.cursor ?? 0) };
  }
  const kept = keepWaiting(state.timelines, timelines);
  const list = { byId, ids: sortIds(byId, []) };
  return { ...state, loaded: true, cached: true, rooms: list, timelines: kept, blocked };
}

/** What people wrote before that could be read waits on. */
function keepWaiting(
  shown: ChatState['timelines'],
  restored: Readonly<Record<string, Timeline>>,
): Readonly<Record<string, Timeline>> {
  const timelines = { ...restored };
  for (const [room, timeline] of Object.entries(shown)) {
    if (timeline.pending.length === 0) continue;
    timelines[room] = { ...(restored[room] ?? timeline), pending: timeline.pending };
  }
  return timelines;
}

/** The server forgot the room's history while we were connected. */
export function resetRoom(
  state: ChatState,
  received: { readonly room: RoomId; readonly epoch: Message['epoch']; readonly head: number },
): ChatState {
  const room = state.rooms.byId[received.room];
  if (!room || room.epoch === received.epoch) return state;
  const { name, names, online, members, flags, settings, membership } = room;
  const { epoch, head } = received;
  const same = {
    room: received.room,
    name,
    ...(names ? { names } : {}),
    online,
    members,
    flags,
    settings,
    standing: membership,
  };
  return openRoom(state, { ...same, epoch, head, from: head + 1, read: head });
}
