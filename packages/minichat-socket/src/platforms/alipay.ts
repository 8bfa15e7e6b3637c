/**
 * Alipay's `my` in the shape of `wx`. Needs `multiple`, which makes a task for each connection. Knows no reconnecting.
 *
 * my: failures are `{ error, errorMessage }`; bytes are base64 with `isBuffer`, both ways; messages of a task are typed
 * `{ data: { data, isBuffer } }` (@mini-types/my 3.0.14) and documented as `{ data, isBuffer }`, so both are taken; no close
 * code is promised; error 2 or 3 says that there is a socket already.
 */
import type {
  WxSocketClose,
  WxSocketMessage,
  WxSocketTask,
} from '../../../../miniprogram/platform/wx-socket-api';
import { fromBase64, toBase64 } from './base64';
import type { AdaptedApi } from './task-listeners';

/** The part of `my` that is used. */
export interface AlipayApi {
  connectSocket(option: never): unknown;
}

type Loose = Readonly<Record<string, unknown>>;
type Native = { readonly [name: string]: (given: unknown) => unknown };

const fieldsOf = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {};

/** What is told stands in the result, or once more below `data`. */
function unfold(result: unknown): Loose {
  const { data } = fieldsOf(result);
  return typeof data === 'object' && data !== null ? (data as Loose) : fieldsOf(result);
}

function toMessage(result: unknown): WxSocketMessage {
  const { data, isBuffer } = unfold(result);
  if (isBuffer === true && typeof data === 'string') return { data: fromBase64(data) };
  return { data: data as string };
}

function toFailure(result: unknown): { readonly errMsg: string } {
  const { error, errorMessage, errMsg } = fieldsOf(result);
  const words =
    typeof errorMessage === 'string' ? errorMessage : typeof errMsg === 'string' ? errMsg : 'no reason given';
  // The words by which a used up number of sockets is known everywhere.
  return { errMsg: error === 2 || error === 3 ? `exceed max: ${words}` : words };
}

function wrapTask(task: Native): WxSocketTask {
  const failing = (fail?: (result: { errMsg: string }) => void) => (result: unknown) =>
    fail?.(toFailure(result));
  return {
    onOpen: (listener) => task.onOpen?.(() => listener()),
    onMessage: (listener) => task.onMessage?.((result: unknown) => listener(toMessage(result))),
    onError: (listener) => task.onError?.((result: unknown) => listener(toFailure(unfold(result)))),
    onClose: (listener) =>
      task.onClose?.((result: unknown) => listener(unfold(result) as unknown as WxSocketClose)),
    send({ data, fail, ...rest }) {
      const carried = typeof data === 'string' ? { data } : { data: toBase64(data), isBuffer: true };
      return task.send?.({ ...rest, ...carried, fail: failing(fail) });
    },
    close: ({ fail, ...rest }) => task.close?.({ ...rest, fail: failing(fail) }),
  };
}

/** For `createSocket`: `fromAlipay(my)`; also `fromAlipay(uni)` and `fromAlipay(Taro.miniGlobal)` there. */
export function fromAlipay(my: AlipayApi): AdaptedApi {
  const connect = (option: object): unknown => (my as unknown as Native).connectSocket?.(option);
  return {
    connectSocket({ fail, ...rest }) {
      const task = connect({ ...rest, multiple: true, fail: (result: unknown) => fail?.(toFailure(result)) });
      const isTask = typeof fieldsOf(task).onOpen === 'function';
      return isTask ? wrapTask(task as Native) : undefined;
    },
  };
}
