/**
 * `npm run check:wechat` looks at the mini program with every tool that reads it, and with rules for what all of them take
 * and read differently. Files that differ from the main branch are read by the rules; `-- --all` reads each. With
 * `-- --packer` the official packer is asked, too, which is an install of its own.
 */
import { readCommand } from './command-line';
import { ensureNpmComponents } from './npm-components';
import { changedFiles } from './wechat/changed-files';
import { CheckedProject } from './wechat/check-project';
import { formatFault } from './wechat/fault';
import { checkPacked, type PackedCheck } from './wechat/packed-check';

const FOLDER = 'miniprogram';

const { values } = readCommand({
  name: 'check:wechat',
  options: { all: { type: 'boolean', default: false }, packer: { type: 'boolean', default: false } },
});

function askPacker(project: CheckedProject): PackedCheck | null {
  if (!values.packer) return null;
  try {
    ensureNpmComponents();
    return checkPacked('.', FOLDER, project);
  } catch (thrown) {
    console.error((thrown as Error).message);
    process.exit(1);
  }
}

const started = Date.now();
const project = new CheckedProject(FOLDER);
const wanted = (values.all ? null : changedFiles('.', FOLDER)) ?? new Set(project.files);
const packed = askPacker(project);
const lines = [...project.faultsIn(wanted), ...(packed?.faults ?? [])].map(formatFault);
const faults = new Set(lines);
for (const line of faults) console.error(`${FOLDER}/${line}`);
const verdict = faults.size === 0 ? 'ok' : `FAILED, ${faults.size} faults`;
const read = project.files.filter((file) => wanted.has(file)).length;
const seconds = ((Date.now() - started) / 1000).toFixed(1);
if (packed !== null)
  console.log(`package: ${packed.files} files, ${(packed.bytes / 1024).toFixed(0)} KiB of 2048 KiB`);
console.log(`wechat: ${verdict}; ${read} of ${project.files.length} files by the rules (${seconds} s)`);
process.exit(faults.size === 0 ? 0 : 1);
