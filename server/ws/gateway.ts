/**
 * Where WebSockets come in: takes upgrade requests of the HTTP server, lets those for `/ws` through and gives each a
 * session. Knows no frame.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { describeError } from '../../miniprogram/core/base/logger';
import { MAX_PAYLOAD_BYTES } from '../../miniprogram/core/protocol/limits';
import { SUBPROTOCOL } from '../../miniprogram/core/protocol/version';
import type { ServerContext } from '../session/context';
import { RETURN_SOON, Session } from '../session/session';
import { farewellBye, type Farewell } from '../session/wire';
import { createConnection } from './connection';
import { createOutboxGroup } from './outbox';

export const SOCKET_PATH = '/ws';

export interface Gateway {
  /** Takes no connection any more and says goodbye to all. Resolves when they are gone or `ms` have passed. */
  drain(farewell: Farewell, ms: number): Promise<void>;
  readonly size: number;
}

/** `closeTimeout` is missing in the typings of this version. */
const SOCKET_OPTIONS: ServerOptions & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_PAYLOAD_BYTES,
  maxFragments: 64,
  maxBufferedChunks: 1_024,
  closeTimeout: 5_000,
  handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
};

const STATUS_TEXTS = { 404: 'Not Found', 503: 'Service Unavailable' } as const;

function refuseUpgrade(socket: Duplex, status: keyof typeof STATUS_TEXTS): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_TEXTS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? '';

class WebSocketGateway implements Gateway {
  private readonly live = new Map<WebSocket, Session>();
  private readonly outboxes = createOutboxGroup();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);
  private isDraining = false;
  private onEmpty: (() => void) | null = null;

  constructor(
    private readonly context: ServerContext,
    http: Server,
  ) {
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', (error) => {
        this.context.logger.debug('socket_error', { error: describeError(error) });
      });
      if (pathOf(request) !== SOCKET_PATH) refuseUpgrade(socket, 404);
      else if (this.isDraining) refuseUpgrade(socket, 503);
      else this.sockets.handleUpgrade(request, socket, head, (ws) => this.accept(ws, socket));
    });
  }

  get size(): number {
    return this.live.size;
  }

  async drain(farewell: Farewell, ms: number): Promise<void> {
    this.isDraining = true;
    if (this.live.size === 0) return;
    const gone = new Promise<void>((resolve) => {
      this.onEmpty = resolve;
    });
    for (const session of this.live.values()) session.end(farewell);
    const cancel = this.context.clock.after(ms, () => {
      for (const ws of this.live.keys()) ws.terminate();
    });
    await gone;
    cancel();
  }

  private accept(ws: WebSocket, socket: Duplex): void {
    const { clock, limits, logger } = this.context;
    const onSlow = (): void => session.end(farewellBye('draining', RETURN_SOON));
    const wire = createConnection({ ws, socket, outboxes: this.outboxes, clock, limits, onSlow });
    const session = new Session(this.context, wire);
    this.live.set(ws, session);
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) session.receiveBinary();
      else session.receiveText(data.toString('utf8'), data.length);
    });
    // What the library refuses (too large, bad UTF-8, …) it closes by itself with the right code.
    ws.on('error', (error) => {
      logger.debug('websocket_error', { error: describeError(error) });
    });
    ws.on('close', () => {
      session.closed();
      this.live.delete(ws);
      if (this.live.size === 0) this.onEmpty?.();
    });
  }
}

export function createGateway(context: ServerContext, http: Server): Gateway {
  return new WebSocketGateway(context, http);
}
