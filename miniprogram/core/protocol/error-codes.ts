/**
 * Why a frame or a message was refused: the codes of `error` and `nack` frames, and what each asks of the sender.
 */

/** `retry`: the same may be sent again later; `permanent`: it will be refused again. */
export const ERROR_CODES = {
  // The frame is not minichat.v1; nothing of it was done.
  bad_frame: 'permanent',
  bad_field: 'permanent',
  // The room or the sender's place in it.
  no_room: 'permanent',
  not_joined: 'permanent',
  forbidden: 'permanent',
  muted: 'permanent',
  room_closed: 'permanent',
  name_taken: 'permanent',
  too_many_rooms: 'permanent',
  // The content.
  empty: 'permanent',
  too_large: 'permanent',
  bad_kind: 'permanent',
  refused: 'permanent',
  // The message that a recall or a reaction is about.
  no_message: 'permanent',
  too_late: 'permanent',
  too_many_reactions: 'permanent',
  // Retry the same message later, in order.
  rate: 'retry',
  overload: 'retry',
  order: 'retry',
  storage: 'retry',
  // The connection ends.
  auth_failed: 'fatal',
  banned: 'fatal',
  version: 'fatal',
  auth_expired: 'reconnect',
  stale_connection: 'reconnect',
  hello_timeout: 'reconnect',
  superseded: 'fatal',
  draining: 'reconnect',
  background: 'reconnect',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether waiting may help. */
export function isRetryable(code: ErrorCode): boolean {
  return ERROR_CODES[code] === 'retry';
}
