/**
 * A connection over the global socket calls whose SocketTask, which `wx.connectSocket` returns as well, is its witness: by it
 * every piece of news is known as its own. It is sent over the global calls as long as they are known to be this socket's,
 * and over the task from the moment they are not. It is always ended by the task, because `wx.closeSocket` may end somebody
 * else's. Knows neither time nor reconnecting.
 */
import type { EndEvidence, TransportConnection } from '../core/socket/transport';
import type { FormerSockets } from './former-sockets';
import type { SocketNews, Witness } from './socket-witness';
import {
  callClose,
  callSend,
  soon,
  toClosed,
  toFailure,
  toFrame,
  type Sink,
  type WxGlobalSocketApi,
  type WxSocketTask,
} from './wx-socket-api';

/** What such a connection needs of the line that it is on. */
export interface WitnessedLine {
  readonly wx: WxGlobalSocketApi;
  readonly witness: Witness;
  readonly former: FormerSockets;
  /** Why the global calls are not to be used any more, when that is so. */
  readonly shared: string | null;
  /** A task has told something: tasks are not mute here. */
  spoke(news: SocketNews): void;
  /** Its own time has passed without any news. */
  unheard(): void;
  /** It is over. */
  leave(): void;
  /** It was told to be over and may live on: counts it until what this gives is called. */
  readonly count: () => () => void;
  /** It is not waited for any more; what it gives is called when its end need not be expected any more. */
  abandon(): () => void;
}

const SILENT = 'the global socket events are another socket’s';
const REFUSED = 'the global calls refused what the task took';

/** Ends once, by whichever of the two tells it first and for sure. */
export class WitnessedSocket implements TransportConnection {
  private phase: 'connecting' | 'open' | 'over' = 'connecting';
  private fallback: string | null;
  private hasHeard = false;
  /** Given up; called when its end is told after all. */
  private onLateEnd: (() => void) | null = null;
  private readonly unanswered = new Set<Promise<void>>();

  constructor(
    private readonly sink: Sink,
    private readonly task: WxSocketTask,
    private readonly line: WitnessedLine,
  ) {
    this.fallback = line.shared;
    task.onOpen(() => this.hear({ name: 'open' }));
    task.onMessage((message) => this.hear({ name: 'message', message }));
    task.onError?.((failure) => this.hear({ name: 'error', failure }));
    task.onClose((close) => this.hear({ name: 'close', close }));
  }

  async send(data: string | ArrayBuffer): Promise<void> {
    if (this.phase !== 'open') throw new Error('the connection is not open');
    if (this.fallback === null) return this.note(this.sendGlobally(data));
    // What is still on its way over the global calls, and may have to be sent again, goes first.
    if (this.unanswered.size > 0)
      await Promise.all([...this.unanswered].map((one) => one.catch(() => undefined)));
    return this.sendOverTask(data);
  }

  end(code?: number, reason?: string): void {
    if (this.phase !== 'over') callClose((option) => this.task.close(option), code, reason);
  }

  abandon(onEnded: () => void): () => void {
    if (this.phase === 'over') return () => undefined;
    this.onLateEnd = onEnded;
    this.phase = 'over';
    return this.line.abandon();
  }

  unheard(): void {
    if (!this.hasHeard) this.line.unheard();
  }

  fail(kind: 'connect_failed' | 'unsupported', result: unknown): void {
    soon(() => {
      const evidence = toFailure(kind, result);
      if (this.phase === 'open')
        this.sink({ kind: 'uncertain', why: `connect failed late: ${evidence.reason}` });
      // The call itself was refused: there is no socket, also when nobody waits for it any more.
      else this.finish(evidence);
    });
  }

  /** The global calls are not this socket's any more. */
  displace(why: string): void {
    if (this.fallback !== null || this.phase === 'over') return;
    this.fallback = why;
    if (this.phase === 'open') this.sink({ kind: 'displaced', goesOn: true, why });
  }

  private note(answer: Promise<void>): Promise<void> {
    this.unanswered.add(answer);
    const forget = (): void => void this.unanswered.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  /** A call that is refused sent nothing: when the task takes it, the global calls are somebody else's. */
  private async sendGlobally(data: string | ArrayBuffer): Promise<void> {
    try {
      await callSend((option) => this.line.wx.sendSocketMessage(option), data);
    } catch (thrown) {
      await this.sendOverTask(data).catch(() => {
        throw thrown;
      });
      this.displace(REFUSED);
    }
  }

  private async sendOverTask(data: string | ArrayBuffer): Promise<void> {
    if (this.phase !== 'open') throw new Error('the connection is not open');
    return callSend((option) => this.task.send(option), data);
  }

  private hear(news: SocketNews): void {
    this.hasHeard = true;
    this.line.spoke(news);
    this.line.witness.own({ news, owner: this, tell: (isGlobal) => this.onNews(news, isGlobal) });
  }

  private onNews(news: SocketNews, isGlobal: boolean): void {
    if (news.name === 'open') this.opened(isGlobal);
    else if (news.name === 'message') this.received(news.message, isGlobal);
    else if (news.name === 'error') this.failed(toFailure('error', news.failure));
    else this.finish(toClosed(news.close));
  }

  private opened(isGlobal: boolean): void {
    if (this.phase === 'over') return this.openedLate();
    if (this.phase !== 'connecting') return;
    if (!isGlobal) this.displace(SILENT);
    this.phase = 'open';
    if (this.fallback !== null) this.sink({ kind: 'displaced', goesOn: true, why: this.fallback });
    this.sink({ kind: 'open' });
  }

  /** Nobody waits for it any more, or it was told to be over: from now on it hears that it is to close. */
  private openedLate(): void {
    const { onLateEnd } = this;
    onLateEnd?.();
    const gone = this.leave(true);
    if (onLateEnd) this.onLateEnd = gone;
  }

  private leave(isHeard: boolean): () => void {
    const { task, line } = this;
    const close: WxSocketTask['close'] = (option) => task.close(option);
    return line.former.leave(task, { close, isHeard, count: line.count });
  }

  private received(message: unknown, isGlobal: boolean): void {
    if (this.phase !== 'open') return;
    if (!isGlobal) this.displace(SILENT);
    this.sink(toFrame(message));
  }

  private failed(evidence: EndEvidence): void {
    // wx: a close may or may not follow an error of an open socket, so an error alone ends nothing.
    if (this.phase === 'open') this.sink({ kind: 'uncertain', why: `socket error: ${evidence.reason}` });
    if (this.phase === 'connecting') this.finish(evidence);
  }

  private finish(evidence: EndEvidence): void {
    const { phase, onLateEnd, line } = this;
    this.onLateEnd = null;
    onLateEnd?.();
    line.leave();
    // Once: a phone may tell an end for every call to close.
    if (onLateEnd ?? phase !== 'over') this.leave(phase !== 'connecting');
    if (phase === 'over') return;
    this.phase = 'over';
    this.sink({ kind: 'ended', attributed: true, evidence });
  }
}
