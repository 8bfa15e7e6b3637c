/**
 * Requests of one connection that were sent before the earlier ones were answered. No client of ours does that; Node begins each
 * of them at once, so that one write of a few kilobytes would keep everybody else waiting for seconds. One too many ends the
 * connection, and what was read together with it is not looked at.
 */
import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Some proxies and tools send a few behind each other. */
export const MAX_PIPELINED = 8;

/** For one HTTP server, whose `upgrade` listeners get the destroyed socket of one too many. */
export interface PipelineGuard {
  /** What Node is to make of each request: `createServer` takes it as `IncomingMessage`. */
  readonly IncomingMessage: typeof IncomingMessage;
  /** Counts a request until it is answered. False: nothing is to be done for it, and its connection has ended. */
  take(request: IncomingMessage, response: ServerResponse): boolean;
  /** For something that Node takes for an upgrade: ends its connection when it is one too many. */
  end(request: IncomingMessage): void;
}

/** Knows of no connection yet. */
export function createPipelineGuard(): PipelineGuard {
  const running = new WeakMap<Socket, number>();
  const upgrades = new WeakSet<IncomingMessage>();
  const surplus = new WeakSet<IncomingMessage>();
  const isTooMany = ({ socket }: IncomingMessage): boolean => (running.get(socket) ?? 0) >= MAX_PIPELINED;

  /**
   * Only of an upgrade does Node leave unread what came behind it: a connection that is destroyed, or paused, has thousands more
   * requests made of the piece that was read. So one too many says that it is one.
   */
  class CountedRequest extends IncomingMessage {
    get upgrade(): boolean {
      return upgrades.has(this);
    }

    /** Node sets it to what the request says, before it tells anybody of it. */
    set upgrade(isOne: boolean | null) {
      if (isTooMany(this)) surplus.add(this);
      if (isOne === true || surplus.has(this)) upgrades.add(this);
    }
  }

  return {
    IncomingMessage: CountedRequest,
    take(request, response) {
      const { socket } = request;
      if (socket.destroyed) return false;
      if (isTooMany(request)) {
        socket.destroy();
        return false;
      }
      running.set(socket, (running.get(socket) ?? 0) + 1);
      response.once('close', () => running.set(socket, (running.get(socket) ?? 1) - 1));
      return true;
    },
    end(request) {
      if (surplus.has(request)) request.socket.destroy();
    },
  };
}
