/**
 * Notices that somebody else in the same mini program calls `wx.connectSocket`: from that moment the global socket calls may
 * be another socket's, long before any event shows it. The call itself is passed on as it is. Decides nothing.
 */
import type { WxTaskSocketApi } from './wx-socket-api';

/** Tells calls of ours from calls of others. */
export interface CallWatch {
  /** Runs a call of our own, which is not told. */
  own<T>(call: () => T): T;
}

/** Where the platform does not let its object be changed, nothing is noticed this way. */
export function watchConnectCalls(wx: WxTaskSocketApi, onForeignCall: () => void): CallWatch {
  let isOwn = false;
  const { connectSocket } = wx;
  function watched(this: unknown, option: Parameters<typeof connectSocket>[0]): unknown {
    if (!isOwn) onForeignCall();
    return connectSocket.call(wx, option);
  }
  try {
    if (typeof connectSocket === 'function')
      // wx: members are accessors on some versions, so no assignment.
      Object.defineProperty(wx, 'connectSocket', {
        value: watched,
        configurable: true,
        writable: true,
        enumerable: true,
      });
  } catch {
    // Frozen: what the sockets tell has to do.
  }
  return {
    own(call) {
      const before = isOwn;
      isOwn = true;
      try {
        return call();
      } finally {
        isOwn = before;
      }
    },
  };
}
