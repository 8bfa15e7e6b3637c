/**
 * The port between the socket service and whatever carries bytes: the global wx socket API, a SocketTask, or `ws` in Node.
 * A transport knows neither JSON nor reconnecting nor time. All events arrive asynchronously, never inside `open`.
 */

/** Options of `wx.connectSocket`, passed through unchanged. */
export interface SocketOptions {
  /** `wss://` (or `ws://` in development); on a phone the domain must be configured for the mini program. */
  readonly url: string;
  /** HTTP headers of the handshake; `Referer` cannot be set. */
  readonly header?: Readonly<Record<string, string>>;
  /** Subprotocols, from base library 1.4.0. */
  readonly protocols?: readonly string[];
  /** From base library 2.4.0. */
  readonly tcpNoDelay?: boolean;
  /** From base library 2.8.0. */
  readonly perMessageDeflate?: boolean;
  /** Milliseconds until the platform gives the attempt up; from base library 2.10.0. */
  readonly timeout?: number;
  /** From base library 2.29.0. */
  readonly forceCellularNetwork?: boolean;
}

const SOCKET_OPTION_NAMES = [
  'url',
  'header',
  'protocols',
  'tcpNoDelay',
  'perMessageDeflate',
  'timeout',
  'forceCellularNetwork',
] as const satisfies readonly (keyof SocketOptions)[];

/** The connect options among `source`, unchanged; what is absent stays absent, because platforms read `undefined` as a value. */
export function pickSocketOptions(source: SocketOptions): SocketOptions {
  const picked: Partial<Record<keyof SocketOptions, unknown>> = {};
  for (const name of SOCKET_OPTION_NAMES) {
    if (source[name] !== undefined) picked[name] = source[name];
  }
  return picked as SocketOptions;
}

/** Why a connection is over. `code` and `reason` are as the platform tells them: evidence, not truth. */
export interface EndEvidence {
  readonly kind: 'connect_failed' | 'closed' | 'error' | 'unsupported' | 'socket_limit';
  readonly code?: number;
  /** The HTTP answer that refused the handshake, where the platform's words name it. */
  readonly status?: number;
  readonly reason: string;
}

/** News of one connection, in the order in which the platform told it. */
export type TransportEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'text'; readonly data: string }
  | { readonly kind: 'binary'; readonly data: ArrayBuffer }
  /**
   * Terminal when `attributed`. An unattributed end may belong to an older socket (the global API does not say whose event
   * it is); the owner must verify before it gives a working connection up. `isPresumed`: the end that was asked for has
   * probably come, but what was told may as well be the end of an older one that was told before.
   */
  | {
      readonly kind: 'ended';
      readonly attributed: boolean;
      readonly isPresumed?: true;
      readonly evidence: EndEvidence;
    }
  /**
   * The calls that this connection was made by are another library's socket now. `goesOn`: it goes on by a way of its own, and
   * only who looks knows; otherwise nothing can be sent over it or asked of it any more, and the owner leaves it alone.
   */
  | { readonly kind: 'displaced'; readonly goesOn: boolean; readonly why: string }
  /** Something is odd (an error after open, a late open): worth a probe, never worth a teardown. */
  | { readonly kind: 'uncertain'; readonly why: string };

/** One connection from its attempt to its end; it never comes back. */
export interface TransportConnection {
  /** Resolves when the platform took the frame, which does not mean that it was sent. Rejects with the platform's reason. */
  send(data: string | ArrayBuffer): Promise<void>;
  /**
   * Asks for the end. `ended` follows in most cases; the platform may stay silent, and before `open` it may not listen:
   * ask again when `open` comes. `reason`: at most 123 UTF-8 bytes. Never throws.
   */
  end(code?: number, reason?: string): void;
  /**
   * Stops waiting for an end that does not come. No event of this connection is delivered afterwards.
   * @param onEnded its own end was told after all, for sure: it does not exist any more
   * @returns call it when late events of the abandoned socket need not be expected any more.
   */
  abandon(onEnded: () => void): () => void;
  /** It has not opened in its time: perhaps nobody listens to its platform any more. Asked before `end`. */
  unheard?(): void;
  /** It has lasted: what is told from now on is hardly late news of an older one. */
  proven?(): void;
}

/**
 * A socket whose end was told took a call to close it after that, so it was there all the same, and may be for as long as a
 * close takes. `abandon` as that of a connection.
 */
export type OnLiving = (abandon: TransportConnection['abandon']) => void;

/** A way to open connections, one after the other; `name` is for the log. */
export interface Transport {
  readonly name: string;
  /**
   * One attempt. The previous connection must be `ended` or abandoned. `sink` is never called after an attributed end;
   * `onLiving` may be, even much later.
   */
  open(
    options: SocketOptions,
    sink: (event: TransportEvent) => void,
    onLiving?: OnLiving,
  ): TransportConnection;
}
