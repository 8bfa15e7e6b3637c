/**
 * Which files below a folder differ from the main branch, as git tells. Knows nothing about what is in them.
 */
import { spawnSync } from 'node:child_process';

/** @returns paths below `folder`; null where git does not tell */
export function changedFiles(repository: string, folder: string): ReadonlySet<string> | null {
  const git = (...args: string[]): readonly string[] | null => {
    const run = spawnSync('git', args, { cwd: repository, encoding: 'utf8' });
    return run.status === 0 ? run.stdout.split('\0').flatMap((line) => line.trim() || []) : null;
  };
  const [base = 'HEAD'] = git('merge-base', 'HEAD', 'main') ?? git('merge-base', 'HEAD', 'origin/main') ?? [];
  const changed = git('diff', '-z', '--name-only', base, '--', folder);
  const added = git('ls-files', '-z', '--others', '--exclude-standard', '--', folder);
  if (changed === null || added === null) return null;
  return new Set([...changed, ...added].map((file) => file.slice(folder.length + 1)));
}
