/**
 * `wx.request`, `wx.uploadFile` and `wx.downloadFile` over the HTTP port: timeouts, abort, and what the background and a
 * missing network do to them. These three return a task and are never promisified.
 */
import { ApiFailure, settleCallbacks, toOptions, type ApiOptions, type ApiResult } from './api-call';
import type { AppState } from './app-state';
import { readDownload, readRequest, readTimeout, readUpload, toRequestData } from './http-arguments';
import type { HttpPort, RuntimeClock, Transfer } from './ports';

export interface HttpOptions {
  readonly app: AppState;
  readonly clock: RuntimeClock;
  readonly port: HttpPort | undefined;
  readonly referer: string;
  readonly isOnline: () => boolean;
}

interface Answer {
  readonly header: Readonly<Record<string, string>>;
}

/** How a transfer begins, and what of its answer the app gets. */
interface Kind<T extends Answer> {
  readonly name: string;
  start(port: HttpPort, options: ApiOptions, onProgress: OnProgress): Transfer<T>;
  toResult(answer: T, options: ApiOptions): Record<string, unknown>;
}

/** Bytes: sent, and in all. */
type OnProgress = (sent: number, total: number) => void;
type ProgressListener = (news: {
  readonly progress: number;
  readonly totalBytesSent: number;
  readonly totalBytesExpectedToSend: number;
}) => void;
type HeadersListener = (result: { header: Readonly<Record<string, string>> }) => void;

class HttpSystem {
  /** Ends of the running transfers by reason; the suspension ends them all. */
  readonly #running = new Set<(reason: string) => boolean>();
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
    // wx: "a request that has not finished within 5 s of the background fails with interrupted" (network.html).
    options.app.onSuspend(() => this.endAll('interrupted'));
  }

  endAll(reason: string): void {
    for (const end of [...this.#running]) end(reason);
  }

  run<T extends Answer>(kind: Kind<T>, value: unknown): Record<string, unknown> {
    const options = toOptions(value);
    const headersListeners = new Set<HeadersListener>();
    const progressListeners = new Set<ProgressListener>();
    let abort: () => void = () => undefined;
    const outcome = new Promise<ApiResult>((resolve, reject) => {
      const transfer = this.#begin(kind, options, (sent, total) =>
        this.#tell(progressListeners, sent, total),
      );
      const finish = this.#track(options, transfer, reject);
      abort = () => void finish('abort');
      transfer.result.then(
        (answer) => {
          if (!finish(null)) return;
          for (const listener of headersListeners) {
            this.#options.app.deliver(() => listener({ header: answer.header }));
          }
          resolve(kind.toResult(answer, options));
        },
        (error: unknown) => void finish(error instanceof Error ? error.message : String(error)),
      );
    });
    settleCallbacks(kind.name, options, outcome, this.#options.app.deliver);
    return createTask(() => abort(), headersListeners, progressListeners);
  }

  /** "progress: percent" (UploadTask.onProgressUpdate). */
  #tell(listeners: ReadonlySet<ProgressListener>, sent: number, total: number): void {
    const progress = total > 0 ? Math.floor((sent / total) * 100) : 0;
    const news = { progress, totalBytesSent: sent, totalBytesExpectedToSend: total };
    for (const listener of listeners) this.#options.app.deliver(() => listener(news));
  }

  /** @throws ApiFailure when nothing is sent */
  #begin<T extends Answer>(kind: Kind<T>, options: ApiOptions, onProgress: OnProgress): Transfer<T> {
    const { app, isOnline, port } = this.#options;
    if (app.phase === 'suspended') throw new ApiFailure('interrupted');
    if (!port) throw new ApiFailure('no http port in this simulator');
    const transfer = isOnline() ? kind.start(port, options, onProgress) : undefined;
    if (!transfer) throw new ApiFailure('net::ERR_INTERNET_DISCONNECTED', { errno: 600001 });
    return transfer;
  }

  /**
   * @returns ends the bookkeeping; with a reason it aborts the transfer and rejects with it. False when it had ended.
   */
  #track<T>(
    options: ApiOptions,
    transfer: Transfer<T>,
    reject: (error: ApiFailure) => void,
  ): (reason: string | null) => boolean {
    let ended = false;
    const finish = (reason: string | null): boolean => {
      if (ended) return false;
      ended = true;
      cancelTimeout();
      this.#running.delete(finish);
      if (reason === null) return true;
      transfer.abort();
      reject(new ApiFailure(reason));
      return true;
    };
    const cancelTimeout = this.#options.clock.after(readTimeout(options), () => void finish('timeout'));
    this.#running.add(finish);
    return finish;
  }
}

const listenIn = <Listener>(listeners: Set<Listener>) => ({
  on: (listener: Listener) => void listeners.add(listener),
  off: (listener?: Listener) => (listener ? void listeners.delete(listener) : listeners.clear()),
});

/** The task the three APIs return. Chunks are not simulated: their listeners are taken and never called. */
function createTask(
  abort: () => void,
  headersListeners: Set<HeadersListener>,
  progressListeners: Set<ProgressListener>,
): Record<string, unknown> {
  const headers = listenIn(headersListeners);
  const progress = listenIn(progressListeners);
  const ignore = (): void => undefined;
  return {
    abort,
    onHeadersReceived: headers.on,
    offHeadersReceived: headers.off,
    onProgressUpdate: progress.on,
    offProgressUpdate: progress.off,
    onChunkReceived: ignore,
    offChunkReceived: ignore,
  };
}

const missing = (name: string): never => {
  throw new ApiFailure(`no ${name} port in this simulator`);
};

export function createHttp(options: HttpOptions): {
  readonly api: Readonly<Record<string, (value?: unknown) => unknown>>;
  readonly endAll: (reason: string) => void;
} {
  const system = new HttpSystem(options);
  const { referer } = options;
  return {
    api: {
      request: (value) =>
        system.run(
          {
            name: 'request',
            start: (port, given) => port.request(readRequest(given, referer)),
            toResult: (answer, given) => ({ ...answer, data: toRequestData(answer.data, given) }),
          },
          value,
        ),
      uploadFile: (value) =>
        system.run(
          {
            name: 'uploadFile',
            start: (port, given, onProgress) =>
              port.upload?.(readUpload(given, referer), onProgress) ?? missing('upload'),
            toResult: ({ data, statusCode }) => ({ data, statusCode }),
          },
          value,
        ),
      downloadFile: (value) =>
        system.run(
          {
            name: 'downloadFile',
            start: (port, given) => port.download?.(readDownload(given, referer)) ?? missing('download'),
            toResult: ({ header, statusCode, tempFilePath }) => ({ header, statusCode, tempFilePath }),
          },
          value,
        ),
    },
    endAll: (reason) => system.endAll(reason),
  };
}
