/**
 * The one global socket of a mini program, made correct: `wx.onSocket*` events say nothing about which socket they belong
 * to, cannot be unregistered, and may come late, twice or never (RELIABILITY: global socket API). So each listener is
 * registered once per wx object and never again, at most one connection is current, and an end that may be an older
 * socket's is passed on as unattributed. Knows neither time nor reconnecting.
 */
import type { EndEvidence, TransportConnection } from '../core/socket/transport';
import {
  callClose,
  callSend,
  soon,
  toClosed,
  toFailure,
  toFrame,
  type Sink,
  type WxFailure,
  type WxGlobalSocketApi,
} from './wx-socket-api';

type Signal = 'error' | 'close';
/** wx: error and close both come, in either order, or only one of them does (RELIABILITY fault 6). */
const FOLLOWS = { error: ['close'], close: ['error'], fail: ['error', 'close'] } as const;

/** What `attach` gives: the connection, and where the `fail` callback of its own `connectSocket` call goes. */
export interface GlobalConnection extends TransportConnection {
  fail(kind: 'connect_failed' | 'unsupported', result: unknown): void;
}

interface Current {
  readonly sink: Sink;
  isOpen: boolean;
  isEnding: boolean;
  /** Once it is abandoned: told when it surely does not exist any more. */
  onLateEnd: () => void;
}

class GlobalLine {
  private current: Current | null = null;
  /** Abandoned connections whose end may still be reported. */
  private readonly abandoned = new Set<Current>();
  /** What the platform may still say about an attempt that has failed already. */
  private readonly aftermath = new Set<Signal>();
  private isCloseTold = false;
  private readonly closeHints = new Set<() => void>();
  private readonly registered = new Set<string>();

  constructor(private readonly wx: WxGlobalSocketApi) {}

  /** Registers what is not registered yet. @throws when the platform has no such function */
  listen(): void {
    const { wx } = this;
    this.listenToClose();
    this.once('open', () => wx.onSocketOpen(() => this.opened()));
    this.once('message', () => wx.onSocketMessage((message) => this.received(message)));
    this.once('error', () => wx.onSocketError((failure) => this.failed(failure)));
  }

  /** Every close that the platform tells, of whichever socket: worth a probe. */
  hintCloses(hint: () => void): () => void {
    this.listenToClose();
    this.closeHints.add(hint);
    return () => void this.closeHints.delete(hint);
  }

  /** How many hints are registered: for leak tests. */
  get hintCount(): number {
    return this.closeHints.size;
  }

  get isTaken(): boolean {
    return this.current !== null;
  }

  attach(sink: Sink): GlobalConnection {
    const own: Current = { sink, isOpen: false, isEnding: false, onLateEnd: () => undefined };
    this.current = own;
    return {
      send: (data) => this.send(own, data),
      end: (code, reason) => {
        if (this.current !== own) return;
        own.isEnding = true;
        // wx: closeSocket before onSocketOpen does not close this socket (wx.closeSocket, "timing problem"). Where events
        // and calls belong to the first socket it does close the older one, whose silence keeps the open of this one back.
        callClose((option) => this.wx.closeSocket(option), code, reason);
      },
      abandon: (onEnded) => this.abandon(own, onEnded),
      fail: (kind, result) => soon(() => this.failedToConnect(own, kind, result)),
    };
  }

  /** For a connection that may not begin because another one is current. */
  refuse(sink: Sink): GlobalConnection {
    const evidence = { kind: 'socket_limit', reason: 'the global socket is in use already' } as const;
    soon(() => sink({ kind: 'ended', attributed: true, evidence }));
    return {
      send: () => Promise.reject(new Error(evidence.reason)),
      end: () => undefined,
      abandon: () => () => undefined,
      fail: () => undefined,
    };
  }

  private listenToClose(): void {
    this.once('close', () => this.wx.onSocketClose((close) => this.closed(close)));
  }

  /** wx: there is no off, and a second registration replaces the first or runs beside it: never make one. */
  private once(name: string, register: () => void): void {
    if (this.registered.has(name)) return;
    register();
    this.registered.add(name);
  }

  private async send(own: Current, data: string | ArrayBuffer): Promise<void> {
    if (this.current !== own || !own.isOpen) throw new Error('the connection is not open');
    return callSend((option) => this.wx.sendSocketMessage(option), data);
  }

  private abandon(own: Current, onEnded: () => void): () => void {
    if (this.current !== own) return () => undefined;
    own.onLateEnd = onEnded;
    this.current = null;
    this.abandoned.add(own);
    return () => void this.abandoned.delete(own);
  }

  private opened(): void {
    const { current } = this;
    // An open that nobody waits for: its socket never says hello, and the server closes it.
    if (!current) return;
    // A late close may still come, and must not end this one.
    this.aftermath.delete('error');
    if (current.isOpen) return current.sink({ kind: 'doubt', why: 'another socket opened' });
    current.isOpen = true;
    current.sink({ kind: 'open' });
  }

  private received(message: unknown): void {
    if (this.current?.isOpen) this.current.sink(toFrame(message));
  }

  private failed(failure: WxFailure): void {
    const { current } = this;
    const isLate = this.aftermath.delete('error');
    if (!current) return;
    const evidence = toFailure('error', failure);
    // wx: a close may or may not follow (vendor forum 0008ec30098bc8f6631ed91c35b400), so an error alone ends nothing.
    if (current.isOpen) return current.sink({ kind: 'doubt', why: `socket error: ${evidence.reason}` });
    if (isLate || this.abandoned.size > 0) {
      return current.sink({ kind: 'ended', attributed: false, evidence });
    }
    this.endCurrent(current, FOLLOWS.error, evidence);
  }

  private closed(close: unknown): void {
    const { current } = this;
    const isLate = this.aftermath.delete('close');
    for (const hint of [...this.closeHints]) hint();
    const evidence = toClosed(close);
    // wx: phones tell one close twice (weapp.socket.io#56), so the second of a turn says nothing for sure.
    const isEcho = this.isCloseTold;
    this.isCloseTold = true;
    soon(() => (this.isCloseTold = false));
    // What we asked for has come; if it was another socket's close after all, ours counts among the abandoned instead.
    if (current?.isEnding) return this.endCurrent(current, FOLLOWS.close, evidence);
    if (!isLate && !isEcho && this.abandoned.size === 0) {
      if (current) this.endUnasked(current, evidence);
      return;
    }
    if (!isLate && !isEcho) this.forgetOldestAbandoned();
    current?.sink({ kind: 'ended', attributed: false, evidence });
  }

  /** The close was probably its own. If it was an older socket's, this one still lives: a second socket, so it is closed. */
  private endUnasked(current: Current, evidence: EndEvidence): void {
    const { isOpen } = current;
    this.endCurrent(current, FOLLOWS.close, evidence);
    if (isOpen) this.closeForSure();
  }

  private closeForSure(): void {
    try {
      this.wx.closeSocket({ success: () => this.aftermath.add('close'), fail: () => undefined });
    } catch {
      // Nothing is open, as expected.
    }
  }

  private failedToConnect(own: Current, kind: 'connect_failed' | 'unsupported', result: unknown): void {
    // The only news that says whose it is: this call made no socket.
    if (this.abandoned.delete(own)) own.onLateEnd();
    if (this.current !== own) return;
    const evidence = toFailure(kind, result);
    if (own.isOpen) return own.sink({ kind: 'doubt', why: `connect failed late: ${evidence.reason}` });
    // A call that the platform refused made no socket, so nothing follows.
    this.endCurrent(own, kind === 'unsupported' ? [] : FOLLOWS.fail, evidence);
  }

  private endCurrent(own: Current, mayFollow: readonly Signal[], evidence: EndEvidence): void {
    this.current = null;
    // An open socket tells its end by close, an error before or right with it: nothing more is worth waiting for.
    for (const signal of own.isOpen ? [] : mayFollow) this.aftermath.add(signal);
    own.sink({ kind: 'ended', attributed: true, evidence });
  }

  private forgetOldestAbandoned(): void {
    for (const oldest of this.abandoned) {
      this.abandoned.delete(oldest);
      return;
    }
  }
}

export type { GlobalLine };

/** The listeners cannot be removed, so they live as long as their wx object and are found again through it. */
const lines = new WeakMap<object, GlobalLine>();

export function globalLineOf(wx: WxGlobalSocketApi): GlobalLine {
  const line = lines.get(wx) ?? new GlobalLine(wx);
  lines.set(wx, line);
  return line;
}
