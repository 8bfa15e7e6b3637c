/**
 * What the simulated WeChat runtime needs from the machine it runs on: bytes, time, storage, screen.
 * The browser preview plugs the browser's own parts, Node tests plug `ws`, a Map and fetch. Everything except the
 * socket factory, the storage and the clock is optional: an API whose port is absent fails and names itself.
 */
import type { MediaPorts } from './media-ports';
import type { ClipboardPort, NavigationPort, SystemState, UiPort } from './ui-ports';

/** Time as the machine sees it; it keeps running while the app is frozen. */
export interface RuntimeClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `fn` once after `ms`; the result cancels it. */
  after(ms: number, fn: () => void): () => void;
}

export interface RawSocketRequest {
  readonly url: string;
  readonly protocols: readonly string[];
  /** A browser cannot send these; its adapter leaves them out. */
  readonly header: Readonly<Record<string, string>>;
  readonly perMessageDeflate: boolean;
}

/** Called by the raw socket, never before `RawSocketFactory` has returned. After `close` nothing follows. */
export interface RawSocketEvents {
  open(result: { readonly protocol: string; readonly header: Readonly<Record<string, string>> }): void;
  text(data: string): void;
  binary(data: ArrayBuffer): void;
  /** Evidence only: `close` follows. */
  error(message: string): void;
  close(code: number, reason: string): void;
}

export interface RawSocket {
  send(data: string | ArrayBuffer): void;
  /** Starts the closing handshake. `code` is 1000 or 3000 to 4999, `reason` at most 123 UTF-8 bytes. */
  close(code: number, reason: string): void;
  /** Drops the connection at once, in whatever state it is. Events need not follow. */
  terminate(): void;
}

/** Starts a connection. May throw when the request itself is impossible (a malformed address). */
export type RawSocketFactory = (request: RawSocketRequest, events: RawSocketEvents) => RawSocket;

/** Text by key, as `localStorage` has it. `setItem` throws when there is no room. */
export interface KeyValueBackend {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): readonly string[];
}

type Header = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly header: Header;
  readonly body: string | ArrayBuffer | undefined;
  readonly responseType: 'text' | 'arraybuffer';
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly header: Header;
  readonly cookies: readonly string[];
  readonly data: string | ArrayBuffer;
}

export interface UploadRequest {
  readonly url: string;
  readonly header: Header;
  /** A path that `chooseMedia` or `downloadFile` of the same host gave. */
  readonly filePath: string;
  readonly name: string;
  readonly formData: Readonly<Record<string, string>>;
}

export interface UploadResponse {
  readonly statusCode: number;
  readonly header: Header;
  readonly data: string;
}

export interface DownloadRequest {
  readonly url: string;
  readonly header: Header;
}

export interface DownloadResponse {
  readonly statusCode: number;
  readonly header: Header;
  readonly tempFilePath: string;
}

/** `result` rejects with an Error when there is no HTTP answer at all. `abort` after the end does nothing. */
export interface Transfer<T> {
  readonly result: Promise<T>;
  abort(): void;
}

export interface HttpPort {
  request(request: HttpRequest): Transfer<HttpResponse>;
  /** `onProgress` hears bytes: sent, and in all. */
  upload?(
    request: UploadRequest,
    onProgress: (sent: number, total: number) => void,
  ): Transfer<UploadResponse>;
  download?(request: DownloadRequest): Transfer<DownloadResponse>;
}

/** Where a simulated phone gets its network, storage, screen and hands from. */
export interface WxPorts {
  readonly clock: RuntimeClock;
  readonly openSocket: RawSocketFactory;
  readonly storage: KeyValueBackend;
  readonly http?: HttpPort;
  readonly ui?: UiPort;
  readonly navigation?: NavigationPort;
  readonly clipboard?: ClipboardPort;
  readonly media?: MediaPorts;
  /** Puts the soft keyboard away. */
  readonly hideKeyboard?: () => void;
  /** Read at each call; what it leaves out has a default. */
  readonly system?: () => Partial<SystemState>;
  /** Cryptographically strong bytes, for `wx.getRandomValues`. */
  readonly randomBytes?: (length: number) => ArrayBuffer;
  /** What the app writes through `wx.getLogManager` and `wx.getRealtimeLogManager`. */
  readonly log?: (level: 'debug' | 'info' | 'warn' | 'error', values: readonly unknown[]) => void;
}
