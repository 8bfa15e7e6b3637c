/** The socket between a phone of a browser test and its server, to hold back frames or to refuse connections. */
import type { Page, WebSocketRoute } from 'playwright';

export interface Wire {
  /** Ends the connection and every later one. */
  refuse(): void;
  /** Frames with this text no longer reach the server, until `release`. */
  holdUp(pattern: RegExp): void;
  /** Frames with this text no longer reach the phone. */
  holdDown(pattern: RegExp): void;
  /** Lets go what was held on its way up. */
  release(): void;
}

/** A message may hold several frames, of which only some are held. Null when nothing is left. */
function without(message: string, pattern: RegExp): string | null {
  const value: unknown = JSON.parse(message);
  if (!Array.isArray(value)) return pattern.test(message) ? null : message;
  const left = value.filter((frame) => !pattern.test(JSON.stringify(frame)));
  return left.length === 0 ? null : JSON.stringify(left);
}

/** Call it before the page is loaded. */
export async function watchWire(page: Page): Promise<Wire> {
  let isRefusing = false;
  let up: RegExp | null = null;
  let down: RegExp | null = null;
  const held: (() => void)[] = [];
  const sockets = new Set<WebSocketRoute>();

  await page.routeWebSocket(/\/ws(\?|$)/, (phone) => {
    if (isRefusing) {
      void phone.close({ code: 1013 });
      return;
    }
    sockets.add(phone);
    const server = phone.connectToServer();
    phone.onMessage((frame) => {
      if (up?.test(String(frame)) === true) held.push(() => server.send(frame));
      else server.send(frame);
    });
    server.onMessage((message) => {
      const left = down === null ? String(message) : without(String(message), down);
      if (left !== null) phone.send(left);
    });
  });
  return {
    refuse() {
      isRefusing = true;
      for (const socket of sockets) void socket.close({ code: 1013 });
      sockets.clear();
    },
    holdUp(pattern) {
      up = pattern;
    },
    holdDown(pattern) {
      down = pattern;
    },
    release() {
      up = null;
      for (const send of held.splice(0)) send();
    },
  };
}
