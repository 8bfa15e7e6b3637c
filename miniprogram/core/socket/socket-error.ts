/**
 * Makes the errors that `send` rejects with. Knows no platform: the platform's own words arrive as text.
 */
import type { SocketError, SocketErrorKind } from './socket-types';

/** @param message a sentence that names the value and the limit, for people. */
export function createSocketError(kind: SocketErrorKind, message: string): SocketError {
  const error = new Error(message);
  error.name = 'SocketError';
  return Object.assign(error, { kind });
}
