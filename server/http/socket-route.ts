/**
 * The answer to who comes to the WebSocket's address without asking for an upgrade: a person with a browser, or a proxy
 * that does not hand the two headers of the upgrade on. Upgrades themselves do not come by here: see `ws/gateway.ts`.
 */
import type { Hono } from 'hono';
import { refuse } from './answers';
import type { AppContext, AppEnv } from './requests';

/** Where WebSockets are opened. */
export const SOCKET_PATH = '/ws';

/** Which of the two headers that make a request an upgrade are not there. */
function listMissing(c: AppContext): readonly string[] {
  const asks = (name: string, word: string): boolean =>
    (c.req.header(name) ?? '').split(',').some((part) => part.trim().toLowerCase() === word);
  return [
    ...(asks('Connection', 'upgrade') ? [] : ['Connection: Upgrade']),
    ...(asks('Upgrade', 'websocket') ? [] : ['Upgrade: websocket']),
  ];
}

/** Answers with 426 and which header is missing. */
export function addSocketRoute(app: Hono<AppEnv>): void {
  app.get(SOCKET_PATH, (c) => {
    const missing = listMissing(c).join(' and ') || 'HTTP/1.1';
    c.header('Upgrade', 'websocket');
    // "close" too, because a connection header of ours takes the place of the one that would answer the client's.
    c.header('Connection', 'Upgrade, close');
    return refuse(
      c,
      'no_upgrade',
      `WebSockets are here, and this request came without ${missing}. A proxy in front of the server must hand on the headers "Connection" and "Upgrade", over HTTP/1.1.`,
    );
  });
}
