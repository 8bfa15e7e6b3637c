/**
 * `npm run check:wechat` looks at the mini program with every tool that reads it, and with rules for what all of them take
 * and read differently. Files that differ from the main branch are read by the rules; `-- --all` reads each.
 */
import { readCommand } from './command-line';
import { changedFiles } from './wechat/changed-files';
import { CheckedProject } from './wechat/check-project';
import { formatFault } from './wechat/fault';

const FOLDER = 'miniprogram';

const { values } = readCommand({
  name: 'check:wechat',
  options: { all: { type: 'boolean', default: false } },
});
const started = Date.now();
const project = new CheckedProject(FOLDER);
const wanted = (values.all ? null : changedFiles('.', FOLDER)) ?? new Set(project.files);
const faults = project.faultsIn(wanted);
for (const fault of faults) console.error(`${FOLDER}/${formatFault(fault)}`);
const verdict = faults.length === 0 ? 'ok' : `FAILED, ${faults.length} faults`;
const read = project.files.filter((file) => wanted.has(file)).length;
const seconds = ((Date.now() - started) / 1000).toFixed(1);
console.log(`wechat: ${verdict}; ${read} of ${project.files.length} files by the rules (${seconds} s)`);
process.exit(faults.length === 0 ? 0 : 1);
