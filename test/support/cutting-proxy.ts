/**
 * A relay in front of a PostgreSQL server that cuts a connection where it is told to: before a statement arrives there, or when it is
 * done and its answer is not told. Knows of the protocol only how the end of a transaction looks.
 */
import net from 'node:net';

export interface CuttingProxy {
  /** The address of the database behind the relay. */
  readonly url: string;
  /** Connections that were cut. */
  readonly cuts: number;
  /** Cuts the next connection that asks for something with `words` in it, once. */
  cutAt(words: string, when: 'before' | 'answered'): void;
  close(): Promise<void>;
}

/** ReadyForQuery, outside of a transaction: what was asked for is committed. */
const IDLE = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

interface Order {
  readonly words: string;
  readonly when: 'before' | 'answered';
}

/** A relay to the server of `target`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const behind = new URL(target);
  const sockets = new Set<net.Socket>();
  let order: Order | null = null;
  let cuts = 0;

  function relay(client: net.Socket): void {
    const database = net.connect(Number(behind.port), behind.hostname);
    let asked = Buffer.alloc(0);
    let held: Buffer | null = null;
    const cut = (): void => {
      cuts += 1;
      client.destroy();
      database.destroy();
    };
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      // A statement may come in pieces.
      asked = order === null ? Buffer.alloc(0) : Buffer.concat([asked, chunk]);
      if (order === null || !asked.includes(order.words)) return void database.write(chunk);
      const { when } = order;
      order = null;
      if (when === 'before') return cut();
      held = Buffer.alloc(0);
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      if (held === null) return void client.write(chunk);
      held = Buffer.concat([held, chunk]);
      if (held.includes(IDLE)) cut();
    });
  }

  const server = net.createServer(relay);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    get cuts() {
      return cuts;
    },
    cutAt(words, when) {
      order = { words, when };
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
