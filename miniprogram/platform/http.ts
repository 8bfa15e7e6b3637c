/**
 * `wx.request` and `wx.uploadFile` as promises. Any answer of the server resolves, whatever its status; only what never
 * became an answer rejects. Knows no address and no meaning.
 */
import { ChatError } from '../core/chat/chat-error';

export const HTTP_TIMEOUT_MS = 10_000;
export const UPLOAD_TIMEOUT_MS = 60_000;

interface WxFailure {
  readonly errMsg: string;
}

interface WxAnswer {
  readonly statusCode: number;
  readonly data: unknown;
}

interface WxTransfer {
  readonly url: string;
  readonly header: Record<string, string>;
  readonly timeout: number;
  readonly success: (answer: WxAnswer) => void;
  readonly fail: (failure: WxFailure) => void;
}

export interface WxHttpApi {
  request(option: WxTransfer & { readonly method: 'POST'; readonly data: object }): unknown;
  uploadFile(option: WxTransfer & { readonly filePath: string; readonly name: string }): unknown;
}

export interface HttpAnswer {
  readonly status: number;
  /** JSON where the server sent some, else text. */
  readonly data: unknown;
}

export interface Http {
  /** @throws ChatError `network`, `timeout` */
  post(url: string, body: object, header?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** A temporary file as the field `file`. @throws ChatError `network`, `timeout` */
  upload(url: string, filePath: string, header?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
}

function toError(url: string, failure: WxFailure): ChatError {
  const reason = failure.errMsg;
  const kind = /timeout|time out/i.test(reason) ? 'timeout' : 'network';
  return new ChatError(kind, `${url}: ${reason}`, failure);
}

/** wx: `uploadFile` leaves the body as text. */
function parse(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}

export function createHttp(wx: WxHttpApi): Http {
  const transfer = (
    url: string,
    header: Readonly<Record<string, string>>,
    timeout: number,
    start: (common: WxTransfer) => unknown,
  ): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const success = ({ statusCode, data }: WxAnswer): void =>
        resolve({ status: statusCode, data: parse(data) });
      const fail = (failure: WxFailure): void => reject(toError(url, failure));
      start({ url, header: { ...header }, timeout, success, fail });
    });
  return {
    post: (url, data, header = {}) =>
      transfer(url, { 'content-type': 'application/json', ...header }, HTTP_TIMEOUT_MS, (common) =>
        wx.request({ ...common, method: 'POST', data }),
      ),
    upload: (url, filePath, header = {}) =>
      transfer(url, header, UPLOAD_TIMEOUT_MS, (common) =>
        wx.uploadFile({ ...common, filePath, name: 'file' }),
      ),
  };
}
