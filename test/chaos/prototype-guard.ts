/**
 * Takes a picture of what every object and array inherits, to prove that handling a hostile value has changed none of it.
 */

function describeOwn(target: object): readonly string[] {
  return Reflect.ownKeys(target).map((key) => {
    const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(target, key) ?? {};
    const identity = [value, get, set].map((part) => (part === undefined ? '-' : nameOf(part)));
    return [String(key), ...identity, JSON.stringify(flags)].join(' ');
  });
}

const known = new Map<unknown, number>();

/** The same function has the same name each time, another one never. */
function nameOf(part: unknown): string {
  const number = known.get(part) ?? known.size;
  known.set(part, number);
  return `${typeof part}#${number}`;
}

const SHARED = [Object, Array, String, Number, Boolean, Function, Map, Set, Promise] as const;

/** Compare two of these with `toEqual`. */
export function takePrototypePicture(): readonly (readonly string[])[] {
  return SHARED.map((each) => describeOwn(each.prototype as object));
}
