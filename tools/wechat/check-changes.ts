/**
 * The rules for the preview: what differs from the main branch is looked at before it is built, so that nobody tries in the
 * browser what a phone would refuse or read otherwise. Loads the rules only when there is something to look at.
 */
import path from 'node:path';
import type { Problem } from '../../simulator/view/build/problem';
import { changedFiles } from './changed-files';

/** An install without the tools of development has no rules, and changes nothing. */
const isNotInstalled = (thrown: unknown): boolean =>
  (thrown as NodeJS.ErrnoException | undefined)?.code === 'MODULE_NOT_FOUND';

/**
 * @param root the folder with app.json, inside of a checkout; elsewhere nothing is looked at
 * @returns in order of files and lines
 */
export async function checkChanges(root: string): Promise<readonly Problem[]> {
  const changed = changedFiles(path.dirname(root), path.basename(root));
  if (changed === null || changed.size === 0) return [];
  try {
    const [{ CheckedProject }, { inOrder }] = await Promise.all([
      import('./check-project'),
      import('./fault'),
    ]);
    return inOrder(new CheckedProject(root).ruledIn(changed)).map(
      ({ file, line, column, construct, tool, instead }) => ({
        file,
        line,
        column,
        message: `${construct}: ${tool}. ${instead}`,
      }),
    );
  } catch (thrown) {
    if (isNotInstalled(thrown)) return [];
    throw thrown;
  }
}
