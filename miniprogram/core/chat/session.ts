/**
 * The session: `minichat.v1` on a socket service. Handshake behind a fence, heartbeat, and what to do when a connection
 * ends. Knows neither rooms nor messages; who listens gets frames that surely are for this connection.
 */
import type { Clock, Random } from '../base/clock';
import { createEmitter, type Emitter, type Undo } from '../base/emitter';
import { describeError, type Logger } from '../base/logger';
import { CloseCode } from '../protocol/close-codes';
import type { DownFrame, DownFrameOf } from '../protocol/down';
import type { ErrorCode } from '../protocol/error-codes';
import type { Cursor, RequestId } from '../protocol/fields';
import { PROTOCOL_VERSION } from '../protocol/version';
import type { SocketService, SocketState } from '../socket/socket-types';
import { createBadFrameMeter, type BadFrameMeter } from './bad-frame-meter';
import { ChatError } from './chat-error';
import { decideByCloseCode, decideByNews, type EndAction } from './close-policy';
import { createFence, type Fence } from './fence';
import { createHeartbeat, type Heartbeat } from './heartbeat';
import { readIncoming, type EndingFrame } from './incoming';
import type { TicketSource } from './ports';
import { isSameView, viewSession } from './session-view';
import type { OutgoingFrame, Session, SessionState } from './session-types';
import { createTicketDesk, type TicketDesk } from './ticket-desk';

export const WELCOME_TIMEOUT_MS = 10_000;
/** Two phones that replace each other do it at most this often. */
export const SUPERSEDED_PAUSE_MS = 30_000;

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

export function createSession(options: SessionOptions): Session {
  return new SocketSession(options);
}

class SocketSession implements Session {
  private readonly states: Emitter<SessionState>;
  private readonly frames: Emitter<readonly DownFrame[]>;
  private readonly heartbeat: Heartbeat;
  private readonly desk: TicketDesk;
  private readonly badFrames: BadFrameMeter;
  private readonly undos: Undo[];
  private published: SessionState = { state: 'off' };
  private isStarted = false;
  private stopped: { readonly code: ErrorCode; readonly reason: string } | null = null;
  private fence: Fence | null = null;
  private readySince = 0;
  /** Why the last connection ended, for people; and whether that decided what comes next. */
  private reason = '';
  private hasDecided = false;
  private requests = 0;
  private mayReturn = true;
  private cancelDeadline = (): void => undefined;
  private cancelReturn = (): void => undefined;

  constructor(private readonly options: SessionOptions) {
    const { socket, clock, logger } = options;
    this.states = createEmitter('session state', logger);
    this.frames = createEmitter('session frames', logger);
    this.desk = createTicketDesk(options.tickets, clock);
    this.badFrames = createBadFrameMeter(clock);
    this.heartbeat = createHeartbeat({
      clock,
      ask: () => void this.send({ type: 'ping', id: this.nextRequestId() }),
      onChecking: () => this.publish(),
      onDead: (why) => this.drop(`no answer (${why})`),
    });
    this.undos = [
      socket.onState((state) => this.onSocketState(state)),
      socket.onMessage((value) => this.onMessage(value)),
      socket.onBadFrame(() => this.onBadFrames(1)),
      socket.onDoubt((why) => this.probe(why)),
    ];
  }

  get state(): SessionState {
    return this.published;
  }

  onState(listener: (state: SessionState) => void): Undo {
    return this.states.on(listener);
  }

  onFrames(listener: (frames: readonly DownFrame[]) => void): Undo {
    return this.frames.on(listener);
  }

  nextRequestId(): RequestId {
    this.requests += 1;
    return `f${this.requests}` as RequestId;
  }

  send(frame: OutgoingFrame): boolean {
    if (!this.fence?.isOpen) return false;
    this.transmit({ ...frame, tag: this.fence.tag });
    return true;
  }

  probe(why: string): void {
    this.heartbeat.probe(why);
  }

  resync(why: string): void {
    if (this.fence) this.drop(why, { now: true });
  }

  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.connect();
  }

  retryNow(): void {
    if (!this.isStarted) return;
    this.stopped = null;
    this.desk.forget();
    if (this.fence?.isOpen) this.probe('asked by a person');
    else this.connect();
  }

  pause(): void {
    if (!this.isStarted || this.stopped) return;
    this.send({ type: 'bye', code: 'background' });
    this.options.socket.pause('in the background', CloseCode.normal);
  }

  resume(): void {
    if (!this.isStarted) return;
    if (this.stopped) {
      if (this.stopped.code !== 'superseded' || !this.mayReturn) return;
      this.mayReturn = false;
      this.cancelReturn = this.options.clock.after(SUPERSEDED_PAUSE_MS, () => (this.mayReturn = true));
      this.stopped = null;
    }
    if (this.fence?.isOpen) this.probe('back in the foreground');
    else this.connect();
  }

  setWeakNetwork(weak: boolean): void {
    this.heartbeat.setWeak(weak);
  }

  setUrl(url: string): void {
    this.stopped = null;
    this.desk.forget();
    this.options.socket.setUrl(url);
    if (!this.isStarted) return;
    const { state } = this.options.socket.state;
    if (state === 'open' || state === 'connecting') this.drop('another server', { now: true });
    else this.connect();
  }

  close(): void {
    if (this.isStarted) this.send({ type: 'bye', code: 'closed' });
    this.isStarted = false;
    for (const undo of this.undos) undo();
    this.lose();
    this.desk.close();
    this.badFrames.reset();
    this.cancelReturn();
    this.options.socket.close(CloseCode.normal);
    this.publish();
  }

  private connect(): void {
    this.options.socket.connect();
    this.publish();
  }

  private drop(why: string, how?: Parameters<SocketService['drop']>[1]): void {
    this.reason = why;
    this.hasDecided = true;
    this.options.logger.info('session_drop', { why });
    this.lose();
    this.options.socket.drop(why, how);
  }

  private transmit(frame: object): void {
    this.options.socket.send(frame).catch((thrown: unknown) => {
      this.options.logger.debug('send_failed', { error: describeError(thrown) });
      // The platform did not take it: whoever needs an answer will ask again, here only the connection is in doubt.
      this.probe('send failed');
    });
  }

  private onSocketState(state: SocketState): void {
    if (state.state === 'open') this.beginHandshake();
    else this.lose();
    if (state.state === 'connecting') {
      this.hasDecided = false;
      this.desk.prepare();
    }
    if (state.state === 'waiting' && !this.hasDecided) {
      this.hasDecided = true;
      this.reason = state.evidence?.reason ?? '';
      const action = decideByCloseCode(state.evidence?.code);
      if (action.kind !== 'backoff') this.act(action, `closed with ${state.evidence?.code ?? 'no code'}`);
    }
    this.publish();
  }

  /** The connection is gone, or about to be. */
  private lose(): void {
    this.fence = null;
    this.cancelDeadline();
    this.heartbeat.stop();
  }

  private beginHandshake(): void {
    const fence = createFence(this.options.random);
    this.lose();
    this.fence = fence;
    this.cancelDeadline = this.options.clock.after(WELCOME_TIMEOUT_MS, () => this.drop('no welcome'));
    this.desk.take().then(
      (ticket) => {
        if (this.fence === fence) this.sendHello(fence, ticket);
      },
      (thrown: unknown) => {
        if (this.fence === fence) this.onNoTicket(thrown);
      },
    );
  }

  private sendHello(fence: Fence, ticket: string): void {
    const { device, app } = this.options;
    const rooms = this.options.cursors();
    const { nonce } = fence;
    this.transmit({ type: 'hello', version: PROTOCOL_VERSION, nonce, ticket, device, app, rooms });
  }

  private onNoTicket(thrown: unknown): void {
    const kind = thrown instanceof ChatError ? thrown.kind : 'network';
    this.options.logger.warn('no_ticket', { kind, error: describeError(thrown) });
    if (kind === 'auth_failed') this.act({ kind: 'refuse_ticket' }, 'sign-in refused');
    else if (kind === 'banned') this.act({ kind: 'stop', code: 'banned' }, 'sign-in refused');
    else this.drop(`sign-in failed: ${kind}`);
  }

  private onMessage(value: unknown): void {
    const { fence } = this;
    const { frames, isOwn, ending, bad } = readIncoming(value, fence);
    if (bad > 0) this.onBadFrames(bad);
    if (frames.length === 0 || this.fence !== fence) return;
    this.heartbeat.heard(isOwn);
    for (const frame of frames) {
      if (frame.type === 'welcome') this.onWelcome(frame);
      if (frame.type === 'ping') this.send({ type: 'pong' });
    }
    this.frames.emit(frames);
    if (this.fence !== fence) return;
    if (ending) this.onEnding(ending);
    this.publish();
  }

  private onWelcome(welcome: DownFrameOf<'welcome'>): void {
    this.cancelDeadline();
    this.desk.accept();
    this.reason = '';
    this.readySince = this.options.clock.now();
    this.heartbeat.start(welcome.heartbeat);
    this.options.socket.confirm();
    this.options.logger.info('session_ready', { session: welcome.session, rooms: welcome.rooms.length });
  }

  private onEnding(frame: EndingFrame): void {
    const { code } = frame;
    const after = frame.type === 'bye' ? frame.after : undefined;
    const action = decideByNews({ code, fatal: true, ...(after ? { after } : {}) });
    const isFinal = frame.type === 'bye' && !frame.reconnect;
    const mayWait = action.kind === 'backoff' || action.kind === 'spread';
    const why = frame.type === 'error' ? frame.reason : code;
    this.act(isFinal && mayWait ? { kind: 'stop', code } : action, why);
  }

  private act(action: EndAction, why: string): void {
    if (action.kind === 'backoff') this.drop(why);
    else if (action.kind === 'spread') this.drop(why, { after: action.range });
    else if (action.kind === 'stop') this.stop(action.code, why);
    else if (action.kind === 'renew_ticket') this.drop(why, this.desk.expire() ? { now: true } : {});
    else if (this.desk.refuse()) this.drop(why, { now: true });
    else this.stop('auth_failed', why);
  }

  private stop(code: ErrorCode, reason: string): void {
    this.options.logger.warn('session_stopped', { code, reason });
    this.stopped = { code, reason };
    this.lose();
    this.options.socket.close(CloseCode.normal);
    this.publish();
  }

  private onBadFrames(count: number): void {
    this.options.logger.debug('bad_frames', { count });
    if (this.badFrames.count(count)) this.drop('frames cannot be read');
  }

  private publish(): void {
    const { isStarted, stopped, reason } = this;
    const readySince = this.fence?.isOpen ? this.readySince : null;
    const { checking } = this.heartbeat;
    const socket = this.options.socket.state;
    const next = viewSession({ isStarted, stopped, readySince, checking, reason, socket });
    if (isSameView(next, this.published)) return;
    this.published = next;
    this.states.emit(next);
  }
}
