/**
 * Who may ring: the one place that decides whose messages count as unread, call somebody, move a room, stand in its row, or
 * are named where people look for others. Knows neither counts nor pages, which ask it.
 */
import { movesRooms } from '../protocol/kinds/facts';
import type { UserId } from '../protocol/fields';
import type { ChatState, TimelineMessage } from './state';
import { isEvent } from './timeline-events';

/** The part of the state that says so. */
export type Peace = Pick<ChatState, 'blocked'>;

/** Whether this person's messages are not shown here. */
export const isBlocked = ({ blocked }: Peace, user: UserId): boolean => blocked.includes(user);

/** Those of `users` who may be heard of. */
export const audible = ({ blocked }: Peace, users: readonly UserId[]): readonly UserId[] =>
  blocked.length === 0 ? users : users.filter((user) => !blocked.includes(user));

/** Whether a room is moved by it and shows it in its row: nobody rings by coming or going. */
export const movesRoom = (peace: Peace, { body, user }: TimelineMessage): boolean =>
  movesRooms(body) && !isBlocked(peace, user);

/** Whether it may stand in a row of which nothing better is known: an older server tells who came last. */
export const mayStandIn = (peace: Peace, message: TimelineMessage): boolean =>
  !isEvent(message) && !isBlocked(peace, message.user);
