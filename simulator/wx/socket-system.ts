/**
 * All sockets of one app: how many may exist, whose events are global, where a global send or close goes.
 * The contradictions of the platform are in `SocketQuirks`; the shape of the wx functions is elsewhere.
 */
import { ApiFailure, type ApiOptions } from './api-call';
import type { AppState } from './app-state';
import type { RawSocket, RawSocketFactory, RuntimeClock } from './ports';
import { SimulatedSocket, type SocketEvent } from './socket';
import {
  NOT_CONNECTED,
  readConnectRequest,
  readConnectTimeout,
  readEnd,
  readFrame,
} from './socket-arguments';
import { createSocketListeners, type SocketListeners } from './socket-listeners';
import { DEFAULT_SOCKET_QUIRKS, type SocketQuirks } from './socket-quirks';

export interface SocketSystemOptions {
  readonly app: AppState;
  readonly clock: RuntimeClock;
  readonly openRaw: RawSocketFactory;
  readonly quirks: Partial<SocketQuirks>;
  readonly referer: string;
  /** app.json `networkTimeout.connectSocket`. */
  readonly connectTimeoutMs: number | undefined;
  readonly isOnline: () => boolean;
}

/** What a connection attempt is made over while there is no network: it is never tried. */
const NO_NETWORK: RawSocket = { send: () => undefined, close: () => undefined, terminate: () => undefined };

export class SocketSystem {
  quirks: SocketQuirks;
  attempts = 0;
  readonly globalListeners = createSocketListeners();
  readonly #options: SocketSystemOptions;
  #sockets: SimulatedSocket[] = [];
  #bound: SimulatedSocket | undefined;
  /** Sockets whose end the global listeners were told. */
  readonly #globalEnds = new WeakSet<SimulatedSocket>();
  /** When the app hears the latest news of a socket, while that is in the future. */
  readonly #heardAt = new WeakMap<SimulatedSocket, number>();

  constructor(options: SocketSystemOptions) {
    this.#options = options;
    this.quirks = { ...DEFAULT_SOCKET_QUIRKS, ...options.quirks };
    options.app.onSuspend(() => this.each((socket) => socket.interrupt()));
  }

  get live(): readonly SimulatedSocket[] {
    this.#sockets = this.#sockets.filter((socket) => socket.phase !== 'ended');
    return this.#sockets;
  }

  each(fn: (socket: SimulatedSocket) => void): void {
    for (const socket of this.live) fn(socket);
  }

  /** @throws ApiFailure when no attempt is made */
  connect(options: ApiOptions, listeners: SocketListeners): SimulatedSocket {
    this.attempts += 1;
    const { app, clock, connectTimeoutMs, isOnline, openRaw, referer } = this.#options;
    const request = readConnectRequest(options, referer);
    if (app.phase === 'suspended') throw new ApiFailure('interrupted');
    if (this.live.length >= this.quirks.socketLimit) {
      // wx: the words of NIM_Web_Weapp_Demo#9; the inner call's name is part of what people see.
      throw new ApiFailure('createSocketTask:fail exceed max concurrent count');
    }
    const socket: SimulatedSocket = new SimulatedSocket({
      id: this.attempts,
      request,
      timeoutMs: readConnectTimeout(options, connectTimeoutMs),
      clock,
      openRaw: isOnline() ? openRaw : () => NO_NETWORK,
      quirks: () => this.quirks,
      emit: (event) => this.#tell(event, socket, listeners),
    });
    this.#sockets = [...this.#sockets, socket];
    this.#bind(socket);
    if (!isOnline()) app.post(() => socket.breakOff('Unable to resolve host: network is unreachable'));
    return socket;
  }

  send(socket: SimulatedSocket | undefined, options: ApiOptions): void {
    const data = readFrame(options);
    if (this.quirks.sendReports === 'ok') return socket?.send(data);
    if (this.#options.app.phase === 'suspended') throw new ApiFailure('interrupted');
    if (socket?.phase !== 'open') throw new ApiFailure(NOT_CONNECTED);
    socket.send(data);
  }

  closeTask(socket: SimulatedSocket | undefined, options: ApiOptions): void {
    const end = readEnd(options);
    if (socket?.phase !== 'open' && socket?.phase !== 'connecting') throw new ApiFailure(NOT_CONNECTED);
    socket.close(end);
  }

  sendGlobal(options: ApiOptions): void {
    this.send(this.#bound, options);
  }

  closeGlobal(options: ApiOptions): void {
    const end = readEnd(options);
    const { binding, closeBeforeOpen } = this.quirks;
    const targets = binding === 'all' ? this.live : this.#bound ? [this.#bound] : [];
    const open = targets.filter((socket) => socket.phase === 'open');
    const connecting = targets.filter((socket) => socket.phase === 'connecting');
    const closing = closeBeforeOpen === 'closes' ? [...open, ...connecting] : open;
    if (closing.length === 0 && !(connecting.length > 0 && closeBeforeOpen === 'ignored')) {
      throw new ApiFailure(NOT_CONNECTED);
    }
    for (const socket of closing) socket.close(end);
  }

  #bind(created: SimulatedSocket): void {
    if (this.quirks.binding !== 'first') this.#bound = created;
    else if (!this.#bound || this.#bound.phase === 'ended') this.#bound = this.live[0];
  }

  #tell(event: SocketEvent, socket: SimulatedSocket, listeners: SocketListeners): void {
    // Whose events are global is decided when it happens, not when a suspended app hears of it.
    const isRepeated = event.name === 'close' && event.isRepeated === true;
    const isBound = this.quirks.binding === 'all' || this.#bound === socket;
    const isGlobal = isRepeated ? this.#globalEnds.has(socket) : isBound;
    if (event.name === 'close' && isGlobal) this.#globalEnds.add(socket);
    const { app } = this.#options;
    this.#afterDelay(socket, () =>
      app.post(() => {
        listeners.tell(event, true, app.deliver);
        if (isGlobal) this.globalListeners.tell(event, false, app.deliver);
      }),
    );
  }

  #afterDelay(socket: SimulatedSocket, tell: () => void): void {
    const { clock } = this.#options;
    const now = clock.now();
    const at = Math.max(this.#heardAt.get(socket) ?? 0, now + this.quirks.eventDelayMs);
    this.#heardAt.set(socket, at);
    if (at <= now) tell();
    else clock.after(at - now, tell);
  }
}
