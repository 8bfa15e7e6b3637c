/**
 * WebSocket close codes of minichat.v1. 4400-4499 are ours; a code outside that range is only ever a hint, because
 * proxies and phones invent and mangle them.
 */

/** The codes by name; PROTOCOL.md says who sends which, and what the client then does. */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  tooLarge: 1009,
  restart: 1012,
  badProtocol: 4400,
  authFailed: 4401,
  banned: 4403,
  helloTimeout: 4408,
  superseded: 4409,
  draining: 4410,
  staleConnection: 4412,
  version: 4426,
  overload: 4429,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
