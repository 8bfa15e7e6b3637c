/**
 * Sees to it that the components from npm are in the mini program before anything is built of it, whether or not the install
 * ran scripts. Knows nothing of what they are: `copy-miniprogram-npm.mjs` does.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const SCRIPT = path.join(__dirname, 'copy-miniprogram-npm.mjs');

/** Costs a moment when they are there. @throws with a sentence that names the way out */
export function ensureNpmComponents(): void {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--if-needed'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
}
