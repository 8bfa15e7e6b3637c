/**
 * Checks what the app passes to the socket functions, with the words WeChat refuses it with. Knows no connection.
 */
import { ApiFailure, requireString, typeName, type ApiOptions } from './api-call';
import type { RawSocketRequest } from './ports';
import type { SocketEnd } from './socket-quirks';
import { utf8Length } from './utf8';

/** "At most 123 bytes of UTF-8 text (not characters)" (wx.closeSocket, reason). */
const MAX_REASON_BYTES = 123;
/** "60 s" when neither the call nor app.json says otherwise (reference/configuration/app, networkTimeout). */
const DEFAULT_CONNECT_TIMEOUT_MS = 60_000;

export const NOT_CONNECTED = 'WebSocket is not connected';

/** @throws ApiFailure */
export function readConnectRequest(options: ApiOptions, referer: string): RawSocketRequest {
  const url = requireString(options, 'url');
  if (!/^wss?:\/\/[^/]/i.test(url)) throw new ApiFailure(`invalid url "${url}"`, { errno: 600009 });
  const { protocols = [], perMessageDeflate } = options;
  if (!Array.isArray(protocols)) {
    throw new ApiFailure(
      `parameter error: parameter.protocols should be Array instead of ${typeName(protocols)};`,
    );
  }
  return {
    url,
    protocols: protocols.map(String),
    header: mergeHeader(options.header, referer),
    perMessageDeflate: perMessageDeflate === true,
  };
}

/** "Referer cannot be set in header": the platform's own goes out instead. */
export function mergeHeader(header: unknown, referer: string): Record<string, string> {
  const merged: Record<string, string> = { Referer: referer };
  const given = typeof header === 'object' && header !== null ? header : {};
  for (const [name, value] of Object.entries(given)) {
    if (name.toLowerCase() !== 'referer' && value !== undefined) merged[name] = String(value);
  }
  return merged;
}

/** Milliseconds. The call's `timeout` (2.10.0) goes before app.json's `networkTimeout.connectSocket`. */
export function readConnectTimeout(options: ApiOptions, appTimeoutMs: number | undefined): number {
  const { timeout } = options;
  if (typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0) return timeout;
  return appTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
}

/** @throws ApiFailure */
export function readFrame(options: ApiOptions): string | ArrayBuffer {
  const { data } = options;
  // wx: an ArrayBuffer made in another realm (a jest sandbox, an iframe) is one too, so no instanceof.
  if (typeof data === 'string' || typeName(data) === 'ArrayBuffer') return data as string | ArrayBuffer;
  const given = typeName(data);
  throw new ApiFailure(
    `parameter error: parameter.data should be String or ArrayBuffer instead of ${given};`,
  );
}

/** @throws ApiFailure for a code or reason that a WebSocket may not carry */
export function readEnd(options: ApiOptions): SocketEnd {
  const { code = 1000, reason = '' } = options;
  if (typeof code !== 'number' || (code !== 1000 && !(code >= 3000 && code <= 4999))) {
    const rule = 'The code must be either 1000, or between 3000 and 4999.';
    throw new ApiFailure(`${rule} ${String(code)} is neither.`);
  }
  if (typeof reason !== 'string') {
    throw new ApiFailure(
      `parameter error: parameter.reason should be String instead of ${typeName(reason)};`,
    );
  }
  if (utf8Length(reason) > MAX_REASON_BYTES) {
    throw new ApiFailure(`The message must not be greater than ${String(MAX_REASON_BYTES)} bytes.`);
  }
  return { code, reason };
}
