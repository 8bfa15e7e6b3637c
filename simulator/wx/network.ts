/**
 * The phone's network as the app sees it: type, weakness, their events, `wx.getNetworkType`.
 * Knows no connection; the runtime decides what a change does to sockets and requests.
 */
import { createAsyncApi, type AsyncApi, type Deliver } from './api-call';
import type { EventHub } from './event-hub';

export type NetworkType = 'wifi' | '2g' | '3g' | '4g' | '5g' | 'unknown' | 'none';

export interface NetworkState {
  readonly api: Readonly<Record<string, AsyncApi>>;
  readonly type: NetworkType;
  readonly weak: boolean;
  /** Tells `onNetworkStatusChange` when the type is another one. */
  setType(type: NetworkType): void;
  /** Tells `onNetworkWeakChange` when it changed (2.21.0). */
  setWeak(weak: boolean): void;
}

export function createNetworkState(events: EventHub, deliver: Deliver): NetworkState {
  let type: NetworkType = 'wifi';
  let weak = false;
  return {
    api: {
      getNetworkType: createAsyncApi(
        'getNetworkType',
        () => ({ networkType: type, hasSystemProxy: false, weakNet: weak, signalStrength: 0 }),
        deliver,
      ),
    },
    get type() {
      return type;
    },
    get weak() {
      return weak;
    },
    setType(next) {
      if (next === type) return;
      type = next;
      events.emit('NetworkStatusChange', { isConnected: type !== 'none', networkType: type });
    },
    setWeak(next) {
      if (next === weak) return;
      weak = next;
      events.emit('NetworkWeakChange', { weakNet: weak, networkType: type });
    },
  };
}
