/**
 * Text frames as JSON. A value arrives as it was sent or is refused: what `JSON.stringify` would silently turn into
 * something else is an error here. Knows no message format.
 */
import { err, ok, type Result } from '../base/result';
import { describeError } from '../base/logger';

/** Objects that JSON would carry as `{}` or as a list of numbered fields. */
const LOST_IN_JSON = /^\[object (Map|Set|WeakMap|WeakSet|ArrayBuffer|DataView|.+Array)\]$/;

/** Like `instanceof ArrayBuffer`, also for one that another JavaScript realm made. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]';
}

function describeLoss(value: unknown, isElement: boolean): string | null {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (isElement && (value === undefined || typeof value === 'function' || typeof value === 'symbol')) {
    return typeof value;
  }
  if (typeof value !== 'object' || value === null) return null;
  const name = LOST_IN_JSON.exec(Object.prototype.toString.call(value))?.[1];
  return name === undefined ? null : `a ${name} (bytes go through sendBinary)`;
}

function refuseLoss(this: unknown, key: string, value: unknown): unknown {
  const loss = describeLoss(value, key === '' || Array.isArray(this));
  if (loss !== null) throw new Error(`${key === '' ? 'the value' : `"${key}"`} is ${loss}`);
  return value;
}

/**
 * Refuses NaN, infinities, `undefined` (as the value or an array's element; a field that is `undefined` is left out),
 * functions, bigints, cycles, maps, sets and bytes. The error is a sentence for people.
 */
export function encodeJson(value: unknown): Result<string, string> {
  try {
    const text: string | undefined = JSON.stringify(value, refuseLoss);
    return text === undefined ? err('the value has no JSON form') : ok(text);
  } catch (thrown) {
    return err(`JSON cannot carry this value: ${describeError(thrown)}`);
  }
}

/** Never throws; any JSON value is fine, scalars too. */
export function decodeJson(text: string): Result<unknown, 'not_json'> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err('not_json');
  }
}
