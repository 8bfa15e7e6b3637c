/**
 * The mini program as the official packer makes it, in a folder: what `--packed` of `npm start` and of the browser tests
 * shows. Needs nothing of development, so that an install without it can start, too.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { formatFault } from './fault';
import { ensurePacker, runPacker } from './packer';
import { packerFault } from './packer-faults';

const FOLDER = 'miniprogram';

const OFFICIAL = { ensure: (): void => ensurePacker(), run: runPacker };

/**
 * @param project the folder with project.config.json
 * @returns the folder with app.json, written anew
 * @throws Error with one line: what the packer refuses, or why it cannot be asked
 */
export function packMiniProgram(project: string, packer = OFFICIAL): string {
  packer.ensure();
  const outDir = path.join(project, 'dist', 'packed');
  rmSync(outDir, { recursive: true, force: true });
  const started = Date.now();
  const [answer] = packer.run([{ project, outDir }]);
  if (answer === undefined) throw new Error('The official compiler was asked for nothing.');
  if (!answer.isOk) {
    const fault = packerFault(answer.message, FOLDER, answer.path);
    throw new Error(`${FOLDER}/${formatFault(fault)}`);
  }
  const kib = (answer.bytes / 1024).toFixed(0);
  console.log(`Packed ${answer.files} files, ${kib} KiB, in ${Date.now() - started} ms.`);
  return outDir;
}
