/**
 * The session: `minichat.v1` on a socket service. Handshake behind a fence, heartbeat, and what to do when a connection
 * ends. Knows neither rooms nor messages; who listens gets frames that surely are for this connection.
 */
import type { Clock, Random } from '../../base/clock';
import { createEmitter, type Emitter, type Undo } from '../../base/emitter';
import { describeError, type Logger } from '../../base/logger';
import { CloseCode } from '../../protocol/close-codes';
import type { DownFrame, DownFrameOf } from '../../protocol/down';
import type { ErrorCode } from '../../protocol/error-codes';
import type { Cursor, RequestId } from '../../protocol/fields';
import { createHeartbeat, type Heartbeat } from '../../socket/heartbeat';
import type { SocketService, SocketState } from '../../socket/socket-types';
import { createBadFrameMeter, type BadFrameMeter } from './bad-frame-meter';
import { createHandshake, type Handshake } from './handshake';
import { readIncoming } from './incoming';
import { createNetworkStatus, type NetworkStatus } from './network-status';
import type { TicketSource } from '../ports';
import { createSessionEndHandler, type SessionEndHandler } from './session-end-handler';
import { isSameView, viewSession } from './session-view';
import type { OutgoingFrame, PhoneTrouble, SessionState } from './session-types';
import { createStopState, type StopState } from './stop-state';
import { createTicketCache, type TicketCache } from './ticket-cache';

export interface SessionOptions {
  readonly socket: SocketService;
  readonly clock: Clock;
  readonly random: Random;
  readonly tickets: TicketSource;
  readonly logger: Logger;
  /** Made once per installation. */
  readonly device: string;
  /** Name and version of the app, for the server's log. */
  readonly app: string;
  /** Up to where each room is known, asked when `hello` is sent. */
  readonly cursors: () => readonly Cursor[];
}

/** Connections come and go under it; listeners hear of states and frames, in order. */
export class Session {
  private readonly states: Emitter<SessionState>;
  private readonly frames: Emitter<readonly DownFrame[]>;
  private readonly heartbeat: Heartbeat;
  private readonly tickets: TicketCache;
  private readonly badFrames: BadFrameMeter;
  private readonly handshake: Handshake;
  private readonly stopState: StopState;
  private readonly endHandler: SessionEndHandler;
  private readonly network: NetworkStatus;
  private readonly undos: Undo[];
  private published: SessionState = { state: 'off' };
  private isStarted = false;
  private isClosed = false;
  private readySince = 0;
  /** Why the last connection ended, for people; and whether that decided what comes next. */
  private reason = '';
  private trouble: PhoneTrouble | null = null;
  private hasDecided = false;
  /** Neither we nor the server said why the last connection ended. */
  endedUnexplained = false;
  private requests = 0;

  constructor(private readonly options: SessionOptions) {
    const { socket, clock, logger } = options;
    this.states = createEmitter('session state', logger);
    this.frames = createEmitter('session frames', logger);
    this.tickets = createTicketCache(options.tickets, clock);
    this.badFrames = createBadFrameMeter(clock);
    this.stopState = createStopState(clock);
    this.network = createNetworkStatus(socket);
    this.endHandler = createSessionEndHandler({
      tickets: this.tickets,
      logger,
      takeLateHello: () => this.handshake.takeLateHello(),
      drop: (why, how, trouble) => this.drop(why, how, trouble),
      stop: (code, why) => this.stop(code, why),
    });
    this.handshake = createHandshake({
      ...options,
      tickets: this.tickets,
      send: (hello) => this.transmit(hello),
      onNoTicket: (thrown) => this.endHandler.onTicketFailure(thrown),
      onNoWelcome: () => this.drop('no welcome'),
    });
    this.heartbeat = createHeartbeat({
      clock,
      ask: () => void this.send({ type: 'ping', id: this.nextRequestId() }),
      onChecking: () => this.publish(),
      onAnswer: () => this.network.confirm(),
      onDead: (why) => this.onDead(why),
    });
    this.undos = [
      socket.onState((state) => this.onSocketState(state)),
      socket.onMessage((value) => this.onMessage(value)),
      socket.onBadFrame(() => this.onBadFrames(1)),
      socket.onUncertain((why) => this.probe(why)),
    ];
  }

  get state(): SessionState {
    return this.published;
  }

  onState(listener: (state: SessionState) => void): Undo {
    return this.states.on(listener);
  }

  /** The checked frames of one incoming message, foreign ones left out. `welcome` comes first on each connection. */
  onFrames(listener: (frames: readonly DownFrame[]) => void): Undo {
    return this.frames.on(listener);
  }

  nextRequestId(): RequestId {
    this.requests += 1;
    return `f${this.requests}` as RequestId;
  }

  /**
   * Sends when ready, else returns false: nothing is queued here. `onUntaken`: the phone refused to send it, and the
   * connection is being probed.
   */
  send(frame: OutgoingFrame, onUntaken?: () => void): boolean {
    const { nonceGuard } = this.handshake;
    if (!nonceGuard?.isOpen) return false;
    this.transmit({ ...frame, tag: nonceGuard.tag }, onUntaken);
    return true;
  }

  /** Asks the server for a sign of life; without one the connection is dropped. Single flight. */
  probe(why: string, timeoutMs?: number): void {
    this.heartbeat.probe(why, timeoutMs);
  }

  /** Gives this connection up for a new one at once, whose welcome tells the whole state again. */
  resync(why: string): void {
    if (this.handshake.nonceGuard) this.drop(why, { now: true });
  }

  start(): void {
    if (this.isStarted || this.isClosed) return;
    this.isStarted = true;
    this.connect();
  }

  /** Connects now, also from `stopped` and `paused`. */
  retryNow(): void {
    if (!this.isStarted) return;
    this.stopState.clear();
    this.tickets.forget();
    if (this.isReady) this.probe('asked by a person');
    else this.connect();
  }

  /** Says goodbye and rests until `resume` or `retryNow`. */
  pause(): void {
    if (!this.isStarted || this.stopState.current) return;
    this.send({ type: 'bye', code: 'background' });
    this.options.socket.pause('in the background', CloseCode.normal);
  }

  /** Connects now unless stopped for a reason that waiting does not cure. */
  resume(): void {
    if (!this.isStarted || !this.stopState.clearOnShow()) return;
    if (this.isReady) this.probe('back in the foreground');
    else this.connect();
  }

  /** Connects now instead of waiting or resting; does nothing in any other state. */
  wake(): void {
    if (this.is('waiting')) this.connect();
    else this.rouse();
  }

  /** Somebody uses the app, whatever the phone has told: connects now instead of resting; does nothing in any other state. */
  rouse(): void {
    if (this.is('paused') && !this.stopState.current) this.connect();
  }

  /** What the phone says about its network. A connection is given up for a probe without an answer only. */
  setNetwork(connected: boolean): void {
    this.network.report(connected);
    this.network.update();
  }

  /** A bad network answers more slowly. */
  setWeakNetwork(weak: boolean): void {
    this.heartbeat.setWeak(weak);
  }

  /** Another server from now on. */
  setUrl(url: string): void {
    this.stopState.clear();
    this.tickets.forget();
    this.options.socket.setUrl(url);
    if (!this.isStarted) return;
    const { state } = this.options.socket.state;
    if (state === 'open' || state === 'connecting') this.drop('another server', { now: true });
    else this.connect();
  }

  close(): void {
    if (this.isStarted) this.send({ type: 'bye', code: 'closed' });
    this.isStarted = false;
    this.isClosed = true;
    for (const undo of this.undos) undo();
    this.lose();
    this.handshake.close();
    this.tickets.close();
    this.badFrames.reset();
    this.stopState.close();
    this.options.socket.close(CloseCode.normal);
    this.publish();
  }

  /** Also when that comes as soon as the former connection has ended. */
  private is(rest: 'waiting' | 'paused'): boolean {
    const { state } = this.options.socket;
    return this.isStarted && (state.state === rest || (state.state === 'closing' && state.next === rest));
  }

  private get isReady(): boolean {
    return this.handshake.nonceGuard?.isOpen === true;
  }

  private connect(): void {
    this.options.socket.connect();
    this.publish();
  }

  private drop(
    why: string,
    how?: Parameters<SocketService['drop']>[1],
    trouble: PhoneTrouble | null = null,
  ): void {
    this.reason = why;
    this.trouble = trouble;
    this.hasDecided = true;
    this.options.logger.info('session_drop', { why });
    this.lose();
    this.options.socket.drop(why, how);
  }

  private transmit(frame: object, onUntaken?: () => void): void {
    this.options.socket.send(frame).catch((thrown: unknown) => {
      this.options.logger.debug('send_failed', { error: describeError(thrown) });
      // The platform did not take it: whoever needs an answer will ask again, here only the connection is uncertain.
      this.probe('send failed');
      onUntaken?.();
    });
  }

  private onDead(why: string): void {
    this.endedUnexplained = true;
    this.drop(`no answer (${why})`, this.network.replacement());
  }

  private onSocketState(state: SocketState): void {
    this.lose();
    if (state.state === 'open') this.handshake.begin();
    if (state.state === 'connecting') {
      this.hasDecided = false;
      this.tickets.prepare();
    }
    if (state.state === 'waiting' && !this.hasDecided) {
      this.hasDecided = true;
      this.reason = state.evidence?.reason ?? '';
      this.trouble = null;
      this.endedUnexplained = !this.endHandler.onCloseCode(state.evidence?.code);
    }
    this.network.update();
    this.publish();
  }

  /** The connection is gone, or about to be. */
  private lose(): void {
    this.handshake.stop();
    this.heartbeat.stop();
  }

  private onMessage(value: unknown): void {
    const { nonceGuard } = this.handshake;
    const { frames, isOwn, ending, bad } = readIncoming(value, nonceGuard);
    if (bad > 0) this.onBadFrames(bad);
    if (frames.length === 0 || this.handshake.nonceGuard !== nonceGuard) return;
    this.heartbeat.heard(isOwn);
    for (const frame of frames) {
      if (frame.type === 'welcome') this.onWelcome(frame);
      if (frame.type === 'ping') this.send({ type: 'pong' });
    }
    this.frames.emit(frames);
    if (this.handshake.nonceGuard !== nonceGuard) return;
    if (ending) this.endHandler.onFrame(ending);
    this.publish();
  }

  private onWelcome(welcome: DownFrameOf<'welcome'>): void {
    this.handshake.finish();
    this.endedUnexplained = false;
    this.network.confirm();
    this.tickets.accept();
    this.reason = '';
    this.readySince = this.options.clock.now();
    this.heartbeat.start(welcome.heartbeat);
    this.options.socket.confirm();
    this.options.logger.debug('session_welcome', { session: welcome.session, rooms: welcome.rooms.length });
  }

  private stop(code: ErrorCode, reason: string): void {
    this.stopState.set({ code, reason });
    this.lose();
    this.options.socket.close(CloseCode.normal);
    this.publish();
  }

  private onBadFrames(count: number): void {
    this.options.logger.debug('bad_frames', { count });
    if (this.badFrames.count(count)) this.drop('frames cannot be read');
  }

  private publish(): void {
    const { isStarted, reason, trouble } = this;
    const offline = this.network.isAwaited;
    const stopped = this.stopState.current;
    const readySince = this.isReady ? this.readySince : null;
    const { checking } = this.heartbeat;
    const socket = this.options.socket.state;
    const next = viewSession({ isStarted, stopped, readySince, checking, reason, trouble, offline, socket });
    if (isSameView(next, this.published)) return;
    const { state: from } = this.published;
    const { state: to, ...evidence } = next;
    if (from !== to) this.options.logger.info('session_state', { from, to, ...evidence });
    this.published = next;
    this.states.emit(next);
  }
}
