/**
 * The packer as a tool of the check: packs the whole project into a folder that goes away, and gives what it refuses, what
 * cannot work of what it made, and what the package weighs. Where a rule knows the construct, the rule's words are given.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CheckedProject } from './check-project';
import { faultAt, type Fault } from './fault';
import { packerFault } from './packer-faults';
import { ensurePacker, runPacker } from './packer';
import { productFaults, type ProductFault } from './packed-product';

export interface PackedCheck {
  readonly faults: readonly Fault[];
  /** Of the package; 0 when there is none. */
  readonly files: number;
  readonly bytes: number;
}

/** The platform's limit for the main package. */
const MAX_PACKAGE_BYTES = 2 * 1024 * 1024;

/** @param folder the mini program's, below that of the project */
export function checkPacked(project: string, folder: string, rules: CheckedProject): PackedCheck {
  ensurePacker();
  const outDir = mkdtempSync(path.join(os.tmpdir(), 'minichat-packed-'));
  const root = path.join(project, folder);
  try {
    const [answer] = runPacker([{ project: path.resolve(project), outDir }]);
    if (answer === undefined) throw new Error('The official compiler was asked for nothing.');
    if (!answer.isOk) {
      const fault = packerFault(answer.message, folder, answer.path);
      return { faults: [explained(fault, rules)], files: 0, bytes: 0 };
    }
    const found = productFaults(outDir).map((fault) => explained(inSource(fault, root), rules));
    const heavy = answer.bytes > MAX_PACKAGE_BYTES ? [tooHeavy(answer.bytes)] : [];
    return { faults: [...found, ...heavy], files: answer.files, bytes: answer.bytes };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function inSource({ file, written, ...advice }: ProductFault, root: string): Fault {
  const script = file.replace(/\.js$/, '.ts');
  const source = existsSync(path.join(root, script)) ? script : file;
  if (!existsSync(path.join(root, source))) return { file, line: 1, column: 1, ...advice };
  const text = readFileSync(path.join(root, source), 'utf8');
  const at = written === '' ? 0 : Math.max(0, text.search(new RegExp(`['"\`]${literal(written)}['"\`]`)));
  return faultAt(source, text, { at, advice });
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** By what a rule says about the same line; where the place is not told, about the file. */
function explained(fault: Fault, rules: CheckedProject): Fault {
  const ruled = rules.ruledIn(new Set([fault.file]));
  const isPlaced = fault.line > 1 || fault.column > 1;
  return ruled.find(({ line, tool }) => /packer/.test(tool) && (!isPlaced || line === fault.line)) ?? fault;
}

const tooHeavy = (bytes: number): Fault => ({
  file: 'app.json',
  line: 1,
  column: 1,
  construct: `a package of ${bytes} bytes`,
  tool: `the platform takes ${MAX_PACKAGE_BYTES}`,
  instead: 'Take something out, or move pages into a subpackage.',
});
