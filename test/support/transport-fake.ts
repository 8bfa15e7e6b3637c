/**
 * A transport whose events the test delivers by hand. It checks the port's rule that there is at most one connection that
 * is neither ended nor abandoned, and counts what could leak.
 */
import type {
  OnLiving,
  SocketOptions,
  Transport,
  TransportConnection,
  TransportEvent,
} from '../../miniprogram/core/socket/transport';

export interface FakeConnection {
  readonly options: SocketOptions;
  readonly sent: readonly (string | ArrayBuffer)[];
  /** Arguments of every `end`. */
  readonly ends: readonly (readonly [code: number | undefined, reason: string | undefined])[];
  readonly isAbandoned: boolean;
  /** The function that `abandon` returned was called. */
  readonly isReleased: boolean;
  /** An abandoned one's end is told after all. */
  endLate(): void;
  /** What the next sends answer; default: resolved. */
  answer: () => Promise<void>;
  emit(event: TransportEvent): void;
  open(): void;
  text(data: string): void;
  /** An attributed close. */
  close(code?: number, reason?: string): void;
  /** A close that may be another socket's. */
  stray(): void;
  /** It goes on although its end was told. What this gives says that it is gone after all. */
  live(): () => void;
}

export interface FakeTransport extends Transport {
  readonly connections: readonly FakeConnection[];
  readonly newest: FakeConnection;
  /** Connections that are neither ended nor abandoned. */
  readonly live: number;
  /** The most `live` has ever been. */
  readonly mostLive: number;
  /** `open` throws this instead of connecting. */
  failWith: Error | null;
}

class HandMovedConnection implements FakeConnection, TransportConnection {
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly ends: [number | undefined, string | undefined][] = [];
  isAbandoned = false;
  isReleased = false;
  isOver = false;
  answer = (): Promise<void> => Promise.resolve();

  constructor(
    readonly options: SocketOptions,
    private readonly sink: (event: TransportEvent) => void,
    private readonly onLiving: OnLiving | undefined,
  ) {}

  emit(event: TransportEvent): void {
    if (event.kind === 'ended' && event.attributed) this.isOver = true;
    this.sink(event);
  }

  open(): void {
    this.emit({ kind: 'open' });
  }

  text(data: string): void {
    this.emit({ kind: 'text', data });
  }

  close(code = 1006, reason = ''): void {
    this.emit({ kind: 'ended', attributed: true, evidence: { kind: 'closed', code, reason } });
  }

  stray(): void {
    this.emit({
      kind: 'ended',
      attributed: false,
      evidence: { kind: 'closed', code: 1000, reason: 'interrupted' },
    });
  }

  live(): () => void {
    let gone = (): void => undefined;
    this.onLiving?.((onEnded) => {
      gone = onEnded;
      return () => undefined;
    });
    return gone;
  }

  send(data: string | ArrayBuffer): Promise<void> {
    this.sent.push(data);
    return this.answer();
  }

  end(code?: number, reason?: string): void {
    this.ends.push([code, reason]);
  }

  endLate = (): void => undefined;

  abandon(onEnded: () => void): () => void {
    this.isAbandoned = true;
    this.endLate = onEnded;
    return () => (this.isReleased = true);
  }
}

export function createFakeTransport(): FakeTransport {
  const connections: HandMovedConnection[] = [];
  let mostLive = 0;
  const transport: FakeTransport = {
    name: 'fake',
    connections,
    failWith: null,
    get live() {
      return connections.filter((connection) => !connection.isOver && !connection.isAbandoned).length;
    },
    get mostLive() {
      return mostLive;
    },
    get newest() {
      const newest = connections[connections.length - 1];
      if (!newest) throw new Error('no connection was opened');
      return newest;
    },
    open(options, sink, onLiving) {
      if (transport.failWith) throw transport.failWith;
      const connection = new HandMovedConnection(options, sink, onLiving);
      connections.push(connection);
      mostLive = Math.max(mostLive, transport.live);
      return connection;
    },
  };
  return transport;
}
