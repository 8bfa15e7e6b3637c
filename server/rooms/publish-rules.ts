/**
 * Whether a member may say this now: the room is open, they are not silenced, slow mode lets them, and the operator's own
 * check finds nothing against the text. Knows neither the connection's rate nor its order.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { ClientMessageId, MessageBody, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { isContentBody, writtenIn } from '../../miniprogram/core/protocol/kinds/facts';
import type { Membership } from '../../miniprogram/core/protocol/governance';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { Room } from './room';

/**
 * The operator's check of a text, before it is committed. Returns why it is refused, or null. It runs on the thread that
 * serves everybody, so it must be quick and cannot ask another machine.
 */
export type Moderate = (
  text: string,
  where: { readonly room: RoomId; readonly user: UserId },
) => string | null;

/** For a `nack`. */
export interface PublishRefusal {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly afterMs?: number;
  /** Server time in ms at which a silence, or the wait of slow mode, ends. */
  readonly until?: number;
}

const MAX_REASON_CHARS = 200;

/** A closed room takes nothing of anybody: it can be read and left. */
export function findClosedRefusal({ room, settings }: Room): Refusal | null {
  return settings.closed ? { code: 'room_closed', reason: `Room "${room}" was closed.` } : null;
}

/** The room is closed to everybody, or the member is silenced. */
export function findMuteRefusal(room: Room, membership: Membership, now: number): PublishRefusal | null {
  const closure = findClosedRefusal(room);
  if (closure) return closure;
  const { mutedUntil } = membership;
  if (mutedUntil <= now) return null;
  return { code: 'muted', reason: `You are muted for ${mutedUntil - now} ms more.`, until: mutedUntil };
}

/** Something that somebody says. */
export interface Publication {
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  readonly body: MessageBody;
  readonly now: number;
}

/** Slow mode does not hold for those who run the room, nor for what is no content: a reaction, a recall. */
export function findSlowModeRefusal(
  room: Room,
  membership: Membership,
  publication: Publication,
): PublishRefusal | null {
  const { slowMs } = room.settings;
  const last = room.spokeAt.get(publication.user);
  if (slowMs === 0 || membership.role !== 'member' || !last || !isContentBody(publication.body)) return null;
  // It is sent again, because its commit failed or nobody heard of it: it does not wait for itself.
  if (last.clientId === publication.clientId) return null;
  // A clock that was set back must not silence anybody for longer than slow mode does.
  const afterMs = Math.min(slowMs, last.at + slowMs - publication.now);
  if (afterMs <= 0) return null;
  const reason = `One message every ${slowMs} ms in this room.`;
  return { code: 'rate', reason, afterMs, until: publication.now + afterMs };
}

/** In memory, for slow mode: call it when the message was taken, and before it is committed. */
export function notePublication(room: Room, { user, clientId, body, now }: Publication): void {
  if (room.settings.slowMs === 0 || !isContentBody(body)) return;
  // Sent again, it was said when it was said first.
  if (room.spokeAt.get(user)?.clientId !== clientId) room.spokeAt.set(user, { at: now, clientId });
}

/** It was refused for good, so it was not said. Those who waited for slow mode have waited for what they say next. */
export function forgetPublication(room: Room, user: UserId, clientId: ClientMessageId): void {
  if (room.spokeAt.get(user)?.clientId === clientId) room.spokeAt.delete(user);
}

/** A check that fails refuses nobody's text for good: the message waits for the check to work again. */
export function findModerationRefusal(
  moderate: Moderate | undefined,
  body: MessageBody,
  where: { readonly room: RoomId; readonly user: UserId },
  logger: Logger,
): PublishRefusal | null {
  const written = moderate ? writtenIn(body) : null;
  if (!moderate || written === null) return null;
  try {
    const reason = moderate(written, where);
    return reason === null ? null : { code: 'refused', reason: reason.slice(0, MAX_REASON_CHARS) };
  } catch (thrown) {
    logger.error('moderate_threw', { error: describeError(thrown) });
    return { code: 'overload', reason: 'The text could not be checked; try again.', afterMs: 5_000 };
  }
}
