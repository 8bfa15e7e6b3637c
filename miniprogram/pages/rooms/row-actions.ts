/**
 * What can be done with a room from the list, and how it is called in its present state. Pure.
 */
import type { ChatState, Room } from '../../core/store/state';
import { countUnread } from '../../core/store/selectors';
import { t, type Language } from '../../i18n/translate';

export type RowAction = 'pin' | 'unpin' | 'mute' | 'unmute' | 'read' | 'unread' | 'leave';

export interface RowActionView {
  readonly value: RowAction;
  readonly text: string;
  readonly tone: 'plain' | 'accent' | 'danger';
}

export function isUnread(state: ChatState, room: Room): boolean {
  return room.flags.markedUnread || countUnread(state, room.room) > 0;
}

function readAction(language: Language, state: ChatState, room: Room): RowActionView {
  return isUnread(state, room)
    ? { value: 'read', text: t(language, 'room.mark_read'), tone: 'accent' }
    : { value: 'unread', text: t(language, 'room.mark_unread'), tone: 'accent' };
}

function pinAction(language: Language, room: Room): RowActionView {
  return room.flags.pinned
    ? { value: 'unpin', text: t(language, 'room.unpin'), tone: 'plain' }
    : { value: 'pin', text: t(language, 'room.pin'), tone: 'plain' };
}

/** A list is made once for each state that a room can be in, so that a row that did not change stays identical. */
const swipeLists = new Map<string, readonly RowActionView[]>();

/** What a swipe uncovers, from left to right. */
export function swipeActions(language: Language, state: ChatState, room: Room): readonly RowActionView[] {
  const key = `${language}/${isUnread(state, room)}/${room.flags.pinned}`;
  const leave: RowActionView = { value: 'leave', text: t(language, 'room.leave_short'), tone: 'danger' };
  const actions = swipeLists.get(key) ?? [
    readAction(language, state, room),
    pinAction(language, room),
    leave,
  ];
  swipeLists.set(key, actions);
  return actions;
}

/** What a long press offers. */
export function heldActions(
  language: Language,
  state: ChatState,
  room: Room,
): readonly { readonly label: string; readonly value: RowAction }[] {
  const { value, text } = readAction(language, state, room);
  const pin = pinAction(language, room);
  return [
    { value, label: text },
    { value: pin.value, label: pin.text },
    room.flags.muted
      ? { value: 'unmute', label: t(language, 'room.unmute') }
      : { value: 'mute', label: t(language, 'room.mute') },
    { value: 'leave', label: t(language, 'room.leave') },
  ];
}
