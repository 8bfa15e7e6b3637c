/**
 * A `Wire` over one WebSocket: the library parses what comes in and does the closing handshake, our outbox writes whole
 * frames to the socket below it. Watches for the other side reading too slowly.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Clock } from '../../miniprogram/core/base/clock';
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import type { ServerLimits } from '../limits';
import type { Wire } from '../session/wire';
import type { Outbox, OutboxGroup } from './outbox';

export interface ConnectionOptions {
  readonly ws: WebSocket;
  /** The socket below `ws`. Whole frames only, and never after `ws` is not open. */
  readonly socket: Duplex;
  readonly outboxes: OutboxGroup;
  readonly clock: Clock;
  readonly limits: Pick<ServerLimits, 'slowConsumerBytes' | 'slowConsumerMs' | 'maxBufferedBytes'>;
  /** The other side reads too slowly; the owner says goodbye. */
  readonly onSlow: () => void;
}

/**
 * Calls `onSlow`, once, when more than the limit waits for too long, or far too much at once. What waits is dropped then:
 * the phone gets it again when it comes back.
 */
function watchBacklog(options: ConnectionOptions, outbox: Outbox): { check(): void; close(): void } {
  const { clock, limits, onSlow } = options;
  let cancel: (() => void) | null = null;
  let isClosed = false;
  function close(): void {
    isClosed = true;
    cancel?.();
    cancel = null;
  }
  function giveUp(): void {
    close();
    outbox.discard();
    onSlow();
  }
  return {
    check() {
      if (isClosed) return;
      if (outbox.bufferedBytes > limits.maxBufferedBytes) giveUp();
      else if (outbox.backlogBytes > limits.slowConsumerBytes)
        cancel ??= clock.after(limits.slowConsumerMs, giveUp);
      else {
        cancel?.();
        cancel = null;
      }
    },
    close,
  };
}

function dropTheRest(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('data', () => undefined);
  socket.resume();
  socket.end();
}

export function createConnection(options: ConnectionOptions): Wire {
  const { ws, socket } = options;
  const outbox = options.outboxes.create(socket, () => ws.readyState === WebSocket.OPEN);
  const backlog = watchBacklog(options, outbox);
  let isEnding = false;
  socket.on('drain', () => backlog.check());
  ws.on('close', () => {
    outbox.close();
    backlog.close();
  });
  return {
    send(frame) {
      outbox.enqueue(frame);
      backlog.check();
    },
    hold() {
      outbox.hold();
    },
    release(ahead) {
      outbox.release(ahead);
      backlog.check();
    },
    pause() {
      ws.pause();
    },
    resume() {
      if (!isEnding) ws.resume();
    },
    close(code, reason) {
      backlog.close();
      outbox.flush(true);
      outbox.close();
      ws.close(code, reason);
      // What still comes of a flood is dropped unread, the goodbye included: they read ours, and that it was the last.
      isEnding = code === CloseCode.overload;
      if (isEnding) dropTheRest(socket);
    },
    terminate() {
      ws.terminate();
    },
  };
}
