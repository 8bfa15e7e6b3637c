/**
 * What must be sent to the view when the data of a page changes: the changed paths, never the whole.
 */

export type ViewData = Readonly<Record<string, unknown>>;

/** WeChat reads `.` and `[` in a path as structure, so only such names can be addressed by one. */
const SAFE_NAME = /^[A-Za-z0-9_-]+$/;

const isPlain = (value: unknown): value is ViewData =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True when every field of `previous` is still there and every new one can be named in a path. */
function canPatch(previous: ViewData, next: ViewData): boolean {
  const stays = Object.keys(previous).every((name) => name in next);
  return stays && Object.keys(next).every((name) => SAFE_NAME.test(name));
}

/** wx: a page keeps the objects it is given, and a later path writes into them: constants and caches must not be among them. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
}

function diffValue(previous: unknown, next: unknown, path: string, patch: Record<string, unknown>): void {
  if (previous === next) return;
  if (isPlain(previous) && isPlain(next) && canPatch(previous, next)) {
    for (const name of Object.keys(next)) diffValue(previous[name], next[name], `${path}.${name}`, patch);
  } else if (Array.isArray(previous) && Array.isArray(next) && startsWith(next, previous)) {
    for (let i = previous.length; i < next.length; i += 1) patch[`${path}[${i}]`] = copy(next[i]);
  } else {
    patch[path] = copy(next);
  }
}

/** A list of which only the end is new is sent by its new elements; lists here hold ids, so `===` compares them. */
function startsWith(next: readonly unknown[], previous: readonly unknown[]): boolean {
  return previous.length <= next.length && previous.every((value, i) => value === next[i]);
}

/** The argument of `setData` that turns `previous` into `next`; null when nothing changed. */
export function diffData(previous: ViewData, next: ViewData): Record<string, unknown> | null {
  const patch: Record<string, unknown> = {};
  for (const name of Object.keys(next)) diffValue(previous[name], next[name], name, patch);
  return Object.keys(patch).length === 0 ? null : patch;
}
