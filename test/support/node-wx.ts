/**
 * The simulated WeChat runtime in Node: real WebSockets by `ws`, real HTTP by fetch, storage in a Map.
 * For tests that want a phone: give `storage` to the next one to restart the app, `clock` to move its time by hand.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import { createWx, type CreateWxOptions } from '../../simulator/wx/create-wx';
import type { FilesPort } from '../../simulator/wx/media-ports';
import type {
  DownloadRequest,
  HttpPort,
  HttpRequest,
  KeyValueBackend,
  RawSocketFactory,
  RuntimeClock,
  Transfer,
  UploadRequest,
  WxPorts,
} from '../../simulator/wx/ports';
import type { WxControl } from '../../simulator/wx/wx-control';

export interface NodeWxOptions extends Partial<CreateWxOptions> {
  /** The machine's time; the app's own clock, which stops with the app, is `control.timers.clock`. */
  readonly clock?: RuntimeClock;
  /** Shared by several phones, or kept over a restart of the app. */
  readonly storage?: KeyValueBackend;
  /** Ports beyond the Node ones: `ui`, `navigation`, `system` … or others in their place. */
  readonly ports?: Partial<WxPorts>;
}

export interface NodeWx {
  readonly wx: WechatMiniprogram.Wx;
  readonly control: WxControl;
  readonly storage: KeyValueBackend;
  /** Names of the missing members that were used. */
  readonly missing: readonly string[];
  /** Destroys the app and waits until its connections are gone. */
  close(): Promise<void>;
}

const realClock: RuntimeClock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

export function createMemoryStorage(): KeyValueBackend {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

const SAVED = 'wxfile://usr';

/** Saved files by their paths on the phone: where their bytes are on this machine. Temporary ones are there always. */
export function createMemoryFiles(saved = new Map<string, string>()): FilesPort {
  const sizeOf = (file: string): number => (fs.existsSync(file) ? fs.statSync(file).size : 1);
  return {
    size: (file) => {
      const at = saved.get(file) ?? file;
      return Promise.resolve(at.startsWith(SAVED) ? null : sizeOf(at));
    },
    save: (temporary, file) => Promise.resolve(void saved.set(file, temporary)),
    remove: (file) => Promise.resolve(void saved.delete(file)),
    saved: () => Promise.resolve([...saved.keys()]),
  };
}

function toArrayBuffer(data: Buffer | ArrayBuffer | Buffer[]): ArrayBuffer {
  const bytes = new Uint8Array(Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map(toBuffer)));
  return bytes.buffer;
}

const toBuffer = (part: Buffer | ArrayBuffer): Buffer => (Buffer.isBuffer(part) ? part : Buffer.from(part));

/** `open` holds the sockets that have not closed, so that a test can wait for the last one. */
export function createWsSocketFactory(open: Set<WebSocket>): RawSocketFactory {
  return (request, events) => {
    const { header, perMessageDeflate, protocols, url } = request;
    const socket = new WebSocket(url, [...protocols], { headers: { ...header }, perMessageDeflate });
    let answer: Record<string, string> = {};
    open.add(socket);
    socket.on('upgrade', (response) => {
      answer = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
      );
    });
    socket.on('open', () => events.open({ protocol: socket.protocol, header: answer }));
    socket.on('message', (data, isBinary) =>
      isBinary ? events.binary(toArrayBuffer(data)) : events.text(String(data)),
    );
    socket.on('error', (error) => events.error(error.message));
    socket.on('close', (code, reason) => {
      open.delete(socket);
      // ws: 1005 stands for a close frame without a code, which phones report as 1000.
      events.close(code === 1005 ? 1000 : code, reason.toString());
    });
    return {
      send: (data) => socket.send(data),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    };
  };
}

async function exchange(
  url: string,
  init: RequestInit,
): Promise<{ response: Response; header: Record<string, string> }> {
  const response = await fetch(url, init);
  const header: Record<string, string> = {};
  response.headers.forEach((value, name) => void (header[name] = value));
  return { response, header };
}

function transfer<T>(work: (signal: AbortSignal) => Promise<T>): Transfer<T> {
  const controller = new AbortController();
  return { result: work(controller.signal), abort: () => controller.abort() };
}

function sendRequest({ body, header, method, responseType, url }: HttpRequest) {
  return transfer(async (signal) => {
    const init: RequestInit = { method, headers: { ...header }, signal };
    const answer = await exchange(url, body === undefined ? init : { ...init, body });
    const { response } = answer;
    const data = responseType === 'text' ? await response.text() : await response.arrayBuffer();
    return {
      statusCode: response.status,
      header: answer.header,
      cookies: response.headers.getSetCookie(),
      data,
    };
  });
}

type OnProgress = (sent: number, total: number) => void;

/** `fetch` does not tell how far it is: progress is told once, at the end. */
function sendUpload({ filePath, formData, header, name, url }: UploadRequest, onProgress: OnProgress) {
  return transfer(async (signal) => {
    const form = new FormData();
    for (const [key, value] of Object.entries(formData)) form.append(key, value);
    if (!fs.existsSync(filePath)) throw new Error('file not found');
    const bytes = fs.readFileSync(filePath);
    form.append(name, new Blob([new Uint8Array(bytes)]), path.basename(filePath));
    const answer = await exchange(url, { method: 'POST', headers: { ...header }, body: form, signal });
    onProgress(bytes.length, bytes.length);
    return { statusCode: answer.response.status, header: answer.header, data: await answer.response.text() };
  });
}

function createFetchHttp(temporaryFolder: () => string, saved: ReadonlyMap<string, string>): HttpPort {
  let files = 0;
  return {
    request: sendRequest,
    upload: (request, onProgress) => {
      const filePath = saved.get(request.filePath) ?? request.filePath;
      return sendUpload({ ...request, filePath }, onProgress);
    },
    download: ({ header, url }: DownloadRequest) =>
      transfer(async (signal) => {
        const answer = await exchange(url, { headers: { ...header }, signal });
        const tempFilePath = path.join(temporaryFolder(), `download-${String((files += 1))}`);
        fs.writeFileSync(tempFilePath, new Uint8Array(await answer.response.arrayBuffer()));
        return { statusCode: answer.response.status, header: answer.header, tempFilePath };
      }),
  };
}

function createTemporaryFolder(): { path: () => string; remove: () => void } {
  let folder: string | undefined;
  return {
    path: () => (folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-wx-'))),
    remove: () => folder !== undefined && fs.rmSync(folder, { recursive: true, force: true }),
  };
}

export function createNodeWx(options: NodeWxOptions = {}): NodeWx {
  const { clock = realClock, ports, storage = createMemoryStorage(), ...rest } = options;
  const open = new Set<WebSocket>();
  const missing: string[] = [];
  const folder = createTemporaryFolder();
  const saved = new Map<string, string>();
  const { control, wx } = createWx(
    {
      clock,
      storage,
      openSocket: createWsSocketFactory(open),
      http: createFetchHttp(folder.path, saved),
      media: { files: createMemoryFiles(saved) },
      randomBytes: (length) => toArrayBuffer(randomBytes(length)),
      ...ports,
    },
    { user: 'tester', onMissing: (name) => void missing.push(name), ...rest },
  );
  return {
    wx: wx as unknown as WechatMiniprogram.Wx,
    control,
    storage,
    missing,
    async close() {
      control.destroy();
      folder.remove();
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
  };
}
