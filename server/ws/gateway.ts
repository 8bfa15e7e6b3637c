/**
 * Where WebSockets come in: takes upgrade requests of the HTTP server, lets those for `/ws` through and gives each a
 * session. Knows no frame.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError } from '../../miniprogram/core/base/logger';
import { MAX_PAYLOAD_BYTES } from '../../miniprogram/core/protocol/limits';
import { SUBPROTOCOL } from '../../miniprogram/core/protocol/version';
import type { Budget } from '../cost/budget';
import { UPGRADE } from '../cost/prices';
import type { AddressReader, ClientAddress } from '../client-address';
import { SOCKET_PATH } from '../http/socket-route';
import type { ServerContext } from '../session/context';
import { RETURN_SOON, Session } from '../session/session';
import { closeWithBye, type CloseNotice } from '../session/wire';
import { createAdmission, type Admission, type Guest } from './admission';
import { createConnection } from './connection';
import { createOutboxGroup } from './outbox';

const MAX_PATH_CHARS = 100;

/** `closeTimeout` is missing in the typings of this version. */
const SOCKET_OPTIONS: ServerOptions & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_PAYLOAD_BYTES,
  maxFragments: 64,
  maxBufferedChunks: 1_024,
  closeTimeout: 5_000,
  autoPong: false,
  handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
};

const STATUS_TEXTS = { 404: 'Not Found', 429: 'Too Many Requests', 503: 'Service Unavailable' } as const;
const RETRY_AFTER_S = 5;
/** Who does not close after a refusal is closed. */
const LINGER_MS = 2_000;

function refuseUpgrade(
  clock: Clock,
  socket: Duplex,
  status: keyof typeof STATUS_TEXTS,
  reason: string,
): void {
  const kind = status === 404 ? 'not_found' : 'overload';
  const body = JSON.stringify({ error: { kind, message: reason } });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXTS[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    ...(status === 404 ? [] : [`Retry-After: ${RETRY_AFTER_S}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // What still comes is dropped, so that its end is seen.
  socket.resume();
  socket.once(
    'close',
    clock.after(LINGER_MS, () => socket.destroy()),
  );
}

/** Not of the network, which fails everybody. */
const isOfProtocol = (error: Error & { readonly code?: unknown }): boolean =>
  String(error.code).startsWith('WS_ERR_');

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? '';

/** Takes upgrades of the HTTP server from its making on. */
export class Gateway {
  private readonly live = new Map<WebSocket, Session>();
  private readonly outboxes = createOutboxGroup();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);
  private readonly admission: Admission;
  private isDraining = false;
  private onEmpty: (() => void) | null = null;

  constructor(
    private readonly context: ServerContext,
    http: Server,
    addressOf: AddressReader,
  ) {
    this.admission = createAdmission(context.limits);
    context.turns.goesFirst(() => this.outboxes.flush());
    http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // It was one of too many: see `http/pipeline-guard.ts`.
      if (socket.destroyed) return;
      socket.on('error', (error) => {
        this.context.logger.debug('socket_error', { error: describeError(error) });
      });
      this.receive(request, socket, head, addressOf);
    });
  }

  private receive(request: IncomingMessage, socket: Duplex, head: Buffer, addressOf: AddressReader): void {
    const { clock } = this.context;
    const path = pathOf(request);
    if (path !== SOCKET_PATH) {
      refuseUpgrade(
        clock,
        socket,
        404,
        `WebSockets are at ${SOCKET_PATH}, not at ${path.slice(0, MAX_PATH_CHARS)}.`,
      );
      return;
    }
    const address = addressOf(request);
    const budget = this.context.costs.ofAddress(address);
    this.context.turns.queue(budget.payer, () => {
      // Who went away meanwhile hears no answer.
      if (!socket.destroyed) this.admit(request, socket, head, { address, budget });
    });
  }

  private admit(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { address, budget }: { readonly address: ClientAddress; readonly budget: Budget },
  ): void {
    const { clock } = this.context;
    if (this.isDraining) {
      refuseUpgrade(clock, socket, 503, 'This server is about to stop.');
      return;
    }
    const waitMs = budget.take(UPGRADE);
    if (waitMs > 0) {
      refuseUpgrade(clock, socket, 429, `Too much at once from this address; try again in ${waitMs} ms.`);
      return;
    }
    const guest = this.admission.admit(address);
    if (!guest.ok) {
      const { status, reason } = guest.error;
      this.context.logger.warn('connection_refused', { address, reason });
      refuseUpgrade(clock, socket, status, reason);
      return;
    }
    socket.once('close', () => guest.value.left());
    this.sockets.handleUpgrade(request, socket, head, (ws) => this.accept(ws, socket, guest.value, address));
  }

  get size(): number {
    return this.live.size;
  }

  /** Takes no connection any more and says goodbye to all. Resolves when they are gone or `ms` have passed. */
  async drain(notice: CloseNotice, ms: number): Promise<void> {
    this.isDraining = true;
    if (this.live.size === 0) return;
    const gone = new Promise<void>((resolve) => {
      this.onEmpty = resolve;
    });
    for (const session of this.live.values()) session.end(notice);
    const cancel = this.context.clock.after(ms, () => {
      for (const ws of this.live.keys()) ws.terminate();
    });
    await gone;
    cancel();
  }

  private accept(ws: WebSocket, socket: Duplex, guest: Guest, address: ClientAddress): void {
    const { clock, limits, logger } = this.context;
    const onSlow = (): void => session.end(closeWithBye('draining', RETURN_SOON));
    const onRead = (bytes: number): void => session.read(bytes);
    const wire = createConnection({ ws, socket, outboxes: this.outboxes, clock, limits, onRead, onSlow });
    const budget = this.context.costs.ofStranger(address);
    const onSignedIn = (): void => guest.signedIn();
    const session = new Session(this.context, wire, { budget, address, onSignedIn });
    this.live.set(ws, session);
    ws.on('message', (data: Buffer, isBinary) => {
      if (isBinary) session.receiveBinary();
      else session.receiveText(() => data.toString('utf8'), data.length);
    });
    for (const control of ['ping', 'pong']) ws.on(control, () => session.receiveControl());
    // What the library refuses (too large, bad UTF-8, …) it closes by itself with the right code.
    ws.on('error', (error) => {
      logger.debug('websocket_error', { error: describeError(error) });
      if (isOfProtocol(error)) session.receiveBroken();
    });
    ws.on('close', () => {
      session.closed();
      this.live.delete(ws);
      if (this.live.size === 0) this.onEmpty?.();
    });
  }
}
