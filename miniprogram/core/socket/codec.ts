/**
 * How values become text frames and back: as JSON, as plain text, or as the owner says. A codec that throws loses only its
 * own value. Knows no message format and no connection.
 */
import { describeError } from '../base/logger';
import { err, ok, type Result } from '../base/result';
import { decodeJson, encodeJson, isArrayBuffer } from './json-codec';
import type { BadSocketFrame, SocketCodec, SocketServiceOptions } from './socket-types';

type Frame = string | ArrayBuffer;

/** A codec that gives its errors as data. */
export interface SafeCodec {
  /** The error is a sentence for people. */
  encode(value: unknown): Result<Frame, string>;
  decode(text: string): Result<unknown, BadSocketFrame>;
}

const JSON_CODEC: SafeCodec = {
  encode: encodeJson,
  decode(text) {
    const decoded = decodeJson(text);
    return decoded.ok ? decoded : err({ reason: decoded.error, text });
  },
};

const TEXT_CODEC: SocketCodec = {
  encode(value) {
    if (typeof value === 'string') return value;
    throw new TypeError(`the text codec sends strings, not ${typeof value}`);
  },
  decode: (text) => text,
};

/** Runs foreign code. */
function attempt<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (thrown) {
    return err(describeError(thrown));
  }
}

function guard(codec: SocketCodec): SafeCodec {
  return {
    encode(value) {
      const encoded = attempt(() => codec.encode(value));
      if (!encoded.ok) return err(`the codec cannot carry this value: ${encoded.error}`);
      const frame: unknown = encoded.value;
      if (typeof frame === 'string' || isArrayBuffer(frame)) return ok(frame);
      return err(`the codec made ${typeof frame}, which is neither text nor an ArrayBuffer`);
    },
    decode(text) {
      const decoded = attempt(() => codec.decode(text));
      return decoded.ok ? decoded : err({ reason: 'not_decodable', text, error: decoded.error });
    },
  };
}

/** The named codec, or the owner's own behind a guard: what that throws becomes an error of the one value. */
export function chooseCodec(codec: SocketServiceOptions['codec'] = 'json'): SafeCodec {
  if (codec === 'json') return JSON_CODEC;
  return guard(codec === 'text' ? TEXT_CODEC : codec);
}
