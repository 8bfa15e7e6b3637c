/**
 * Which stylesheets a stylesheet imports, and what becomes of one that comes in over two ways: wcsc puts it at its last place,
 * a bundler at its first.
 */
import type { AtRule, Root } from 'postcss';
import type { Advice, Found } from './fault';

/** The stylesheet of this name below the root, or null when there is none. */
export type ReadStyles = (name: string) => Root | null;

const TWICE: Advice = {
  construct: 'a stylesheet that is imported twice',
  tool: 'wcsc puts it at its last place alone, so the order of the rules changes',
  instead: 'Import it once, where its rules should count.',
};

interface Import {
  readonly target: string;
  readonly at: number;
}

export function importsOf(root: Root, resolve: (name: string) => string): Import[] {
  return root.nodes
    .filter((node): node is AtRule => node.type === 'atrule' && node.name === 'import')
    .flatMap((node) => {
      const name = /^(['"])(.*)\1$/.exec(node.params.trim())?.[2];
      return name === undefined ? [] : [{ target: resolve(name), at: node.source?.start?.offset ?? 0 }];
    });
}

/** @param read by its path below the root, @param resolve as `file` names it */
export function importFaults(
  file: string,
  read: ReadStyles,
  resolve: (from: string, name: string) => string,
): Found[] {
  const seen = new Set<string>();
  const take = (target: string): boolean => {
    if (seen.has(target)) return true;
    seen.add(target);
    const root = read(target);
    const inner = root === null ? [] : importsOf(root, (name) => resolve(target, name));
    return inner.map((one) => take(one.target)).includes(true);
  };
  seen.add(file);
  const root = read(file);
  const own = root === null ? [] : importsOf(root, (name) => resolve(file, name));
  return own.filter(({ target }) => take(target)).map(({ at }) => ({ at, advice: TWICE }));
}
