/**
 * Requests of one connection that were sent before the earlier ones were answered. No client of ours does that; Node begins each
 * of them at once, so that one write of a few kilobytes would keep everybody else waiting for seconds.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Some proxies and tools send a few behind each other. */
export const MAX_PIPELINED = 8;

/** Counts a request until it is answered. False: nothing is to be done for it, and its connection has ended. */
export type PipelineGuard = (request: IncomingMessage, response: ServerResponse) => boolean;

/** False for a request that must not be answered: its connection is being closed. */
export function createPipelineGuard(): PipelineGuard {
  const running = new WeakMap<Socket, number>();
  return ({ socket }, response) => {
    const before = running.get(socket) ?? 0;
    // What was read together with the one too many still comes.
    if (socket.destroyed) return false;
    if (before >= MAX_PIPELINED) {
      socket.destroy();
      return false;
    }
    running.set(socket, before + 1);
    response.once('close', () => running.set(socket, (running.get(socket) ?? 1) - 1));
    return true;
  };
}
