/**
 * The default transport: `wx.connectSocket` with the global functions `wx.onSocketOpen`, `wx.sendSocketMessage`,
 * `wx.onSocketMessage`, `wx.onSocketClose`, `wx.onSocketError` and `wx.closeSocket`. What makes them safe, also beside other
 * libraries that use them, is in `global-socket-line.ts`.
 */
import type { Transport } from '../core/socket/transport';
import { globalLineOf } from './global-socket-line';
import { createRefusedSocket } from './refused-socket';
import { toConnectOption, type WxGlobalSocketApi } from './wx-socket-api';

/**
 * Any number of these on one wx object share its one global socket: a second connection at the same time ends with
 * `socket_limit` instead of stealing the first one's events.
 */
export function createGlobalTransport(wx: WxGlobalSocketApi): Transport {
  return {
    name: 'global',
    open(options, sink, onLiving) {
      const line = globalLineOf(wx);
      if (line.isTaken) return createRefusedSocket(sink);
      const connection = line.attach(sink, onLiving);
      try {
        line.listen();
        const option = toConnectOption(options, (result) => connection.fail('connect_failed', result));
        connection.returned(line.connectSocket(option, onLiving));
      } catch (thrown) {
        // wx: old base libraries and plugins lack these functions ("not supported in plugins", wx.connectSocket).
        connection.fail('unsupported', thrown);
      }
      return connection;
    },
  };
}
