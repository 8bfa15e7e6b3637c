/**
 * `npm run check:types`: type-checks every tsconfig by name, because each layer sees other ambient types and no single
 * program would notice, for example, a DOM timer in the core. The native compiler does it; the one in JavaScript stays for
 * those who need its programming interface (decision 0042).
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const PROJECTS = [
  'core',
  'miniprogram',
  'server',
  'simulator',
  'tools',
  'bench',
  'packages',
  'test',
] as const;
const root = path.join(__dirname, '..');
// By its path: which of the two compilers becomes `tsc` in the packages' folder is up to npm.
const compiler = path.join(
  path.dirname(createRequire(__filename).resolve('native-typescript/package.json')),
  'bin/tsc',
);

let failed = 0;
for (const project of PROJECTS) {
  const config = project === 'miniprogram' ? 'tsconfig.json' : `tsconfig.${project}.json`;
  const started = Date.now();
  const run = spawnSync(process.execPath, [compiler, '-p', config, '--pretty', 'false'], {
    cwd: root,
    encoding: 'utf8',
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`types ${config}: ${run.status === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
  if (run.status !== 0) {
    failed += 1;
    console.log(run.stdout);
  }
}
process.exit(failed === 0 ? 0 : 1);
