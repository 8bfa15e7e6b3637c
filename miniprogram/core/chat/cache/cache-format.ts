/**
 * A room as it is kept between two starts of the app: its newest messages without a gap, with the cursor that describes
 * them, and the people in them; and the list of rooms. Pure. What cannot be read is null, as if it had never been kept.
 */
import { countUtf8Bytes } from '../../base/text';
import {
  displayName,
  epoch,
  message as messageSchema,
  roomId,
  roomNames,
  user as userSchema,
  userId,
  type Epoch,
  type Message,
  type RoomId,
  type User,
  type UserId,
} from '../../protocol/fields';
import { peopleIn } from '../../protocol/kinds/facts';
import { isUnknown } from '../../protocol/kinds/unknown';
import { roomFlags, roomSettings, standing } from '../../protocol/governance';
import { MAX_BLOCKED_USERS, MAX_ROOMS } from '../../protocol/limits';
import {
  boolean,
  integer,
  isPlainObject,
  list,
  object,
  openly,
  optional,
  type Infer,
} from '../../protocol/schema';
import { movesRoom } from '../../store/rings';
import { governanceOf } from '../../store/room-governance';
import { countsNow } from '../../store/selectors';
import type { ChatState, Room, Timeline, TimelineItem, TimelineMessage } from '../../store/state';
import { settleEvents } from '../../store/timeline-events';
import { completeTop } from '../../store/timeline-pages';
import { seqOf, toMessage, toTimelineMessage, UNKNOWN_EPOCH } from '../../store/timeline';

const MAX_KEPT_MESSAGES = 60;
/** Earlier versions read no more. */
const MAX_KEPT_USERS = 60;
/** Leaves room in a value for all that is not messages and people. */
const MAX_KEPT_BYTES = 60 * 1024;
/** A longer last message is not in the list of rooms; it is in the room's own value. */
const MAX_LAST_BYTES = 400;

type Fields = Readonly<Record<string, unknown>>;
type Users = Readonly<Record<string, User>>;

/** A room as it was kept: a whole run up to its cursor, and the people in it. */
export interface KeptTimeline {
  readonly timeline: Timeline;
  readonly users: readonly User[];
}
/** The rooms in their order, with what the list shows of each. */
export interface KeptList {
  readonly rooms: readonly Room[];
  readonly blocked: readonly UserId[];
  readonly users: readonly User[];
  readonly knocked: readonly RoomId[];
}

const users = list(openly(userSchema), MAX_KEPT_USERS);
const knockedRooms = list(roomId, MAX_ROOMS);
const blockedUsers = list(userId, MAX_BLOCKED_USERS);
const timelineFields = object({ epoch, cursor: integer(), complete: boolean(), users });
/** How much is not read, up to `seq`: the kept messages are not all that it was counted from. */
const counted = object({ seq: integer(), unread: integer(), mentioned: optional(integer()) });
const roomFields = object({
  room: roomId,
  name: openly(displayName),
  names: optional(openly(roomNames)),
  epoch,
  head: integer(),
  read: integer(),
  joined: optional(integer()),
  counted: optional(openly(counted)),
  members: integer(),
  flags: optional(roomFlags),
  settings: optional(roomSettings),
  standing: optional(standing),
});

const bytesOf = (value: unknown): number => countUtf8Bytes(JSON.stringify(value));

/** The same for the whole room. */
const SHARED: readonly string[] = ['type', 'room', 'epoch'];

/** A kind that a later version may know is left to be asked for again. */
function packMessage(item: TimelineItem | null, of: Epoch): Fields | null {
  if (item?.kind !== 'message' || seqOf(item) === 0 || isUnknown(item.body)) return null;
  return Object.fromEntries(Object.entries(toMessage(item, of)).filter(([name]) => !SHARED.includes(name)));
}

function unpackMessage(value: unknown, room: RoomId, of: Epoch): TimelineMessage | null {
  const fields = isPlainObject(value) ? value : {};
  const checked = messageSchema.check({ ...fields, type: 'msg', room, epoch: of }, '');
  return checked.ok ? toTimelineMessage(checked.value) : null;
}

type Authored = Pick<Message, 'user' | 'body'>;

/** Its author, and whom it quotes, calls or tells of. */
const namedBy = ({ user, body }: Authored): readonly UserId[] => [user, ...peopleIn(body)];

/** Whoever is named where these are shown, as many as fit: authors before the others. */
function namedIn(messages: readonly Authored[], known: Users): readonly User[] {
  const ids = new Set([...messages.map(({ user }) => user), ...messages.flatMap(namedBy)]);
  return [...ids].flatMap((id) => known[id] ?? []).slice(0, MAX_KEPT_USERS);
}

/** The newest messages, each seq in turn up to the cursor, as many as fit; oldest first. */
function newestRun(timeline: Timeline, known: Users): readonly Fields[] {
  const run: Fields[] = [];
  const fields = new Set<UserId>();
  let bytes = 0;
  for (let i = timeline.items.length - 1; i >= 0 && run.length < MAX_KEPT_MESSAGES; i -= 1) {
    const item = timeline.items[i];
    const packed = packMessage(item ?? null, timeline.epoch);
    if (!packed || item?.kind !== 'message' || seqOf(item) !== timeline.cursor - run.length) break;
    bytes += bytesOf(packed);
    for (const user of namedBy(item)) {
      if (!fields.has(user)) bytes += bytesOf(known[user] ?? null);
      fields.add(user);
    }
    if (bytes > MAX_KEPT_BYTES) break;
    run.unshift(packed);
  }
  return run;
}

/** Null when there is nothing to keep: a cursor alone would skip what it stands for. */
export function packTimeline(timeline: Timeline, known: Users): Fields | null {
  const { cursor, items, older } = timeline;
  const messages = newestRun(timeline, known);
  if (timeline.epoch === UNKNOWN_EPOCH || (messages.length === 0 && cursor > 0)) return null;
  const above = items.slice(0, items.length - messages.length);
  // What the server has trimmed stands there as lost, and is not asked for again.
  const isLost = above.every((item) => item.kind === 'gap' && item.lost);
  const complete = older.state === 'complete' && isLost;
  const people = namedIn(messages as unknown as readonly Authored[], known);
  return { epoch: timeline.epoch, cursor, complete, messages, users: people };
}

/** Null for what cannot be read, has a gap, or is another room's. */
export function unpackTimeline(value: Fields, room: RoomId): KeptTimeline | null {
  const fields = timelineFields.check(value, '');
  const raw = value['messages'];
  if (!fields.ok || !Array.isArray(raw) || raw.length > MAX_KEPT_MESSAGES) return null;
  const { cursor, complete } = fields.value;
  const items = raw.flatMap((each: unknown) => unpackMessage(each, room, fields.value.epoch) ?? []);
  const first = cursor - raw.length + 1;
  const isWhole = items.length === raw.length && items.every((item, i) => seqOf(item) === first + i);
  if (!isWhole || (raw.length === 0 && cursor > 0)) return null;
  const older: Timeline['older'] = { state: 'idle' };
  const open: Timeline = { epoch: fields.value.epoch, cursor, items, pending: [], older };
  const timeline = complete || first <= 1 ? completeTop(open) : open;
  return { timeline: settleEvents(timeline), users: fields.value.users };
}

/** Whether somebody who is named in what is kept of the room has another name or picture than when it was written. */
export function isRenamed(timeline: Timeline, before: Users, now: Users): boolean {
  const kept = timeline.items.slice(-MAX_KEPT_MESSAGES);
  return kept.some((item) => item.kind === 'message' && namedBy(item).some((id) => before[id] !== now[id]));
}

function newestCommitted(state: ChatState, room: Room): TimelineMessage | null {
  if (room.last && seqOf(room.last) > 0) return room.last;
  const items = state.timelines[room.room]?.items ?? [];
  const newest = [...items].reverse().find((item) => item.kind === 'message' && movesRoom(state, item));
  return newest?.kind === 'message' ? newest : null;
}

function packCounts(state: ChatState, { room }: Room): Fields {
  const { serverUnread: fromServer, mentioned } = countsNow(state, room);
  if (!fromServer) return {};
  const { lastSeq: seq, unread } = fromServer;
  return { counted: { seq, unread, ...(mentioned ? { mentioned } : {}) } };
}

function packRoom(state: ChatState, room: Room): Fields {
  const {
    name,
    names,
    epoch: of,
    lastSeq: head,
    read,
    joined,
    members,
    flags,
    settings,
    membership: place,
  } = room;
  const last = packMessage(newestCommitted(state, room), room.epoch);
  const isShort = last !== null && bytesOf(last) <= MAX_LAST_BYTES;
  const called = { room: room.room, name, ...(names ? { names } : {}) };
  const fields = { ...called, epoch: of, head, read, ...(joined ? { joined } : {}), members };
  const counts = packCounts(state, room);
  return { ...fields, ...counts, flags, settings, standing: place, ...(isShort ? { last } : {}) };
}

/** At most `MAX_ROOMS` rooms, with the people whom the list names. */
export function packList(state: ChatState): Fields {
  const rooms = state.rooms.ids.flatMap((id) => state.rooms.byId[id] ?? []).slice(0, MAX_ROOMS);
  const packed = rooms.map((room) => packRoom(state, room));
  const lasts = packed.flatMap(({ last }) => (last ? [last as unknown as Authored] : []));
  const { blocked } = state;
  const knocked = state.knocked.slice(-MAX_ROOMS);
  return {
    rooms: packed,
    users: namedIn(lasts, state.users),
    ...(blocked.length > 0 ? { blocked } : {}),
    ...(knocked.length > 0 ? { knocked } : {}),
  };
}

function unpackCounts(
  read: number,
  counts: Infer<typeof counted> | undefined,
): Pick<Room, 'serverUnread' | 'mentioned'> {
  if (!counts) return {};
  const { seq: lastSeq, unread, mentioned } = counts;
  return { serverUnread: { read, lastSeq, unread }, ...(mentioned ? { mentioned } : {}) };
}

function unpackRoom(value: unknown): Room | null {
  const fields = roomFields.check(value, '');
  if (!fields.ok) return null;
  const { room, epoch: of } = fields.value;
  const last = unpackMessage((value as Fields)['last'], room, of);
  const { head: lastSeq, standing: place, counted: counts, ...kept } = fields.value;
  const own = governanceOf({ ...kept, ...(place ? { standing: place } : {}) });
  return {
    ...{ ...kept, ...unpackCounts(kept.read, counts), ...own },
    ...{ lastSeq, online: 0, last, typing: [], markers: {} },
  };
}

/** Null when it is no list at all; a single room that cannot be read is left out. */
export function unpackList(value: Fields): KeptList | null {
  const people = users.check(value['users'], '');
  const raw = value['rooms'];
  if (!people.ok || !Array.isArray(raw) || raw.length > MAX_ROOMS) return null;
  const silent = blockedUsers.check(value['blocked'] ?? [], '');
  const asked = knockedRooms.check(value['knocked'] ?? [], '');
  return {
    rooms: raw.flatMap((each: unknown) => unpackRoom(each) ?? []),
    users: people.value,
    blocked: silent.ok ? silent.value : [],
    knocked: asked.ok ? asked.value : [],
  };
}
