/**
 * What a phone would lose in `setData`: everything on its way to the view is turned into JSON. Says so by the path of the
 * value, because in the preview the page looks right.
 */

/** How deep a value is looked into; deeper data is rare and the check must stay cheap. */
const MAX_DEPTH = 6;
/** A list is looked into at its first items: they have one shape. */
const MAX_ITEMS = 5;

const warned = new Set<string>();

/** Warns once per place about values that are not data. `undefined` at the top is refused by WeChat with a warning too. */
export function checkSetData(component: string, data: object): void {
  for (const [path, value] of Object.entries(data)) {
    const problem = findProblem(value, path, 0);
    if (problem === null) continue;
    const key = `${component} ${problem}`;
    if (warned.has(key)) continue;
    warned.add(key);
    console.warn(`[preview] ${component}: setData ${problem}, which a phone loses`);
  }
}

function findProblem(value: unknown, path: string, depth: number): string | null {
  if (value === undefined) return depth === 0 ? `"${path}" is undefined` : null;
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return `"${path}" is a ${typeof value}`;
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    return firstProblem(
      value.slice(0, MAX_ITEMS).map((item, index) => [String(index), item]),
      path,
      depth,
    );
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `"${path}" is a ${value.constructor.name}`;
  return firstProblem(Object.entries(value), path, depth);
}

function firstProblem(
  entries: readonly (readonly [string, unknown])[],
  path: string,
  depth: number,
): string | null {
  for (const [key, value] of entries) {
    const problem = findProblem(value, `${path}.${key}`, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}
