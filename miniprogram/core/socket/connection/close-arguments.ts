/**
 * Brings close codes and reasons into the form that every WebSocket accepts, because a refused `close` would leave the
 * socket open. Source: RFC 6455 sections 5.5.1 and 7.4.2, and the WebSocket API of browsers.
 */
import { countUtf8Bytes } from '../../base/text';

const NORMAL_CLOSE = 1000;
const MAX_REASON_BYTES = 123;

/** An application may send 1000 and 3000-4999; any other code becomes 1000. None stays none. */
export function toCloseCode(code: number | undefined): number | undefined {
  if (code === undefined) return undefined;
  return code >= 3000 && code <= 4999 ? Math.floor(code) : NORMAL_CLOSE;
}

/** At most 123 UTF-8 bytes, cut at a whole character. */
export function toCloseReason(reason: string): string {
  // No character takes less than one byte per UTF-16 unit, so what is beyond cannot fit.
  const characters = [...reason.slice(0, MAX_REASON_BYTES)];
  while (countUtf8Bytes(characters.join('')) > MAX_REASON_BYTES) characters.pop();
  return characters.join('');
}
