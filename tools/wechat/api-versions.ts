/**
 * Since which base library a phone has what the mini program calls of `wx`, by the typings of the vendor, and whether each
 * call asks first when that is later than the floor. Knows the text of the sources, not what the calls do.
 */

/** The base library that minichat needs: `wx.getWindowInfo` and `wx.getAppBaseInfo` came with it. */
export const FLOOR = '2.20.1';

/** One member of `wx` that the mini program names. */
export interface ApiUse {
  readonly name: string;
  /** Base library, such as `2.10.0`; `1.0` for what was always there; null when the typings do not know the member. */
  readonly since: string | null;
  /** The page of the documentation, null when the typings name none. */
  readonly page: string | null;
  /** Below the root of the repository, in order. */
  readonly files: readonly string[];
  /** Those of `files` that call it without asking whether it is there. */
  readonly unguarded: readonly string[];
}

/** Negative when `a` is earlier than `b`. Both in numbers with dots. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The comment in front of the member in the typings; null when there is no such member. */
function commentOf(typings: string, name: string): string | null {
  const member = new RegExp(`\\n\\s+(?:readonly )?${name}\\??[<(:]`).exec(typings);
  if (!member) return null;
  const before = typings.slice(0, member.index);
  return before.endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
}

const USE = /\bwx\.([a-z]\w*)/gi;

/** Whether a source asks for the member before it calls it: `wx.name?.(`, `!wx.name` or `typeof wx.name`. */
function isGuarded(source: string, name: string): boolean {
  if (new RegExp(`!wx\\.${name}\\b(?![.(])|typeof wx\\.${name}\\b`).test(source)) return true;
  const uses = [...source.matchAll(USE)].filter((use) => use[1] === name);
  return uses.every((use) => source.startsWith('?.', use.index + use[0].length));
}

const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/**
 * @param typings the text of lib.wx.api.d.ts
 * @param sources the scripts of the mini program, by their path
 * @returns by name
 */
export function readApiUses(typings: string, sources: ReadonlyMap<string, string>): readonly ApiUse[] {
  const body = typings.slice(typings.indexOf('interface Wx {'));
  const found = new Map<string, { files: string[]; unguarded: string[] }>();
  for (const [file, text] of sources) {
    const source = withoutComments(text);
    for (const name of new Set([...source.matchAll(USE)].map((use) => use[1] ?? ''))) {
      const use = found.get(name) ?? { files: [], unguarded: [] };
      found.set(name, use);
      use.files.push(file);
      if (!isGuarded(source, name)) use.unguarded.push(file);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, use]) => describeUse(body, name, use));
}

function describeUse(
  body: string,
  name: string,
  use: { readonly files: readonly string[]; readonly unguarded: readonly string[] },
): ApiUse {
  const comment = commentOf(body, name);
  const since = comment === null ? null : (/需要基础库： `([\d.]+)`/.exec(comment)?.[1] ?? '1.0');
  const page = /\((https:\/\/developers\.weixin\.qq\.com\/[^)]+)\)/.exec(comment ?? '')?.[1] ?? null;
  return { name, since, page, ...use };
}

/** What a phone with the floor's base library would not survive: a sentence each. */
export function tooNew(uses: readonly ApiUse[]): readonly string[] {
  return uses.flatMap(({ name, since, unguarded }) => {
    if (since === null) return [`wx.${name} is in no typings of the vendor.`];
    if (compareVersions(since, FLOOR) <= 0) return [];
    return unguarded.map(
      (file) =>
        `${file} calls wx.${name}, which came with base library ${since}; minichat runs from ${FLOOR} on. Ask first: wx.${name}?.(…).`,
    );
  });
}
