/**
 * How much new objects may gather in a server before they are looked through.
 */
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
