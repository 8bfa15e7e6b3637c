/**
 * `@system.websocketfactory` of quick apps in the shape of `wx`. Knows no reconnecting.
 *
 * Quick app: handlers are properties; `fail` is given two arguments, words and a code; bytes are ArrayBuffers from 1030.
 */
import { createTaskListeners, type AdaptedApi } from './task-listeners';
import type { WxSocketClose, WxSocketMessage } from '../../../../miniprogram/platform/wx-socket-api';

/** The part of the module that is used. */
export interface QuickAppFactory {
  create(option: never): unknown;
}

type Failing = ((result: { readonly errMsg: string }) => void) | undefined;

interface Native {
  onopen: unknown;
  onmessage: unknown;
  onerror: unknown;
  onclose: unknown;
  send(option: object): void;
  close(option: object): void;
}

const toErrMsg = (data: unknown, code?: unknown): { readonly errMsg: string } => {
  const words = typeof data === 'object' && data !== null ? (data as { readonly data?: unknown }).data : data;
  return {
    errMsg: `${typeof words === 'string' ? words : 'no reason given'}${typeof code === 'number' ? ` (${code})` : ''}`,
  };
};
const failing = (fail: Failing) => (data: unknown, code?: unknown) => fail?.(toErrMsg(data, code));

/** For `createSocket`: `fromQuickApp(websocketfactory)`. */
export function fromQuickApp(factory: QuickAppFactory): AdaptedApi {
  const create = (option: object): Native =>
    (factory as unknown as { create(option: object): Native }).create(option);
  return {
    connectSocket({ url, header, protocols }) {
      const socket = create({ url, ...(header ? { header } : {}), ...(protocols ? { protocols } : {}) });
      const { on, tell } = createTaskListeners();
      socket.onopen = () => tell('open', undefined);
      socket.onmessage = (message: WxSocketMessage) => tell('message', message);
      socket.onerror = (failure: unknown) => tell('error', toErrMsg(failure));
      socket.onclose = (close: WxSocketClose) => tell('close', close);
      return {
        ...on,
        send: ({ fail, ...rest }) => socket.send({ ...rest, fail: failing(fail) }),
        close: ({ fail, ...rest }) => socket.close({ ...rest, fail: failing(fail) }),
      };
    },
  };
}
