/**
 * `wx.request` and `wx.uploadFile` as promises. Any answer of the server resolves, whatever its status; only what never
 * became an answer rejects. Knows no address and no meaning.
 */
import type { Clock } from '../core/base/clock';
import { describeError } from '../core/base/logger';
import { ChatError } from '../core/chat/chat-error';
import { answerWithin } from './answer-within';
import { fieldsOf } from './careful-call';
import { systemClock } from './clock';

/** For a request; an upload has as long as its file needs. */
export const HTTP_TIMEOUT_MS = 10_000;
/** A large file over a weak network; one that does not move is given up much earlier. */
export const UPLOAD_TIMEOUT_MS = 1_800_000;
/** The phone has so much longer to say that a call took too long; then it is over without its word. */
export const SILENCE_MARGIN_MS = 2_000;

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

interface WxRequestTask {
  abort?(): void;
}

interface WxUploadTask {
  abort(): void;
  onProgressUpdate(listener: (news: { readonly progress: number }) => void): void;
}

/** What is used of `wx` here. */
export interface WxHttpApi {
  /** Its answer is a `WxRequestTask`. */
  request(option: WxTransfer & { readonly method: 'POST'; readonly data: object }): unknown;
  /** Its answer is a `WxUploadTask`. */
  uploadFile(
    option: WxTransfer & {
      readonly filePath: string;
      readonly name: string;
      readonly formData: Readonly<Record<string, string>>;
    },
  ): unknown;
}

/** Any answer of a server, also one that refuses. */
export interface HttpAnswer {
  readonly status: number;
  /** JSON where the server sent some, else text. */
  readonly data: unknown;
}

/** Rejects only when there was no answer. */
export interface Http {
  /** @throws ChatError `network`, `timeout` */
  post(url: string, body: object, header?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** A file of this phone as the field `file`. */
  upload(
    url: string,
    filePath: string,
    header?: Readonly<Record<string, string>>,
    onProgress?: (percent: number) => void,
    form?: Readonly<Record<string, string>>,
  ): Upload;
}

interface Upload {
  /** @throws ChatError `network`, `timeout`, `not_found` when the file is gone */
  readonly done: Promise<HttpAnswer>;
  abort(): void;
}

function toError(url: string, failure: WxFailure): ChatError {
  const { errMsg } = fieldsOf(failure);
  const reason = typeof errMsg === 'string' ? errMsg : 'no reason given';
  const isGone = /file.*(not found|not exist|doesn't exist)|no such file/i.test(reason);
  const kind = isGone ? 'not_found' : /timeout|time out/i.test(reason) ? 'timeout' : 'network';
  return new ChatError(kind, `${url}: ${reason}`, failure);
}

/** wx: `uploadFile` leaves the body as text. */
function parse(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    // Nothing but text that is no JSON: it stays what it is.
    return data;
  }
}

/** A call that the phone never answers is answered here when its time is over. */
export function createHttp(wx: WxHttpApi, clock: Clock = systemClock): Http {
  const transfer = (
    url: string,
    header: Readonly<Record<string, string>>,
    timeout: number,
    start: (common: WxTransfer) => unknown,
  ): Promise<HttpAnswer> => {
    let task: WxRequestTask | undefined;
    return answerWithin<HttpAnswer>(
      clock,
      timeout + SILENCE_MARGIN_MS,
      (resolve, reject) => {
        const success = (answer: WxAnswer): void => {
          const { statusCode, data } = fieldsOf(answer);
          if (typeof statusCode === 'number') resolve({ status: statusCode, data: parse(data) });
          else reject(toError(url, { errMsg: 'an answer without a status' }));
        };
        const fail = (failure: WxFailure): void => reject(toError(url, failure));
        task = start({ url, header: { ...header }, timeout, success, fail }) as WxRequestTask | undefined;
      },
      (thrown) => {
        task?.abort?.();
        throw toError(url, { errMsg: thrown === undefined ? 'timeout: no answer' : describeError(thrown) });
      },
    );
  };
  return {
    post: (url, data, header = {}) =>
      transfer(url, { 'content-type': 'application/json', ...header }, HTTP_TIMEOUT_MS, (common) =>
        wx.request({ ...common, method: 'POST', data }),
      ),
    upload(url, filePath, header = {}, onProgress = () => undefined, form = {}) {
      let task: WxUploadTask | undefined;
      const done = transfer(url, header, UPLOAD_TIMEOUT_MS, (common) => {
        task = wx.uploadFile({ ...common, filePath, name: 'file', formData: form }) as
          WxUploadTask | undefined;
        return task;
      });
      task?.onProgressUpdate(({ progress }) => onProgress(progress));
      return { done, abort: () => task?.abort() };
    },
  };
}
