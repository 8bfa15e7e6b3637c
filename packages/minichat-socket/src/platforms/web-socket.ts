/**
 * A WebSocket of a browser, of Node or of the package `ws` in the shape of `wx`. Knows neither time nor reconnecting.
 *
 * What differs: an error of Node 22 while connecting is the end and no close follows (undici 6.28.1), and closing then tells
 * further errors; browsers take no headers and only some close codes; binaryType is `blob` or `nodebuffer` unless set.
 */
import type {
  WxCloseOption,
  WxConnectSocketOption,
  WxSendOption,
  WxSocketTask,
} from '../../../../miniprogram/platform/wx-socket-api';
import { createTaskListeners, toWebCloseCode, type AdaptedApi, type TaskListeners } from './task-listeners';

/** The part of a WebSocket that is used; its events are as browsers have them. */
interface WebSocketInstance {
  readonly readyState: number;
  binaryType: string;
  onopen: unknown;
  onmessage: unknown;
  onerror: unknown;
  onclose: unknown;
  send(data: string | ArrayBuffer): void;
  close(code?: number, reason?: string): void;
}

/** `WebSocket` of a browser or of Node, or that of `ws`. */
export type WebSocketConstructor = new (url: string, second?: never, third?: never) => unknown;

/** Where this WebSocket takes `header`. */
export interface WebSocketOptions {
  /** `second` argument: Node's own; `third`: the package `ws`; without it a header is refused, as browsers have no way. */
  readonly headers?: 'second' | 'third';
}

const OPEN = 1;

function make(
  Socket: WebSocketConstructor,
  { url, header, protocols }: WxConnectSocketOption,
  { headers }: WebSocketOptions,
): WebSocketInstance {
  if (header && !headers) throw new TypeError('this WebSocket takes no header');
  const Made = Socket as unknown as new (...given: unknown[]) => WebSocketInstance;
  if (header && headers === 'second') return new Made(url, { headers: header, protocols: protocols ?? [] });
  if (header) return new Made(url, protocols ?? [], { headers: header });
  return protocols ? new Made(url, protocols) : new Made(url);
}

function wordsOf(event: unknown): string {
  const { message, error } = (event ?? {}) as {
    readonly message?: unknown;
    readonly error?: { readonly message?: unknown };
  };
  if (typeof message === 'string' && message !== '') return message;
  return typeof error?.message === 'string' ? error.message : '';
}

class WebSocketTask {
  private readonly listeners: TaskListeners = createTaskListeners();
  /** Its end was told, whatever it says of itself. */
  private isOver = false;
  readonly on = this.listeners.on;

  constructor(private readonly socket: WebSocketInstance) {
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.listeners.tell('open', undefined);
    socket.onmessage = ({ data }: { readonly data: string | ArrayBuffer }) =>
      this.listeners.tell('message', { data });
    socket.onerror = (event: unknown) => this.failed(event);
    socket.onclose = ({ code, reason }: { readonly code: number; readonly reason: string }) => {
      this.isOver = true;
      this.listeners.tell('close', { code, reason });
    };
  }

  send({ data, success, fail }: WxSendOption): void {
    if (this.socket.readyState !== OPEN) return fail?.({ errMsg: 'the connection is not open' });
    this.socket.send(data);
    success?.();
  }

  close({ code, reason, success, fail }: WxCloseOption): void {
    if (this.isOver || this.socket.readyState > OPEN) return fail?.({ errMsg: 'closed already' });
    this.socket.close(toWebCloseCode(code), reason);
    success?.();
  }

  private failed(event: unknown): void {
    if (this.isOver) return;
    if (this.socket.readyState !== OPEN) this.isOver = true;
    this.listeners.tell('error', { errMsg: wordsOf(event) });
  }
}

/** For `createSocket`: `fromWebSocket(WebSocket)`. */
export function fromWebSocket(Socket: WebSocketConstructor, options: WebSocketOptions = {}): AdaptedApi {
  return {
    connectSocket(option): WxSocketTask {
      const task = new WebSocketTask(make(Socket, option, options));
      return { ...task.on, send: (send) => task.send(send), close: (close) => task.close(close) };
    },
  };
}
