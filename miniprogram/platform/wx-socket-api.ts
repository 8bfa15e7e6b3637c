/**
 * The part of `wx` that sockets need, as the narrowest shape that the real object, the simulator and tests all have; and
 * what both transports share: connect options, reading of results. Knows nothing about whose event is whose.
 */
import type { EndEvidence, OnLiving, SocketOptions, TransportEvent } from '../core/socket/transport';
import { pickSocketOptions } from '../core/socket/transport';

/** wx: what every `fail` is given; the wording differs between phones. */
export interface WxFailure {
  readonly errMsg: string;
}

interface WxCallbacks {
  success?: () => void;
  fail?: (result: WxFailure) => void;
}

/** wx: of `wx.connectSocket`; times are in milliseconds. */
export interface WxConnectSocketOption extends WxCallbacks, Omit<SocketOptions, 'protocols'> {
  protocols?: string[];
}

/** wx: of `wx.sendSocketMessage` and `SocketTask.send`. */
export interface WxSendOption extends WxCallbacks {
  data: string | ArrayBuffer;
}

/** wx: of `wx.closeSocket` and `SocketTask.close`; without a code it is 1000. */
export interface WxCloseOption extends WxCallbacks {
  code?: number;
  reason?: string;
}

/** wx: what a listener of messages is given. */
export interface WxSocketMessage {
  readonly data: string | ArrayBuffer;
}

/** wx: what a listener of ends is given; some phones leave fields out. */
export interface WxSocketClose {
  readonly code: number;
  readonly reason: string;
}

/** What `wx.connectSocket` returns on phones. There is no `readyState` to rely on and no `off*`. */
export interface WxSocketTask {
  send(option: WxSendOption): unknown;
  close(option: WxCloseOption): unknown;
  onOpen(listener: () => void): unknown;
  onMessage(listener: (message: WxSocketMessage) => void): unknown;
  /** Feishu's documentation names none (open.feishu.cn, tt.connectSocket): an end is then told by `onClose` alone. */
  onError?(listener: (failure: WxFailure) => void): unknown;
  onClose(listener: (close: WxSocketClose) => void): unknown;
}

/** wx: the calls that are about whichever socket was opened last. */
export interface WxGlobalSocketApi {
  connectSocket(option: WxConnectSocketOption): unknown;
  sendSocketMessage(option: WxSendOption): unknown;
  closeSocket(option: WxCloseOption): unknown;
  onSocketOpen(listener: () => void): unknown;
  onSocketMessage(listener: (message: WxSocketMessage) => void): unknown;
  onSocketError(listener: (failure: WxFailure) => void): unknown;
  onSocketClose(listener: (close: WxSocketClose) => void): unknown;
}

/** Enough for SocketTask; the rest is used where it exists. */
export type WxTaskSocketApi = Pick<WxGlobalSocketApi, 'connectSocket'> & Partial<WxGlobalSocketApi>;

/** Whoever is told what becomes of a connection. */
export type Sink = (event: TransportEvent) => void;

const ignore = (): void => undefined;

/**
 * Counts a socket whose end was told as one that may live on. Nothing is done when its news need not be expected any more.
 * @returns call it when the socket is surely gone
 */
export function countLiving(onLiving: OnLiving | undefined): () => void {
  let gone = ignore;
  onLiving?.((onEnded) => {
    gone = onEnded;
    return ignore;
  });
  return gone;
}

/** Runs `fn` after the caller has returned: nothing is reported inside `open`. */
export function soon(fn: () => void): void {
  void Promise.resolve().then(fn);
}

/** A fresh object that holds only what the platform knows. */
export function toConnectOption(
  options: SocketOptions,
  fail: (result: WxFailure) => void,
): WxConnectSocketOption {
  const { protocols, ...rest } = pickSocketOptions(options);
  return { ...rest, ...(protocols ? { protocols: [...protocols] } : {}), success: ignore, fail };
}

/**
 * Frameworks make a promise of every call, also of one that has callbacks, and reject it beside `fail` (Taro 4.2.1, mpx
 * 2.10.20): nobody else looks at it, so its rejection would be unhandled.
 */
function disregard(returned: unknown): void {
  const { then } = (returned ?? {}) as { readonly then?: unknown };
  if (typeof then === 'function') void Promise.resolve(returned).catch(ignore);
}

/** A promise per frame out of the callbacks; a call that throws rejects it. */
export function callSend(send: (option: WxSendOption) => unknown, data: string | ArrayBuffer): Promise<void> {
  return new Promise((resolve, reject) => {
    disregard(send({ data, success: resolve, fail: (result) => reject(new Error(readFailure(result))) }));
  });
}

/**
 * @param onTaken the platform took the call: there was something to close
 * @param onRefused it did not
 */
export function callClose(
  close: (option: WxCloseOption) => unknown,
  code?: number,
  reason?: string,
  onTaken = ignore,
  onRefused = ignore,
): void {
  const option: WxCloseOption = {
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    // wx: without callbacks the call returns a promise, whose rejection nobody would handle
    // (miniprogram-api-typings, PromisifySuccessResult). Phones fail with "WebSocket is not connected" for a socket that
    // has just ended (weapp.socket.io#18) or say "taskID not exist" (weapp.socket.io#56): nothing is left to do then.
    success: onTaken,
    fail: onRefused,
  };
  try {
    disregard(close(option));
  } catch {
    // The end will not be reported; whoever waits for it gives up after its own time.
    onRefused();
  }
}

/** Whether `wx.connectSocket` returned a SocketTask: older phones return nothing. */
export function isTask(value: unknown): value is WxSocketTask {
  return typeof value === 'object' && value !== null && typeof (value as WxSocketTask).onOpen === 'function';
}

/** The platform's words, whatever shape they come in. */
function readFailure(result: unknown): string {
  if (typeof result === 'object' && result !== null) {
    const text: unknown = 'errMsg' in result ? result.errMsg : 'message' in result ? result.message : null;
    if (typeof text === 'string') return text;
  }
  return typeof result === 'string' ? result : 'no reason given';
}

/**
 * wx: `errMsg` carries what the network library said: "Unexpected response code: 404" (DevTools), "Expected HTTP 101 response
 * but was '404 Not Found'" (Android), "bad response code from server: 404" (iOS). There is no field for it.
 */
const HTTP_STATUS = /(?:response|status)(?: code)?(?: from server| but was)?\W{1,4}([1-5]\d\d)\b/i;

function readStatus(reason: string): { readonly status?: number } {
  const status = HTTP_STATUS.exec(reason)?.[1];
  return status === undefined ? {} : { status: Number(status) };
}

/** Never throws, whatever the platform hands over. */
export function toFailure(kind: 'connect_failed' | 'error' | 'unsupported', result: unknown): EndEvidence {
  const reason = readFailure(result);
  // wx: "createSocketTask:fail exceed max concurrent count": all sockets of the mini program are in use, five on phones, two
  // in remote debugging (netease-im/NIM_Web_Weapp_Demo#9, wx.connectSocket).
  return { kind: /exceed max/i.test(reason) ? 'socket_limit' : kind, ...readStatus(reason), reason };
}

/** Douyin types the code `string | number`, and Baidu's example has '1001'. */
function readCode(code: unknown): { readonly code?: number } {
  const read = typeof code === 'string' && /^\d{4}$/.test(code) ? Number(code) : code;
  return typeof read === 'number' ? { code: read } : {};
}

/** Never throws; a code that is no number, nor the text of one, is left out. */
export function toClosed(close: unknown): EndEvidence {
  const { code, reason } = (close ?? {}) as Partial<Record<keyof WxSocketClose, unknown>>;
  return {
    kind: 'closed',
    ...readCode(code),
    reason: typeof reason === 'string' ? reason : '',
  };
}

/** For the log. */
export function describeClose(close: unknown): string {
  const { code, reason } = toClosed(close);
  return `${code} ${reason}`;
}

/** What is neither text nor bytes makes the connection uncertain, and is no end of it. */
export function toFrame(message: unknown): TransportEvent {
  const { data } = (message ?? {}) as { readonly data?: unknown };
  if (typeof data === 'string') return { kind: 'text', data };
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') {
    return { kind: 'binary', data: data as ArrayBuffer };
  }
  return { kind: 'uncertain', why: 'a message that is neither text nor bytes' };
}
