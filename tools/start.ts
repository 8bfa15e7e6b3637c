/**
 * `npm start`: builds the browser preview, says how long that took, then runs the server with it in this process. Whatever
 * stops it is one sentence and a non-zero exit. With `-- --packed` the preview shows what the official packer made.
 */
import '../server/short-collections';
import path from 'node:path';
import { listLanAddresses } from '../server/config';
import { requireConfig, runServer } from '../server/run';
import { buildPreview, writeAddresses } from '../simulator/view/build/build-preview';
import { formatProblem } from '../simulator/view/build/problem';
import { readCommand } from './command-line';
import { ensureNpmComponents } from './npm-components';
import { checkChanges } from './wechat/check-changes';
import { packMiniProgram } from './wechat/packed-project';

const root = path.join(__dirname, '..');
const PARENT_CHECK_MS = 500;
const outDir = path.join(root, 'dist', 'preview');

/** npm does not hand SIGTERM on to what a script started; without this the server would outlive `npm start`. */
function stopWithParent(): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  watch.unref();
}

async function main(): Promise<void> {
  const { values } = readCommand({
    name: 'start',
    options: { packed: { type: 'boolean', default: false } },
  });
  const config = requireConfig(process.env);
  ensureNpmComponents();
  const sources = path.join(root, 'miniprogram');
  const miniprogramDir = values.packed ? packMiniProgram(root) : sources;
  const check = () => checkChanges(sources);
  const report = await buildPreview({ miniprogramDir, outDir, dev: true, check });
  const { durationMs, pages, components } = report;
  console.log(`Built the preview in ${durationMs} ms: ${pages} pages, ${components} components.`);
  for (const warning of report.warnings) {
    // What a package does is not ours to mend; it is checked when the package is changed.
    if (!warning.file.startsWith('miniprogram_npm/')) console.warn(`warning: ${formatProblem(warning)}`);
  }
  const server = await runServer(config, outDir);
  stopWithParent();
  // Only now is the port known when any free one was asked for.
  const addresses = listLanAddresses(config.host).map((address) => `http://${address}:${server.port}`);
  writeAddresses(outDir, addresses);
}

main().catch((thrown: unknown) => {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  console.error(`minichat: the preview could not be built:\n${reason}`);
  process.exit(1);
});
