/**
 * Shows the outbox in the rooms: a pending message for each entry, with the truth about its delivery.
 */
import type { ClientMessageId, RoomId, UserId } from '../../protocol/fields';
import { closeRoom, ensureTimeline, updateTimeline } from '../../store/rooms';
import { messageKey, type ChatState, type Delivery, type TimelineMessage } from '../../store/state';
import { knowsRooms } from '../../store/selectors';
import { addPending, dropPending, hasItem, setBody, setDelivery } from '../../store/timeline';
import { sectionStart } from '../../store/timeline-sections';
import type { OutboxEntry } from './outbox-storage';
import type { DeliveryDetails, OutboxChange } from './outbox-types';
import type { StateBox } from '../state-box';

type PendingUpdate = { readonly entry: OutboxEntry } & DeliveryDetails;

/** Follows the outbox and holds nothing but what the state holds. */
export interface PendingMessages {
  /** After a change in the outbox. */
  show(change: OutboxChange): void;
  /** Puts all of these back where their rooms are (again) on show. */
  showAll(entries: readonly OutboxEntry[]): void;
}

function deliveryOf({ entry, wait }: PendingUpdate, status: 'queued' | 'sending'): Delivery {
  const { failure, durable } = entry;
  if (failure) return { status: 'failed', ...failure };
  const kept = durable ? {} : { durable };
  if (status === 'sending') return { status, ...kept };
  return { status, ...kept, ...(wait ? { wait } : {}) };
}

function toPendingMessage(pending: PendingUpdate, user: UserId): TimelineMessage {
  const { room, clientId, at, serverAt, body } = pending.entry;
  const key = messageKey(user, clientId);
  return {
    kind: 'message',
    key,
    room,
    user,
    clientId,
    at: serverAt ?? at,
    body,
    delivery: deliveryOf(pending, 'queued'),
  };
}

/**
 * Before the first welcome nobody knows which rooms there are: then a message may wait in any. One that failed because its
 * room is gone stays on show, or nobody could read why, copy it or take it out.
 */
function mayShow(state: ChatState, { room, failure }: OutboxEntry): boolean {
  return !knowsRooms(state) || state.rooms.byId[room] !== undefined || failure !== null;
}

/**
 * It failed, and stands among the messages of its room all the same: the server told it as the newest one, which is no
 * answer to anything. What stands in an epoch that ended, or only on this phone, has not arrived.
 */
export function hasArrived(state: ChatState, { room, clientId, failure }: OutboxEntry): boolean {
  const timeline = state.timelines[room];
  if (!failure || !state.self || !timeline || !knowsRooms(state)) return false;
  const key = messageKey(state.self.user, clientId);
  return hasItem(timeline.items.slice(sectionStart(timeline.items)), key);
}

function add(state: ChatState, pending: PendingUpdate, next?: ClientMessageId): ChatState {
  const { entry } = pending;
  if (!state.self || !mayShow(state, entry)) return state;
  const { user } = state.self;
  const before = next && messageKey(user, next);
  return updateTimeline(ensureTimeline(state, entry.room), entry.room, (now) =>
    addPending(now, toPendingMessage(pending, user), before),
  );
}

/** The last message that had not arrived in a room that is gone has been taken out. */
function leave(state: ChatState, room: RoomId): ChatState {
  const isRoomLost = knowsRooms(state) && !state.rooms.byId[room];
  const isSettled = state.timelines[room]?.pending.every(({ delivery }) => delivery.status === 'sent');
  return isRoomLost && isSettled === true ? closeRoom(state, room) : state;
}

function noteUnsure(state: ChatState, { kind, entry, unsure }: OutboxChange): ChatState {
  const key = state.self && messageKey(state.self.user, entry.clientId);
  const isUnsure = unsure === true && kind !== 'gone';
  if (key === null || (state.unsure[key] ?? false) === isUnsure) return state;
  const others: Record<string, true> = { ...state.unsure };
  if (isUnsure) others[key] = true;
  else delete others[key];
  return { ...state, unsure: others };
}

/** `box` has the rooms that the messages are shown in. */
export function createPendingMessages(box: StateBox): PendingMessages {
  const change = (state: ChatState, update: OutboxChange): ChatState => {
    const { kind, entry } = update;
    if (update.kind === 'added') return add(state, update, update.next);
    if (!state.self || kind === 'settled') return state;
    const key = messageKey(state.self.user, entry.clientId);
    if (kind === 'uploaded') {
      return updateTimeline(state, entry.room, (now) => setBody(now, key, entry.body));
    }
    if (kind === 'gone')
      return leave(
        updateTimeline(state, entry.room, (now) => dropPending(now, key)),
        entry.room,
      );
    const delivery = deliveryOf(update, kind === 'sending' ? 'sending' : 'queued');
    // The room may have gone before its messages failed.
    const shown = kind === 'failed' ? add(state, update) : state;
    return updateTimeline(shown, entry.room, (now) => setDelivery(now, key, delivery));
  };
  return {
    show: (update) => box.update((state) => noteUnsure(change(state, update), update)),
    showAll: (entries) => box.update((state) => entries.reduce((now, entry) => add(now, { entry }), state)),
  };
}
