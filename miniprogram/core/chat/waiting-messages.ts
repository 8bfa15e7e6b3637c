/**
 * Shows the outbox in the rooms: a bubble for each waiting message, with the truth about its delivery.
 */
import type { ClientMessageId, RoomId, UserId } from '../protocol/fields';
import { ensureTimeline, updateTimeline } from '../store/rooms';
import { messageKey, type ChatState, type Delivery, type TimelineMessage } from '../store/state';
import { knowsRooms } from '../store/selectors';
import { addPending, dropPending, setBody, setDelivery } from '../store/timeline';
import type { OutboxEntry } from './outbox-storage';
import type { OutboxChange } from './outbox-types';
import type { StateBox } from './state-box';

export interface WaitingMessages {
  /** After a change in the outbox. */
  show(change: OutboxChange): void;
  /** Puts all of these back where their rooms are (again) on show. */
  showAll(entries: readonly OutboxEntry[]): void;
}

function deliveryOf({ failure, durable }: OutboxEntry, status: 'queued' | 'sending'): Delivery {
  if (failure) return { status: 'failed', ...failure };
  return durable ? { status } : { status, durable };
}

function toBubble(entry: OutboxEntry, user: UserId): TimelineMessage {
  const { room, clientId, at, body } = entry;
  const key = messageKey(user, clientId);
  return { kind: 'message', key, room, user, clientId, at, body, delivery: deliveryOf(entry, 'queued') };
}

/** Before the first welcome nobody knows which rooms there are: then a message may wait in any. */
function mayShow(state: ChatState, room: RoomId): boolean {
  return !knowsRooms(state) || state.rooms.byId[room] !== undefined;
}

function add(state: ChatState, entry: OutboxEntry, next?: ClientMessageId): ChatState {
  if (!state.self || !mayShow(state, entry.room)) return state;
  const { user } = state.self;
  const before = next && messageKey(user, next);
  return updateTimeline(ensureTimeline(state, entry.room), entry.room, (now) =>
    addPending(now, toBubble(entry, user), before),
  );
}

export function createWaitingMessages(box: StateBox): WaitingMessages {
  const change = (state: ChatState, news: OutboxChange): ChatState => {
    const { kind, entry } = news;
    if (news.kind === 'added') return add(state, entry, news.next);
    if (!state.self) return state;
    const key = messageKey(state.self.user, entry.clientId);
    if (kind === 'uploaded') {
      return updateTimeline(state, entry.room, (now) => setBody(now, key, entry.body));
    }
    const delivery = deliveryOf(entry, kind === 'sending' ? 'sending' : 'queued');
    return updateTimeline(state, entry.room, (now) =>
      kind === 'gone' ? dropPending(now, key) : setDelivery(now, key, delivery),
    );
  };
  return {
    show: (news) => box.update((state) => change(state, news)),
    showAll: (entries) => box.update((state) => entries.reduce((now, entry) => add(now, entry), state)),
  };
}
