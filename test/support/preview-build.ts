/**
 * The preview of the real mini program, built once for a test file into a folder of its own: of its sources, or of what the
 * official packer made of them, when `tools/run-tests.ts` was told `--packed`.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildPreview } from '../../simulator/view/build/build-preview';
import type { BuildReport } from '../../simulator/view/build/build-preview';
import { ensureNpmComponents } from '../../tools/npm-components';

export interface BuiltPreview {
  readonly dir: string;
  readonly report: BuildReport;
  remove(): void;
}

/** @throws BuildError when the mini program has a fault */
export async function buildMiniProgram(): Promise<BuiltPreview> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-e2e-preview-'));
  const dir = path.join(folder, 'preview');
  const miniprogramDir = process.env.PACKED_MINIPROGRAM ?? path.join(__dirname, '..', '..', 'miniprogram');
  ensureNpmComponents();
  const report = await buildPreview({ miniprogramDir, outDir: dir });
  return { dir, report, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
