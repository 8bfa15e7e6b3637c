/**
 * The other transport: one SocketTask per connection, so that every event says whose it is. For mini programs that embed
 * another socket SDK. Where the platform gives no task, it goes on with the global socket.
 */
import type { EndEvidence, OnLiving, Transport, TransportConnection } from '../core/socket/transport';
import type { FormerSockets } from './former-sockets';
import { globalLineOf } from './global-socket-line';
import { createRefusedSocket } from './refused-socket';
import {
  callClose,
  callSend,
  isTask,
  soon,
  countLiving,
  toClosed,
  toConnectOption,
  toFailure,
  toFrame,
  type Sink,
  type WxFailure,
  type WxGlobalSocketApi,
  type WxSocketTask,
  type WxTaskSocketApi,
} from './wx-socket-api';

class TaskConnection implements TransportConnection {
  private task: WxSocketTask | null = null;
  private phase: 'connecting' | 'open' | 'over' = 'connecting';
  /** Given up; called when its end is told after all. */
  private onLateEnd: (() => void) | null = null;
  private stopHints: () => void = () => undefined;

  constructor(
    private readonly sink: Sink,
    private readonly former: FormerSockets,
    private readonly onLiving: OnLiving | undefined,
  ) {}

  // wx: listeners are attached in the same tick, or onOpen may be missed (vendor forum, connectSocket).
  attach(task: WxSocketTask, hintCloses: (hint: () => void) => () => void): void {
    this.task = task;
    task.onOpen(() => this.opened());
    task.onMessage((message) => {
      if (this.phase === 'open') this.sink(toFrame(message));
    });
    task.onError?.((failure) => this.failed(toFailure('error', failure)));
    task.onClose((close) => this.finish(toClosed(close)));
    this.stopHints = hintCloses(() => {
      if (this.phase === 'open') this.sink({ kind: 'uncertain', why: 'a global close event' });
    });
  }

  async send(data: string | ArrayBuffer): Promise<void> {
    const { task } = this;
    if (this.phase !== 'open' || !task) throw new Error('the connection is not open');
    return callSend((option) => task.send(option), data);
  }

  end(code?: number, reason?: string): void {
    const { task } = this;
    if (task && this.phase !== 'over') callClose((option) => task.close(option), code, reason);
  }

  abandon(onEnded: () => void): () => void {
    if (this.phase !== 'over') this.onLateEnd = onEnded;
    this.phase = 'over';
    this.stopHints();
    return () => undefined;
  }

  failed(evidence: EndEvidence): void {
    if (this.phase === 'connecting') return this.finish(evidence);
    // wx: a close may or may not follow an error of an open socket, so an error alone ends nothing.
    if (this.phase === 'open') this.sink({ kind: 'uncertain', why: `socket error: ${evidence.reason}` });
  }

  private opened(): void {
    const { task } = this;
    if (task && this.phase === 'over') return this.openedLate(task);
    if (this.phase !== 'connecting') return;
    this.phase = 'open';
    this.sink({ kind: 'open' });
  }

  /** Nobody waits for it any more, and unlike a global socket a task can be closed by name. */
  private openedLate(task: WxSocketTask): void {
    const { onLateEnd } = this;
    onLateEnd?.();
    const gone = this.leave(task, true);
    if (onLateEnd) this.onLateEnd = gone;
  }

  private leave(task: WxSocketTask, isHeard: boolean): () => void {
    const close: WxSocketTask['close'] = (option) => task.close(option);
    return this.former.leave(task, { close, isHeard, count: () => countLiving(this.onLiving) });
  }

  private finish(evidence: EndEvidence): void {
    const { phase, task, onLateEnd } = this;
    this.onLateEnd = null;
    onLateEnd?.();
    // Once: a phone may tell an end for every call to close.
    if (task && (onLateEnd ?? phase !== 'over')) this.leave(task, phase !== 'connecting');
    if (phase === 'over') return;
    this.phase = 'over';
    this.stopHints();
    this.sink({ kind: 'ended', attributed: true, evidence });
  }
}

/** The attempt is under way, but there is no task to tell its news: listen to the global socket in the same tick. */
function continueGlobally(
  wx: WxTaskSocketApi,
  sink: Sink,
  returned: unknown,
  onLiving: OnLiving | undefined,
): { readonly connection: TransportConnection; fail(result: WxFailure): void } {
  // A missing function shows when it is called, and ends the connection as `unsupported`.
  const line = globalLineOf(wx as WxGlobalSocketApi);
  const connection = line.isTaken ? createRefusedSocket(sink) : line.attach(sink, onLiving);
  try {
    connection.returned(returned);
    line.listen();
  } catch (thrown) {
    connection.fail('unsupported', thrown);
  }
  return { connection, fail: (result) => connection.fail('connect_failed', result) };
}

/** Global close events are a hint for every task: phones may tell of a death in the background only there. */
function hintCloses(wx: WxTaskSocketApi, hint: () => void): () => void {
  if (typeof wx.onSocketClose !== 'function') return () => undefined;
  return globalLineOf(wx as WxGlobalSocketApi).hintCloses(hint);
}

/** Opens one socket for each connection, of the five that a phone has. */
export function createTaskTransport(wx: WxTaskSocketApi): Transport {
  return {
    name: 'task',
    open(options, sink, onLiving) {
      const line = globalLineOf(wx as WxGlobalSocketApi);
      const own = new TaskConnection(sink, line.former, onLiving);
      const early: WxFailure[] = [];
      let fail = (result: WxFailure): void => void early.push(result);
      const failOwn = (kind: 'connect_failed' | 'unsupported', result: unknown): void =>
        soon(() => own.failed(toFailure(kind, result)));
      try {
        const returned = line.connectSocket(
          toConnectOption(options, (result) => fail(result)),
          onLiving,
        );
        // Events and calls of a global socket beside it may be this one's from now on.
        if (isTask(returned)) line.share('a service over SocketTask in this app');
        if (!isTask(returned)) {
          const fallback = continueGlobally(wx, sink, returned, onLiving);
          fail = fallback.fail;
          early.forEach(fail);
          return fallback.connection;
        }
        own.attach(returned, (hint) => hintCloses(wx, hint));
        fail = (result) => failOwn('connect_failed', result);
        early.forEach(fail);
      } catch (thrown) {
        failOwn('unsupported', thrown);
      }
      return own;
    },
  };
}
