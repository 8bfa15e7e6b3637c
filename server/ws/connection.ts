/**
 * A `Wire` over one WebSocket: the library parses what comes in and does the closing handshake, our outbox writes whole
 * frames to the socket below it. Tells of every byte that is read, and watches for the other side reading too slowly.
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
  /** So many bytes were read, before anything is made of them. Also of what comes after the end. */
  readonly onRead: (bytes: number) => void;
  /** The other side reads too slowly; the owner says goodbye. */
  readonly onSlow: () => void;
}

type OnData = (chunk: Buffer) => void;

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

/** Nothing is parsed any more. What still comes is read and dropped, at the pace at which its sender may be listened to. */
function dropTheRest(socket: Duplex, onData: OnData): void {
  socket.removeAllListeners('data');
  socket.on('data', onData);
  socket.end();
}

/** Those who send a thousand pings at once have one answer, to the last of them, as RFC 6455 allows. */
function answerPings(ws: WebSocket): void {
  let isDue = false;
  let last: Buffer = Buffer.alloc(0);
  ws.on('ping', (data: Buffer) => {
    last = data;
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      if (ws.readyState === WebSocket.OPEN) ws.pong(last);
    });
  });
}

/** For these nothing more is parsed: who floods does not stop for our goodbye. */
const ENDS_OF_FLOODS: ReadonlySet<CloseCode> = new Set([CloseCode.overload, CloseCode.badProtocol]);

/** Listens from now on; whoever made it is told of every end. */
export function createConnection(options: ConnectionOptions): Wire {
  const { ws, socket, onRead } = options;
  const onData: OnData = ({ length }) => onRead(length);
  socket.prependListener('data', onData);
  answerPings(ws);
  const outbox = options.outboxes.create(socket, () => ws.readyState === WebSocket.OPEN);
  const backlog = watchBacklog(options, outbox);
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
      ws.resume();
    },
    close(code, reason) {
      backlog.close();
      outbox.flush(true);
      outbox.close();
      ws.close(code, reason);
      // What still comes is dropped unread, the goodbye included: they read ours, and that it was the last.
      if (ENDS_OF_FLOODS.has(code)) dropTheRest(socket, onData);
    },
    terminate() {
      ws.terminate();
    },
  };
}
