/**
 * Where the documentation, the vendor's answers and what people report contradict each other about sockets, each
 * contradiction is one knob here. The defaults are the vendor's word where there is one, else the most common report;
 * a client that is right must be right under all of them.
 */
import type { ReplayOrder } from './app-state';

export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** Which events tell that a connection failed, in their order. */
export type FailureEvents = 'error' | 'close' | 'error-close' | 'close-error';

export interface SocketQuirks {
  /**
   * Whose events `wx.onSocket*` gets, and where `wx.sendSocketMessage` goes, while several sockets exist.
   * `latest`: the most recently created (vendor answer, minigame/doc/00042e40374cc09da5975ec8051800). `first`: the earliest
   * that has not ended, chosen again only by the next `connectSocket` (develop/doc/0008445342c788c5ca77dddb851c00).
   * `all`: every socket's events arrive, sends go to the latest.
   */
  readonly binding: 'first' | 'latest' | 'all';
  /**
   * What a second `wx.onSocketOpen(listener)` does. `replace`: only the last one works (vendor answer). `accumulate`: both
   * run, so N reconnects give N heartbeats (juejin 7408606153393209356).
   */
  readonly registration: 'replace' | 'accumulate';
  /**
   * `wx.closeSocket` before `onSocketOpen`: "the purpose of closing is not achieved" (wx.closeSocket). `fail`: and says so,
   * as phones do; `ignored`: reports ok and does nothing; `closes`: closes all the same.
   */
  readonly closeBeforeOpen: 'fail' | 'ignored' | 'closes';
  /** "From 1.7.0 at most 5 WebSocket connections at the same time" (wx.connectSocket). 2 in remote debugging. */
  readonly socketLimit: number;
  /**
   * How `wx.connectSocket` refuses. `later`: by `fail` after the call. `inside`: by `fail` before the call has returned,
   * when nobody can have a listener yet. `throws`: as hosts do that lack it ("not supported in plugins").
   */
  readonly refusal: 'later' | 'inside' | 'throws';
  /** What `wx.connectSocket` returns: a SocketTask since 1.7.0, a promise of one in Taro, remax and uni-app, nothing before. */
  readonly task: 'value' | 'promise' | 'none';
  /** A handshake that fails or times out. */
  readonly connectFailure: FailureEvents;
  /** An open connection that breaks without a closing handshake. */
  readonly brokenConnection: FailureEvents;
  /** How often a close event is delivered: phones lose it (weapp.socket.io#56) and double it. */
  readonly closeEvents: 0 | 1 | 2;
  /** Milliseconds after which a close that was told is told once more; 0: never. */
  readonly closeAgainMs: number;
  /** Milliseconds until a close is reported. Until then the socket counts as existing. */
  readonly closeDelayMs: number;
  /**
   * Milliseconds until the app hears of anything a socket does, in order: news of an older socket comes while the next one
   * is there already (dcloudio/uni-app#2144). Whose events are global is decided when they happen.
   */
  readonly eventDelayMs: number;
  /** Rewrites what close events tell: phones report 0 or 1006 for anything. */
  readonly mangleEnd: (end: SocketEnd) => SocketEnd;
  /** `ok`: sending always reports success, also on a dead connection (uni-app#744). */
  readonly sendReports: 'truth' | 'ok';
  /** Sockets that the system closed with 1000 `interrupted` in the background: told on the return, or never (iOS). */
  readonly interruption: 'told' | 'silent';
  /** What a change of the network does to open connections: they break, or stay open and carry nothing any more. */
  readonly networkLoss: 'breaks' | 'silent';
  /** Whether events of the time in the background come before or after `onAppShow`. */
  readonly replay: ReplayOrder;
}

export const DEFAULT_SOCKET_QUIRKS: SocketQuirks = {
  binding: 'latest',
  registration: 'replace',
  closeBeforeOpen: 'fail',
  socketLimit: 5,
  refusal: 'later',
  task: 'value',
  connectFailure: 'error-close',
  brokenConnection: 'error-close',
  closeEvents: 1,
  closeAgainMs: 0,
  closeDelayMs: 0,
  eventDelayMs: 0,
  mangleEnd: (end) => end,
  sendReports: 'truth',
  interruption: 'told',
  networkLoss: 'breaks',
  replay: 'after-show',
};
