/**
 * What every task of a platform without SocketTask needs: listeners that are told what happens, in the words of `wx`. Knows
 * no platform.
 */
import type {
  WxConnectSocketOption,
  WxFailure,
  WxSocketClose,
  WxSocketMessage,
  WxSocketTask,
} from '../../../../miniprogram/platform/wx-socket-api';

/** What can be told of one socket. */
interface News {
  open: undefined;
  message: WxSocketMessage;
  error: WxFailure;
  close: WxSocketClose;
}

/** The half of a task that listens, and how to tell it. */
export interface TaskListeners {
  readonly on: Pick<WxSocketTask, 'onOpen' | 'onMessage' | 'onError' | 'onClose'>;
  tell<Name extends keyof News>(name: Name, news: News[Name]): void;
}

/** Listeners are told in the order in which they were registered. */
export function createTaskListeners(): TaskListeners {
  const told: { readonly [Name in keyof News]: ((news: News[Name]) => void)[] } = {
    open: [],
    message: [],
    error: [],
    close: [],
  };
  return {
    on: {
      onOpen: (listener) => told.open.push(listener),
      onMessage: (listener) => told.message.push(listener),
      onError: (listener) => told.error.push(listener),
      onClose: (listener) => told.close.push(listener),
    },
    tell: (name, news) => told[name].forEach((listener) => listener(news)),
  };
}

/** An adapted platform: it connects, and each connection has a task in the shape of `wx`. */
export interface AdaptedApi {
  connectSocket(option: WxConnectSocketOption): WxSocketTask | undefined;
}

/** Browsers, Node and the H5 side of frameworks take 1000 and 3000 to 4999 and throw for any other code. */
export function toWebCloseCode(code: number | undefined): number {
  return code !== undefined && code >= 3000 && code <= 4999 ? code : 1000;
}
