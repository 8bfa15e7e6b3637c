/**
 * Short ways to write a ChatState by hand.
 */
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  User,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import {
  EMPTY_STATE,
  messageKey,
  type ChatState,
  type Delivery,
  type Room,
  type Timeline,
  type TimelineItem,
  type TimelineMessage,
} from '../../miniprogram/core/store/state';

export const EPOCH = 'e1' as Epoch;
export const roomId = (id: string): RoomId => id as RoomId;
export const userId = (id: string): UserId => id as UserId;

export const ME: User = { user: userId('me'), name: '小明', avatar: '' };
export const ANN: User = { user: userId('ann'), name: 'Ann', avatar: 'tint-3' };
export const BOB: User = { user: userId('bob'), name: 'Bob', avatar: '/media/bob.png' };

export interface MessageInput {
  readonly room?: string;
  readonly user?: User;
  readonly id?: string;
  readonly at?: number;
  readonly text?: string;
  readonly body?: MessageBody;
  readonly delivery?: Delivery;
  readonly seq?: number;
}

let made = 0;

export function message(input: MessageInput): TimelineMessage {
  made += 1;
  const user = (input.user ?? ANN).user;
  const clientId = (input.id ?? `c${made}`) as ClientMessageId;
  return {
    kind: 'message',
    key: messageKey(user, clientId),
    room: roomId(input.room ?? 'tea'),
    user,
    clientId,
    at: input.at ?? 0,
    body: input.body ?? { kind: 'text', text: input.text ?? `text ${made}` },
    delivery: input.delivery ?? { status: 'sent', seq: input.seq ?? made },
  };
}

export interface RoomInput {
  readonly id: string;
  readonly room?: Partial<Room>;
  readonly items?: readonly TimelineItem[];
  readonly pending?: readonly TimelineMessage[];
  readonly older?: Timeline['older'];
}

const seqOf = (item: TimelineItem | undefined): number =>
  item?.kind === 'message' && item.delivery.status === 'sent' ? item.delivery.seq : 0;

function timelineOf({ items = [], pending = [], older = { state: 'idle' } }: RoomInput): Timeline {
  return { epoch: EPOCH, cursor: seqOf(items[items.length - 1]), items, pending, older };
}

function roomOf(input: RoomInput): Room {
  const { items = [], pending = [] } = input;
  const messages = [...items, ...pending].filter((item): item is TimelineMessage => item.kind === 'message');
  const head = seqOf(items[items.length - 1]);
  return {
    room: roomId(input.id),
    name: input.id,
    epoch: EPOCH,
    lastSeq: head,
    read: head,
    online: 2,
    members: 3,
    last: messages[messages.length - 1] ?? null,
    typing: [],
    markers: {},
    flags: { pinned: false, muted: false, markedUnread: false },
    settings: { announcement: '', access: 'public', slowMs: 0, closed: false },
    membership: { role: 'member', mutedUntil: 0 },
    ...input.room,
  };
}

/** A loaded state with these rooms in this order. */
export function chatState(...rooms: readonly RoomInput[]): ChatState {
  return {
    ...EMPTY_STATE,
    self: ME,
    loaded: true,
    cached: false,
    rooms: {
      byId: Object.fromEntries(rooms.map((room) => [room.id, roomOf(room)])),
      ids: rooms.map((room) => roomId(room.id)),
    },
    timelines: Object.fromEntries(rooms.map((room) => [room.id, timelineOf(room)])),
    users: { [ME.user]: ME, [ANN.user]: ANN, [BOB.user]: BOB },
    blocked: [],
    lost: [],
  };
}
