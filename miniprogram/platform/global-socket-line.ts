/**
 * The one global socket of a mini program, made correct: `wx.onSocket*` events say nothing about which socket they belong
 * to, cannot be unregistered, and may come late, twice or never (RELIABILITY: global socket API), and other libraries of the
 * same app use the same calls. So at most one connection is current; where the platform gives a SocketTask, that task is the
 * connection's witness (`witnessed-socket.ts`); where it gives none, an end that may be an older socket's is passed on as
 * unattributed. Knows neither time nor reconnecting.
 */
import type { EndEvidence, OnLiving, TransportConnection } from '../core/socket/transport';
import { watchConnectCalls, type CallWatch } from './foreign-calls';
import { createFormerSockets, type FormerSockets } from './former-sockets';
import { createGlobalListeners, type GlobalListeners } from './global-listeners';
import { createWitness, type SocketNews, type Witness } from './socket-witness';
import { WitnessedSocket, type WitnessedLine } from './witnessed-socket';
import {
  callClose,
  callSend,
  describeClose,
  isTask,
  soon,
  countLiving,
  toClosed,
  toFailure,
  toFrame,
  type Sink,
  type WxConnectSocketOption,
  type WxFailure,
  type WxGlobalSocketApi,
} from './wx-socket-api';

type Signal = 'error' | 'close';
/** wx: error and close both come, in either order, or only one of them does (RELIABILITY fault 6). */
const FOLLOWS = { error: ['close'], close: ['error'], fail: ['error', 'close'] } as const;
const CALLED = 'another library of this app opened a socket';
const REPORTED = 'another library’s socket was told to the global listeners';

/** What `attach` gives: the connection, and where the results of its own `connectSocket` call go. */
export interface GlobalConnection extends TransportConnection {
  fail(kind: 'connect_failed' | 'unsupported', result: unknown): void;
  /** What the call returned: a task becomes the connection's witness, also one behind a promise. */
  returned(value: unknown): void;
}

interface Current {
  readonly sink: Sink;
  readonly onLiving: OnLiving | undefined;
  isOpen: boolean;
  isEnding: boolean;
  /** The calls are another library's now: what they tell is not about this one. */
  isGivenUp: boolean;
  /** The platform has told something while it was current. */
  hasHeard: boolean;
  /** Once it is abandoned: told when it surely does not exist any more. */
  onLateEnd: () => void;
  /** What it has become when its task came. */
  witnessed: WitnessedSocket | null;
}

class GlobalLine {
  private current: Current | null = null;
  /** Abandoned connections whose end may still be reported. */
  private readonly abandoned = new Set<Current>();
  /** What the platform may still say about a connection that has ended already: the other signal, or the same one again. */
  private readonly aftermath = new Set<Signal>();
  private isCloseReported = false;
  private isOpenReported = false;
  /** Some end was heard, which a phone may tell once more, however late. */
  private hasHeardEnd = false;
  private readonly closeHints = new Set<() => void>();
  private readonly listeners: GlobalListeners;
  readonly former: FormerSockets = createFormerSockets();
  private readonly witness: Witness;
  private calls: CallWatch | null = null;
  /** Why the global calls are not ours alone. For good: whoever connected once connects again. */
  private shared: string | null = null;
  /** The present attempt, or the last one, has a witness. */
  private hasWitness = false;
  private hasTaskSpoken = false;
  private areTasksMute = false;
  /** The global listeners heard something in an attempt whose task was silent. */
  private haveListenersHeard = false;
  private silentAttempts = 0;
  private lastOwnEnd = '';

  constructor(private readonly wx: WxGlobalSocketApi) {
    this.listeners = createGlobalListeners(wx, {
      opened: () => (this.hasWitness ? this.witness.global({ name: 'open' }) : this.opened()),
      received: (message) =>
        this.hasWitness ? this.witness.global({ name: 'message', message }) : this.received(message),
      failed: (failure) => {
        if (this.hasWitness) this.witness.global({ name: 'error', failure });
        else this.failed(failure);
        this.hasHeardEnd = true;
      },
      closed: (close) => {
        for (const hint of [...this.closeHints]) hint();
        if (this.hasWitness) this.witness.global({ name: 'close', close });
        else this.closed(close);
        this.hasHeardEnd = true;
      },
    });
    this.witness = createWitness((news) => this.classify(news));
  }

  /** Registers what is not registered yet. @throws when the platform has no such function */
  listen(): void {
    this.calls ??= watchConnectCalls(this.wx, () => this.share(CALLED));
    this.listeners.listen();
  }

  /** `wx.connectSocket`, by a connection of this service. */
  connectSocket(option: WxConnectSocketOption, onLiving?: OnLiving): unknown {
    this.former.askAgain();
    const call = (): unknown => this.wx.connectSocket(option);
    try {
      return this.calls ? this.calls.own(call) : call();
    } catch (thrown) {
      // It may have opened a socket all the same.
      countLiving(onLiving);
      throw thrown;
    }
  }

  /** The global calls are somebody else's too: whatever is said over them may reach another server. */
  share(why: string): void {
    if (!this.calls || this.shared !== null) return;
    this.shared = why;
    const { current } = this;
    if (current?.witnessed) current.witnessed.displace(why);
    else if (current) this.giveUp(current, why);
  }

  /** Every close that the platform tells, of whichever socket: worth a probe. */
  hintCloses(hint: () => void): () => void {
    this.listeners.listenToClose();
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

  attach(sink: Sink, onLiving?: OnLiving): GlobalConnection {
    const own: Current = {
      sink,
      onLiving,
      isOpen: false,
      isEnding: false,
      isGivenUp: false,
      hasHeard: false,
      onLateEnd: () => undefined,
      witnessed: null,
    };
    this.current = own;
    this.hasWitness = false;
    return {
      send: (data) => own.witnessed?.send(data) ?? this.send(own, data),
      end: (code, reason) => (own.witnessed ? own.witnessed.end(code, reason) : this.end(own, code, reason)),
      abandon: (onEnded) => own.witnessed?.abandon(onEnded) ?? this.abandon(own, onEnded),
      fail: (kind, result) => {
        if (own.witnessed) own.witnessed.fail(kind, result);
        else soon(() => this.failedToConnect(own, kind, result));
      },
      unheard: () => (own.witnessed ? own.witnessed.unheard() : this.unheard(own)),
      proven: () => this.aftermath.clear(),
      returned: (value) => this.adopt(own, value),
    };
  }

  private adopt(own: Current, value: unknown): void {
    if (isTask(value)) {
      // wx: listeners are attached in the same tick, or onOpen may be missed (vendor forum, connectSocket).
      const line = this.createWitnessedLine(own);
      if (this.areTasksMute) return value.onOpen(() => line.spoke({ name: 'open' })) as undefined;
      own.witnessed = new WitnessedSocket(own.sink, value, line);
      this.hasWitness = true;
      return;
    }
    const { then } = (value ?? {}) as { readonly then?: unknown };
    if (typeof then !== 'function') return;
    // wx: Taro, remax and uni-app return a promise of the task.
    Promise.resolve(value as PromiseLike<unknown>).then(
      (task) => {
        const isWaiting = this.current === own && !own.isOpen && !own.isEnding;
        if (isTask(task) && isWaiting) this.adopt(own, task);
      },
      () => undefined,
    );
  }

  private createWitnessedLine(own: Current): WitnessedLine {
    const readShared = (): string | null => this.shared;
    return {
      wx: this.wx,
      witness: this.witness,
      former: this.former,
      get shared() {
        return readShared();
      },
      spoke: (news) => {
        this.hasTaskSpoken = true;
        this.areTasksMute = false;
        if (news.name === 'close') this.lastOwnEnd = describeClose(news.close);
        // It may be told again, or the other signal too, while the next one's task is still behind its promise.
        if (news.name === 'close' || news.name === 'error') this.aftermath.add('close').add('error');
      },
      unheard: () => {
        // One attempt that nobody heard of may be the network's fault.
        this.silentAttempts += 1;
        if (!this.hasTaskSpoken && (this.haveListenersHeard || this.silentAttempts > 1))
          this.areTasksMute = true;
      },
      count: () => countLiving(own.onLiving),
      leave: () => {
        this.abandoned.delete(own);
        if (this.current === own) this.current = null;
      },
      abandon: () => {
        this.abandoned.add(own);
        if (this.current === own) this.current = null;
        return () => void this.abandoned.delete(own);
      },
    };
  }

  /** The global listeners were told what none of our tasks told. */
  private classify(news: SocketNews): void {
    // Before the first word of a task it may be a platform whose tasks are mute.
    this.haveListenersHeard = true;
    if (!this.hasTaskSpoken || news.name === 'error') return;
    // wx: phones tell one close twice (weapp.socket.io#56), the second time perhaps only here.
    if (news.name === 'close' && describeClose(news.close) === this.lastOwnEnd) return;
    this.share(`${REPORTED} (${news.name})`);
  }

  /** There is no other way to this socket, so it is left to its server. */
  private giveUp(own: Current, why: string): void {
    own.isOpen = false;
    own.isGivenUp = true;
    own.sink({ kind: 'displaced', goesOn: false, why });
  }

  private unheard(own: Current): void {
    if (this.current !== own || own.hasHeard) return;
    try {
      this.listeners.renew();
    } catch {
      // The next attempt says so.
    }
  }

  private end(own: Current, code: number | undefined, reason: string | undefined): void {
    if (this.current !== own) return;
    own.isEnding = true;
    // It may end the other library's socket.
    if (this.shared !== null) return;
    // wx: closeSocket before onSocketOpen does not close this socket (wx.closeSocket, "timing problem"). Where events
    // and calls belong to the first socket it does close the older one, whose silence keeps the open of this one back.
    callClose((option) => this.wx.closeSocket(option), code, reason);
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
    if (!current) this.former.askAgain();
    if (!current || current.isGivenUp) return;
    current.hasHeard = true;
    // A late close may still come, and must not end this one.
    this.aftermath.delete('error');
    if (!current.isOpen) {
      current.isOpen = true;
      this.isOpenReported = true;
      soon(() => (this.isOpenReported = false));
      return current.sink({ kind: 'open' });
    }
    // No socket of ours is opening, and it is not this one told twice at once: whoever it is, the calls may be theirs now.
    if (this.abandoned.size === 0 && !this.isOpenReported) return this.share(`${REPORTED} (open)`);
    current.sink({ kind: 'uncertain', why: 'another socket opened' });
  }

  private received(message: unknown): void {
    if (this.current) this.current.hasHeard = true;
    if (this.current?.isOpen) this.current.sink(toFrame(message));
  }

  private failed(failure: WxFailure): void {
    const { current } = this;
    const isLate = this.aftermath.delete('error');
    if (!current) return;
    if (!isLate) current.hasHeard = true;
    const evidence = toFailure('error', failure);
    // wx: a close may or may not follow (vendor forum 0008ec30098bc8f6631ed91c35b400), so an error alone ends nothing.
    if (current.isOpen) return current.sink({ kind: 'uncertain', why: `socket error: ${evidence.reason}` });
    if (isLate || this.abandoned.size > 0) {
      return current.sink({ kind: 'ended', attributed: false, evidence });
    }
    this.endCurrent(current, FOLLOWS.error, evidence);
  }

  private closed(close: unknown): void {
    const { current } = this;
    const evidence = toClosed(close);
    // wx: phones tell one close twice (weapp.socket.io#56), at once or much later: the second says nothing for sure.
    const isEcho = this.aftermath.delete('close') || this.isCloseReported;
    this.isCloseReported = true;
    soon(() => (this.isCloseReported = false));
    if (current && !isEcho) current.hasHeard = true;
    // What we asked for has come; if it was another socket's close after all, ours counts among the abandoned instead.
    const isOwn = current?.isEnding === true || this.abandoned.size === 0;
    if (current && isOwn && !isEcho) return this.endByClose(current, evidence);
    if (!isEcho && this.abandoned.size > 0) this.forgetOldestAbandoned();
    current?.sink({ kind: 'ended', attributed: false, evidence });
  }

  private endByClose(current: Current, evidence: EndEvidence): void {
    this.current = null;
    this.aftermath.add('close');
    // The close was probably its own. If it was an older socket's, this one still lives: a second socket, so it is closed,
    // and before the end is told, because who hears that may open the next one at once.
    if (current.isOpen && !current.isEnding) this.closeForSure(current);
    this.endCurrent(current, FOLLOWS.close, evidence);
  }

  private closeForSure(former: Current): void {
    this.former.leave(former, {
      isHeard: former.isOpen,
      close: (option) => {
        if (this.shared === null) this.wx.closeSocket(option);
        else option.fail?.({ errMsg: this.shared });
      },
      count: () => countLiving(former.onLiving),
      taken: () => {
        this.aftermath.add('close');
        return this.abandoned.size === 0;
      },
    });
  }

  private failedToConnect(own: Current, kind: 'connect_failed' | 'unsupported', result: unknown): void {
    // The only news that says whose it is: this call made no socket.
    if (this.abandoned.delete(own)) own.onLateEnd();
    if (own.witnessed) return own.witnessed.fail(kind, result);
    if (this.current !== own) return;
    const evidence = toFailure(kind, result);
    if (own.isOpen) return own.sink({ kind: 'uncertain', why: `connect failed late: ${evidence.reason}` });
    // A call that the platform refused made no socket, so nothing follows.
    this.endCurrent(own, kind === 'unsupported' ? [] : FOLLOWS.fail, evidence);
  }

  private endCurrent(own: Current, mayFollow: readonly Signal[], evidence: EndEvidence): void {
    this.current = null;
    // An open socket tells its end by close, an error before or right with it.
    for (const signal of own.isOpen ? [] : mayFollow) this.aftermath.add(signal);
    if (!own.isOpen) this.closeForSure(own);
    // A call that failed says whose it is; every other end may be one that was told before, however long ago.
    const isNews = evidence.kind === 'closed' || evidence.kind === 'error';
    const presumed = own.isEnding && this.hasHeardEnd && isNews && ({ isPresumed: true } as const);
    own.sink({ kind: 'ended', attributed: true, ...presumed, evidence });
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

/** The same line for the same wx object, however often it is asked for: its listeners cannot be registered twice. */
export function globalLineOf(wx: WxGlobalSocketApi): GlobalLine {
  const line = lines.get(wx) ?? new GlobalLine(wx);
  lines.set(wx, line);
  return line;
}
