/**
 * Listeners of one SocketTask or of the four global `wx.onSocket*` functions, in the shape the documentation gives each
 * event. Knows no connection.
 */
import type { Deliver } from './api-call';
import type { SocketEvent } from './socket';

type SocketListener = (result: unknown) => void;
export type SocketEventName = SocketEvent['name'];

export interface SocketListeners {
  add(name: SocketEventName, listener: unknown, replace: boolean): void;
  /** `withProfile`: SocketTask.onOpen tells a profile (2.10.4), wx.onSocketOpen does not. */
  tell(event: SocketEvent, withProfile: boolean, deliver: Deliver): void;
  count(): number;
}

/** All times of a simulated connection are equal: there is nothing real to measure. */
const NO_PROFILE = {
  fetchStart: 0,
  domainLookUpStart: 0,
  domainLookUpEnd: 0,
  connectStart: 0,
  connectEnd: 0,
  rtt: 0,
  handshakeCost: 0,
  cost: 0,
};

function toResult(event: SocketEvent, withProfile: boolean): unknown {
  switch (event.name) {
    case 'open':
      return withProfile ? { header: event.header, profile: NO_PROFILE } : { header: event.header };
    case 'message':
      return { data: event.data };
    case 'error':
      return { errMsg: event.errMsg };
    case 'close':
      return { code: event.code, reason: event.reason };
  }
}

export function createSocketListeners(): SocketListeners {
  const byName = new Map<SocketEventName, readonly SocketListener[]>();
  return {
    add(name, listener, replace) {
      if (typeof listener !== 'function') return;
      const before = replace ? [] : (byName.get(name) ?? []);
      byName.set(name, [...before, listener as SocketListener]);
    },
    tell(event, withProfile, deliver) {
      for (const listener of byName.get(event.name) ?? [])
        deliver(() => listener(toResult(event, withProfile)));
    },
    count: () => [...byName.values()].reduce((sum, list) => sum + list.length, 0),
  };
}
