/**
 * How much new objects may gather in a server before they are looked through.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test.each(['server/main.ts', 'tools/start.ts'])(
  '[SV503] {S9} %s keeps new objects few before anything else is loaded',
  (program) => {
    const first = /^import .*$/m.exec(read(program))?.[0];
    expect(first).toMatch(/^import '\.(?:\.\/server)?\/short-collections';$/);
    expect(read('server/short-collections.ts')).toMatch(
      /^setFlagsFromString\('--semi-space-growth-factor=1'\);$/m,
    );
  },
);

test('[SV503] {S9} the part of the heap for new objects stays as small as it is at the start, whatever is made', () => {
  const program = [
    "require('./server/short-collections');",
    "const size = () => require('node:v8').getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;",
    'let kept = [];',
    'for (let round = 0; round < 60; round += 1) { kept = []; for (let i = 0; i < 100000; i += 1) kept.push({ i }); }',
    'console.log(kept.length, size());',
  ].join('\n');
  const said = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [kept, bytes] = said.trim().split(' ').map(Number);
  expect(kept).toBe(100_000);
  expect(bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
});
