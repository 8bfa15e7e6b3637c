/**
 * Text frames as JSON. A value arrives as it was sent or is refused: what `JSON.stringify` would silently turn into
 * something else is an error here. Knows no message format.
 */
import { err, ok, type Result } from '../base/result';
import { describeError } from '../base/logger';

/** Objects that JSON would carry as `{}` or as a list of numbered fields. */
const LOST_IN_JSON = /^\[object (Map|Set|WeakMap|WeakSet|ArrayBuffer|DataView|.+Array)\]$/;

/** `[object Name]`, also for what another JavaScript realm made, where `instanceof` fails. */
function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

/** By its name, because a phone may hand over the buffer of another realm, of which `instanceof` says no. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return nameOf(value) === '[object ArrayBuffer]';
}

function describeLoss(value: unknown, isElement: boolean): string | null {
  const type = typeof value;
  if (type === 'number') return Number.isFinite(value) ? null : String(value);
  if (isElement && /undefined|function|symbol/.test(type)) return type;
  const name = LOST_IN_JSON.exec(nameOf(value))?.[1];
  return name ? `a ${name} (bytes go through sendBinary)` : null;
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
    return ok(JSON.stringify(value, refuseLoss));
  } catch (thrown) {
    return err(`JSON cannot carry this value: ${describeError(thrown)}`);
  }
}

/** Never throws; any JSON value is fine, scalars too. */
export function decodeJson(text: string): Result<unknown, 'not_json'> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // Nothing but text that is no JSON.
    return err('not_json');
  }
}
