/**
 * Which ends say that trying again cannot help, as long as the owner does not say it better. Pure; reads evidence only,
 * and when in doubt an end is not final.
 */
import type { EndEvidence } from './transport';

/** 1007: what we send is no text. 4400, 4406: the server does not take what we speak. */
const FINAL_CODES: readonly (number | undefined)[] = [1007, 4400, 4406];
/** Too slow, too often: both pass. */
const PASSING_STATUSES: readonly number[] = [408, 429];
/** "Server sent no subprotocol" (ws), "'Sec-WebSocket-Protocol' header" (Chrome). */
const NO_SUBPROTOCOL = /sub-?protocol|sec-websocket-protocol/i;

/**
 * True for a 4xx answer that no waiting cures, for close codes that mean "never", and where the server knows no such
 * subprotocol.
 */
export function isFinalRefusal({ kind, code, status = 0, reason }: EndEvidence): boolean {
  if (status >= 400 && status < 500) return !PASSING_STATUSES.includes(status);
  if (kind === 'closed') return FINAL_CODES.includes(code);
  return NO_SUBPROTOCOL.test(reason);
}
