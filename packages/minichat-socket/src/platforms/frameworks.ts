/**
 * Frameworks that wrap the platform's own calls: which of them to use, and what to tell them. Knows no socket.
 *
 * Taro 4.2: the call becomes a promise whose task comes too late to hear an early open, and which rejects beside `fail`; the
 * native object is `Taro.miniGlobal`; its H5 side drops bytes, codes and headers. uni-app (Vue 3): with a callback the native
 * task is handed through; its H5 side takes some close codes only. mpx 2.10: `usePromise: false` turns promises off.
 */
import { fromAlipay, type AlipayApi } from './alipay';
import type { SocketApi } from '../create-socket';
import { toWebCloseCode, type AdaptedApi } from './task-listeners';
import { fromWebSocket, type WebSocketConstructor } from './web-socket';
import {
  isTask,
  type WxConnectSocketOption,
  type WxSocketTask,
} from '../../../../miniprogram/platform/wx-socket-api';

/** The part of Taro that is used. */
export interface TaroLike {
  readonly miniGlobal?: unknown;
  getEnv(): string;
}

function browserSocket(): AdaptedApi {
  const { WebSocket } = globalThis as unknown as { readonly WebSocket?: WebSocketConstructor };
  if (!WebSocket) throw new TypeError('minichat-socket: there is no WebSocket here');
  return fromWebSocket(WebSocket);
}

/** For `createSocket`: the native calls below Taro, or the browser's WebSocket where there are none. */
export function fromTaro(taro: TaroLike): SocketApi {
  const native = taro.miniGlobal as SocketApi | undefined;
  if (typeof native?.connectSocket !== 'function') return browserSocket();
  return taro.getEnv() === 'ALIPAY' ? fromAlipay(native as AlipayApi) : native;
}

/** The part of `uni` that is used. */
export interface UniLike {
  connectSocket(option: never): unknown;
}

function withWebCodes(task: WxSocketTask): WxSocketTask {
  return {
    onOpen: (listener) => task.onOpen(listener),
    onMessage: (listener) => task.onMessage(listener),
    onError: (listener) => task.onError?.(listener),
    onClose: (listener) => task.onClose(listener),
    send: (option) => task.send(option),
    close: ({ code, ...rest }) => task.close({ ...rest, code: toWebCloseCode(code) }),
  };
}

/** For `createSocket`. @param platform `process.env.UNI_PLATFORM`, which uni-app's build writes */
export function fromUni(uni: UniLike, platform = 'mp-weixin'): AdaptedApi {
  if (platform === 'mp-alipay') return fromAlipay(uni);
  const { connectSocket } = uni as unknown as { connectSocket(option: WxConnectSocketOption): unknown };
  return {
    connectSocket(option) {
      const task = connectSocket(option);
      if (!isTask(task)) return undefined;
      return /^(?:h5|web)$/.test(platform) ? withWebCodes(task) : task;
    },
  };
}

/** The part of mpx that is used. */
export interface MpxLike {
  connectSocket(option: never): unknown;
}

/** For `createSocket`, on mini programs; on the web there is `fromWebSocket(WebSocket)`. */
export function fromMpx(mpx: MpxLike): SocketApi {
  const native = mpx as unknown as { connectSocket(option: object): unknown };
  return { connectSocket: (option) => native.connectSocket({ ...option, usePromise: false }) };
}
