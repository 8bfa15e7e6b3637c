/**
 * A WebSocket-like face for libraries that want a WebSocket: one connection each, which never comes back, because such
 * libraries greet the server anew on every connection and have a reconnection of their own. Knows no platform.
 */
import type { EndEvidence, SocketService, SocketState } from '../../../miniprogram/core/socket/socket-types';
import { countUtf8Bytes } from '../../../miniprogram/core/base/text';
import { codecOf, createSocket, type CreateSocketOptions } from './create-socket';
import { createEventHub, type EventHub, type FaceListener } from './event-hub';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
/** No close frame told a code. */
const ABNORMAL = 1006;
const NO_CODE = 1005;

type Bytes = ArrayBuffer | ArrayBufferView;

function copyOf(view: ArrayBufferView): ArrayBuffer {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer as ArrayBuffer;
}

/** As browsers have it, but events are plain objects, and bytes always come as an `ArrayBuffer`. */
export class SocketFace {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  readonly url: string = '';
  readonly protocol: string = '';
  readonly extensions = '';
  /** There are no Blobs in a mini program: whatever is set, bytes come as an `ArrayBuffer`. */
  binaryType = 'arraybuffer';
  onopen: FaceListener | null = null;
  onmessage: FaceListener | null = null;
  onerror: FaceListener | null = null;
  onclose: FaceListener | null = null;
  private phase = CONNECTING;
  private hasOpened = false;
  private unanswered = 0;
  private asked: { readonly code: number; readonly reason: string } | null = null;
  private readonly hub: EventHub = createEventHub(this);
  private readonly undos: (() => void)[];

  constructor(
    private readonly socket: SocketService,
    { url = '', protocols = [] }: { readonly url?: string; readonly protocols?: readonly string[] } = {},
  ) {
    this.url = url;
    // A server that takes none of them, or another, is refused by the platform.
    if (protocols.length === 1) this.protocol = protocols[0] ?? '';
    this.undos = [
      socket.onState((state) => this.follow(state)),
      socket.onMessage((data) => this.hub.tell('message', { data, origin: '', lastEventId: '' })),
      socket.onBinary((data) => this.hub.tell('message', { data, origin: '', lastEventId: '' })),
    ];
    socket.connect();
  }

  get readyState(): number {
    return this.phase;
  }

  /** What the platform has not taken yet, in bytes. */
  get bufferedAmount(): number {
    return this.unanswered;
  }

  send(data: string | Bytes): void {
    if (this.phase === CONNECTING) {
      throw Object.assign(new Error('still connecting'), { name: 'InvalidStateError' });
    }
    const frame = typeof data === 'string' ? data : ArrayBuffer.isView(data) ? copyOf(data) : data;
    const bytes = typeof frame === 'string' ? countUtf8Bytes(frame) : frame.byteLength;
    this.unanswered += bytes;
    // As in a browser: what is sent after the end is dropped and stays counted.
    if (this.phase !== OPEN) return;
    const settle = (): void => void (this.unanswered -= bytes);
    const sent = typeof frame === 'string' ? this.socket.send(frame) : this.socket.sendBinary(frame);
    void sent.then(settle, settle);
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw Object.assign(new Error(`a close code is 1000 or 3000 to 4999, not ${code}`), {
        name: 'InvalidAccessError',
      });
    }
    if (this.phase >= CLOSING) return;
    this.asked = { code: code ?? NO_CODE, reason };
    this.phase = CLOSING;
    this.socket.close(code, reason);
  }

  addEventListener(
    type: string,
    listener: FaceListener | null,
    options?: { readonly once?: boolean } | boolean,
  ): void {
    this.hub.add(type, listener, typeof options === 'object' && options.once === true);
  }

  removeEventListener(type: string, listener: FaceListener | null): void {
    this.hub.remove(type, listener);
  }

  private follow(state: SocketState): void {
    if (this.phase === CLOSED) return;
    if (state.state === 'open' && this.phase === CONNECTING) {
      this.phase = OPEN;
      this.hasOpened = true;
      this.hub.tell('open', {});
    } else if (state.state === 'closing') this.phase = CLOSING;
    else if (state.state === 'idle' && this.asked) this.end(this.asked.code, this.asked.reason);
    else if (state.state === 'waiting' || state.state === 'failed') this.lost(state.evidence);
    else if (state.state === 'paused') this.lost(null);
  }

  /** Its end was not asked for, or came before that was answered. */
  private lost(evidence: EndEvidence | null): void {
    const code = (evidence?.kind === 'closed' ? evidence.code : undefined) ?? ABNORMAL;
    const reason = evidence?.reason ?? '';
    // As in Chromium: a line that is cut after open is a close without an error. To graphql-ws errors are fatal.
    if (!this.hasOpened) this.hub.tell('error', { message: reason });
    this.end(code, code === ABNORMAL ? '' : reason);
  }

  private end(code: number, reason: string): void {
    this.phase = CLOSED;
    this.undos.forEach((undo) => undo());
    // It would try again; the library does that, with a face of its own.
    this.socket.close();
    this.hub.tell('close', { code, reason, wasClean: code !== ABNORMAL });
  }
}

/**
 * One connection of this socket as a WebSocket, and begins it. Its codec must be `text`, because such libraries make their own frames.
 * @throws TypeError when `createSocket` made it with another codec, which would change every text
 */
export function toWebSocket(
  socket: SocketService,
  told?: { readonly url?: string; readonly protocols?: readonly string[] },
): SocketFace {
  const codec = codecOf(socket);
  if (codec !== undefined && codec !== 'text')
    throw new TypeError("minichat-socket: toWebSocket needs codec: 'text'");
  return new SocketFace(socket, told);
}

/** For libraries that take a class instead of a function. */
export type WebSocketClass = Pick<typeof SocketFace, 'CONNECTING' | 'OPEN' | 'CLOSING' | 'CLOSED'> &
  (new (url: string, protocols?: string | readonly string[]) => SocketFace);

/** A class to hand over as `WebSocket`; each instance is a socket of its own, made with these options. */
export function createWebSocketClass(
  options: Omit<CreateSocketOptions, 'url' | 'codec' | 'protocols'>,
): WebSocketClass {
  return class extends SocketFace {
    constructor(url: string, protocols: string | readonly string[] = []) {
      const list = typeof protocols === 'string' ? [protocols] : protocols;
      const offered = list.length > 0 ? { protocols: list } : {};
      super(createSocket({ ...options, ...offered, url: String(url), codec: 'text' }), {
        url: String(url),
        protocols: list,
      });
    }
  };
}
