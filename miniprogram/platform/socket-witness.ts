/**
 * Compares what the sockets of this service tell over their own SocketTasks with what the global listeners are told, which
 * does not say whose it is. What both tell in one turn, in whichever order, is one piece of news of an own socket. What only
 * a task tells shows that the global calls are not that socket's; what only the global listeners are told is a stranger's.
 * Knows no connection and decides nothing.
 */
import { soon } from './wx-socket-api';

/** What the platform tells of a socket, as it words it. */
export type SocketNews =
  | { readonly name: 'open' }
  | { readonly name: 'message'; readonly message: unknown }
  | { readonly name: 'error'; readonly failure: unknown }
  | { readonly name: 'close'; readonly close: unknown };

interface OwnNews {
  readonly news: SocketNews;
  /** Whose it is: news of one owner keeps its order. */
  readonly owner: object;
  /** Called once, at the latest when the turn is over. `isGlobal`: the global listeners were told it too. */
  readonly tell: (isGlobal: boolean) => void;
}

/** Is told everything that is heard, by whom, and keeps the order. */
export interface Witness {
  own(received: OwnNews): void;
  global(news: SocketNews): void;
}

function readData({ message }: SocketNews & { readonly name: 'message' }): unknown {
  const { data } = (message ?? {}) as { readonly data?: unknown };
  // Bytes may come as two copies.
  return typeof data === 'string' ? data : ((data ?? {}) as { readonly byteLength?: unknown }).byteLength;
}

function isSame(a: SocketNews, b: SocketNews): boolean {
  if (a.name !== 'message' || b.name !== 'message') return a.name === b.name;
  return readData(a) === readData(b);
}

/** @param onStranger the global listeners were told what no socket of this service told */
export function createWitness(onStranger: (news: SocketNews) => void): Witness {
  const own: OwnNews[] = [];
  const global: SocketNews[] = [];
  let isWatching = false;

  const settle = (): void => {
    isWatching = false;
    const silent = own.splice(0);
    const strange = global.splice(0);
    for (const { tell } of silent) tell(false);
    strange.forEach(onStranger);
  };
  const watch = (): void => {
    if (isWatching) return;
    isWatching = true;
    soon(settle);
  };
  /** Tells it, and before it what its owner told earlier and the global listeners were not told. */
  const confirm = (received: OwnNews): void => {
    const earlier = own.slice(0, own.indexOf(received)).filter(({ owner }) => owner === received.owner);
    for (const one of [...earlier, received]) own.splice(own.indexOf(one), 1);
    for (const { tell } of earlier) tell(false);
    received.tell(true);
  };

  return {
    own(received) {
      const at = global.findIndex((news) => isSame(news, received.news));
      own.push(received);
      if (at < 0) return watch();
      global.splice(at, 1);
      confirm(received);
    },
    global(news) {
      const received = own.find((one) => isSame(one.news, news));
      if (received) return confirm(received);
      global.push(news);
      watch();
    },
  };
}
