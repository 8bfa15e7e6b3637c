/**
 * A small schema language: each schema checks an untrusted value, copies what it knows into a fresh object and describes
 * itself as data. It knows no frame. It never runs code made from text (a mini program has no `eval`), reads own
 * properties only, ignores unknown fields, and goes no deeper into a value than the schema itself is deep.
 *
 * It is read in two ways. Closed (the default, for what a client sends): everything must be as it is described. Open (for what
 * a server sends, which may be newer than this client): a word that is not known becomes one that is, a text that is too long is
 * cut, an optional field (but no id) and an element of a list that cannot be read are left out, and a body that cannot be read becomes
 * one of an unknown kind. What is left can be used as if it had been described.
 */
import { countCodePoints, cutCodePoints, isStorable, isWellFormed, toStorable } from '../base/text';
import { isSafeId } from '../base/ids';
import { err, ok, type Result } from '../base/result';

/** What is wrong, and where: `path` is like `body.text` or `rooms[3].seq`. */
export interface BadValue {
  readonly path: string;
  readonly problem: string;
}

/** A schema as plain data: for documents, and for the hash that pins the protocol version. */
export type Description = string | { readonly [field: string]: Description } | readonly Description[];

/**
 * `check` never throws and never hands back the object that it was given; `path` names the place in its errors. `isOpen`:
 * words of newer versions pass.
 */
export interface Schema<T> {
  check(value: unknown, path: string, isOpen?: boolean): Result<T, BadValue>;
  readonly description: Description;
}

/** What the values are like that a schema lets pass. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A field that may be absent; `null` counts as absent. */
export interface OptionalField<T> {
  readonly optional: Schema<T>;
}

type Fields = { readonly [name: string]: Schema<unknown> | OptionalField<unknown> };
type RequiredNames<F extends Fields> = { [K in keyof F]: F[K] extends Schema<unknown> ? K : never }[keyof F];
type InferFields<F extends Fields> = {
  readonly [K in RequiredNames<F>]: F[K] extends Schema<infer T> ? T : never;
} & {
  readonly [K in Exclude<keyof F, RequiredNames<F>>]?: F[K] extends OptionalField<infer T> ? T : never;
};

function bad(path: string, problem: string): Result<never, BadValue> {
  return err({ path: path === '' ? 'frame' : path, problem });
}

function define<T>(
  description: Description,
  check: (value: unknown, path: string, isOpen: boolean) => Result<T, BadValue>,
): Schema<T> {
  return { description, check: (value, path, isOpen = false) => check(value, path, isOpen) };
}

/**
 * Text without halves of surrogate pairs and without U+0000, `min` to `max` code points. Read openly, U+FFFD stands for both, and
 * `instead`, where it is given, for a text that is too short.
 */
export function text(limits: { min?: number; max: number; instead?: string }): Schema<string> {
  const min = limits.min ?? 0;
  return define(`text ${min}..${limits.max}`, (value, path, isOpen) => {
    if (typeof value !== 'string') return bad(path, 'is not a string');
    const length = countCodePoints(value);
    if (isOpen && length >= min) return ok(toStorable(cutCodePoints(value, limits.max)));
    if (isOpen && limits.instead !== undefined) return ok(limits.instead);
    if (length < min || length > limits.max) {
      return bad(path, `has ${length} characters, allowed are ${min} to ${limits.max}`);
    }
    if (isStorable(value)) return ok(value);
    return bad(path, isWellFormed(value) ? 'holds the character U+0000' : 'holds half of a surrogate pair');
  });
}

/** A branded id: `A-Z a-z 0-9 _ -`, 1 to 64 characters. */
export function id<T extends string = string>(name: string): Schema<T> {
  return define(`id ${name}`, (value, path) =>
    typeof value === 'string' && isSafeId(value)
      ? ok(value as T)
      : bad(path, 'is not an id of 1 to 64 characters A-Z a-z 0-9 _ -'),
  );
}

const FILE_NAME = /^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9]{1,8})?$/;

/** `prefix` and one plain file name: no other host, no way up, no query. */
export function path(prefix: string): Schema<string> {
  return define(`path ${prefix}`, (value, where) =>
    typeof value === 'string' && value.startsWith(prefix) && FILE_NAME.test(value.slice(prefix.length))
      ? ok(value)
      : bad(where, `is not a path like ${prefix}name.png`),
  );
}

/** A whole number from `min` (0 unless told) to 2^53-1. */
export function integer(min = 0): Schema<number> {
  return define(`integer >= ${min}`, (value, path) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? ok(value)
      : bad(path, `is not a whole number of at least ${min}`),
  );
}

/** A number, whole or not, within its limits. */
export function decimal(min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Schema<number> {
  const isBounded = max < Number.MAX_VALUE;
  const name = isBounded ? `number ${min}..${max}` : 'number';
  return define(name, (value, path) => {
    if (typeof value === 'number' && value >= min && value <= max) return ok(value);
    return bad(path, isBounded ? `is not a number from ${min} to ${max}` : 'is not a number');
  });
}

/** True or false; 0, 1 and texts are neither. */
export function boolean(): Schema<boolean> {
  return define('boolean', (value, path) =>
    typeof value === 'boolean' ? ok(value) : bad(path, 'is not true or false'),
  );
}

const MAX_NAMED_LITERALS = 12;

/** One of some words, and no other: for tags, and for what may not be taken for something else. */
export function literal<T extends string>(...allowed: readonly T[]): Schema<T> {
  return word(null, ...allowed);
}

/** One of some words, of which a newer peer may have others: read openly, those are `instead`. */
export function word<T extends string>(instead: T | null, ...allowed: readonly T[]): Schema<T> {
  const rest = allowed.length > MAX_NAMED_LITERALS ? ', …' : '';
  const named = allowed.slice(0, MAX_NAMED_LITERALS).join(', ') + rest;
  return define(allowed.map((name) => `"${name}"`).join(' | '), (value, path, isOpen) => {
    if (typeof value === 'string' && (allowed as readonly string[]).includes(value)) return ok(value as T);
    const isNewer = isOpen && instead !== null && typeof value === 'string';
    return isNewer ? ok(instead) : bad(path, `is not one of ${named}`);
  });
}

/**
 * Read openly, items that cannot be read are left out and `max` does not count: what comes at once is bounded by the frame.
 * `whole`: what is not in the list would be taken for gone, so one bad item makes all of it bad.
 */
export function list<T>(item: Schema<T>, max: number, whole = false): Schema<readonly T[]> {
  return define([item.description, `0..${max}`], (value, path, isOpen) => {
    if (!Array.isArray(value)) return bad(path, 'is not an array');
    if (value.length > max && !isOpen) return bad(path, `has ${value.length} items, the limit is ${max}`);
    const items: T[] = [];
    for (let i = 0; i < value.length; i += 1) {
      const checked = item.check(value[i], `${path}[${i}]`, isOpen);
      if (checked.ok) items.push(checked.value);
      else if (!isOpen || whole) return checked;
    }
    return ok(items);
  });
}

/** Always read openly: for one field that what is around it must not be lost for. */
export function openly<T>({ description, check }: Schema<T>): Schema<T> {
  return { description, check: (value, path) => check(value, path, true) };
}

/** The field may be absent, or null, which is the same. */
export function optional<T>(schema: Schema<T>): OptionalField<T> {
  return { optional: schema };
}

/** Neither null nor an array; says nothing of the prototype, so read own fields only. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isId = ({ description }: Schema<unknown>): boolean =>
  typeof description === 'string' && description.startsWith('id ');

function readOwn(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;
}

/** An object of known fields; unknown ones are left behind, so that a newer peer can add some. */
export function object<F extends Fields>(fields: F): Schema<InferFields<F>> {
  const description: Record<string, Description> = {};
  for (const [name, field] of Object.entries(fields)) {
    const isOptional = 'optional' in field;
    description[isOptional ? `${name}?` : name] = (isOptional ? field.optional : field).description;
  }
  return define(description, (value, path, isOpen) => {
    if (!isPlainObject(value)) return bad(path, 'is not an object');
    const copy: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const raw = readOwn(value, name);
      const isOptional = 'optional' in field;
      if (isOptional && (raw === undefined || raw === null)) continue;
      const checked = (isOptional ? field.optional : field).check(
        raw,
        path === '' ? name : `${path}.${name}`,
        isOpen,
      );
      if (checked.ok) copy[name] = checked.value;
      // A frame without its id or its tag would be taken for another one.
      else if (!isOptional || !isOpen || isId(field.optional)) return checked;
    }
    return ok(copy as InferFields<F>);
  });
}

/**
 * Objects told apart by a string field, such as `type` or `kind`.
 * `fallback` turns an unknown name into a value (for peers that are newer than we are), and read openly also what has a
 * known name and cannot be read; without it, both are errors.
 */
export function tagged<Tag extends string, T>(
  tag: Tag,
  variants: { readonly [name: string]: Schema<T> },
  fallback?: (name: string) => T,
): Schema<T> {
  const description: Record<string, Description> = {};
  for (const [name, variant] of Object.entries(variants)) description[name] = variant.description;
  const byName = new Map(Object.entries(variants));
  return define(description, (value, path, isOpen) => {
    if (!isPlainObject(value)) return bad(path, 'is not an object');
    const name = readOwn(value, tag);
    const where = path === '' ? tag : `${path}.${tag}`;
    if (typeof name !== 'string') return bad(where, 'is not a string');
    const variant = byName.get(name);
    const checked = variant?.check(value, path, isOpen);
    if (checked && (checked.ok || !isOpen || !fallback)) return checked;
    const printable = toStorable(name.slice(0, 64));
    return fallback ? ok(fallback(printable)) : bad(where, `"${printable}" is not known`);
  });
}
