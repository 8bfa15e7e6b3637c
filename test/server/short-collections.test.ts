/**
 * How much new objects may gather in a server before they are looked through.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeTempFolder } from '../support/test-server';

const ROOT = resolve(__dirname, '../..');
const MIB = 1_024 * 1_024;
/** The first start after a change compiles every file of the server, which a busy machine takes long for. */
const START_LIMIT_MS = 120_000;
/** What the versions of Node that we support have at the start; left alone it grows to 16 MiB and more while modules are loaded. */
const MAX_BYTES = 8 * MIB;

/** Says the size of that part of the heap when the process ends. */
const PROBE = `import { getHeapSpaceStatistics } from 'node:v8';
const isNew = ({ space_name }) => space_name === 'new_space';
process.on('exit', () => process.stderr.write('new ' + getHeapSpaceStatistics().find(isNew).space_size));`;

/** Starts the server, and stops it as soon as it is ready. */
function runOnce(folder: string): Promise<string> {
  const probe = `data:text/javascript,${encodeURIComponent(PROBE)}`;
  const server = spawn(process.execPath, ['--import', probe, '--import', 'tsx', 'server/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder },
  });
  let said = '';
  const listen = (data: Buffer): void => {
    said += data.toString();
    if (said.includes('Ctrl-C')) server.kill('SIGTERM');
  };
  server.stdout.on('data', listen);
  server.stderr.on('data', listen);
  return new Promise((done) => server.on('close', () => done(said)));
}

test(
  '[SV503] {S9} a server that has loaded everything holds no more new objects than at its start',
  async () => {
    const folder = makeTempFolder();
    try {
      const said = await runOnce(folder);
      expect(said).toMatch(/new \d+/);
      expect(Number(/new (\d+)/.exec(said)?.[1])).toBeLessThanOrEqual(MAX_BYTES);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  START_LIMIT_MS,
);

test.each(['server/main.ts', 'tools/start.ts'])('[SV503] %s loads that before anything else', (program) => {
  const first = /^import .*$/m.exec(readFileSync(join(ROOT, program), 'utf8'))?.[0];
  expect(first).toMatch(/^import '\.(?:\.\/server)?\/short-collections';$/);
});
