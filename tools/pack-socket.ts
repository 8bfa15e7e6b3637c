/**
 * `npm run pack:socket`: builds the package `minichat-socket`, packs it as `npm publish` would, and lets publint and
 * are-the-types-wrong look at the result. Says what it weighs. Publishes nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSocket } from './socket-package';

const TOOLS = path.join(__dirname, 'package-check/node_modules/.bin');

/** The older way to resolve knows no `exports`, and takes CommonJS, which is right. */
const LOOKS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['publint', ['--strict']],
  ['attw', ['--format', 'ascii', '--no-emoji']],
];

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-socket-'));
  try {
    await buildSocket(folder);
    const packed = execFileSync('npm', ['pack', '--json'], { cwd: folder, encoding: 'utf8' });
    const [{ filename = '', size = 0, unpackedSize = 0, files = [] } = {}] = JSON.parse(packed) as {
      readonly filename?: string;
      readonly size?: number;
      readonly unpackedSize?: number;
      readonly files?: readonly { readonly path: string; readonly size: number }[];
    }[];
    for (const file of files) console.log(`${String(file.size).padStart(8)}  ${file.path}`);
    console.log(`${filename}: ${size} bytes packed, ${unpackedSize} unpacked`);
    for (const [name, args] of LOOKS) {
      const { status } = spawnSync(path.join(TOOLS, name), [path.join(folder, filename), ...args], {
        stdio: 'inherit',
      });
      if (status !== 0) process.exitCode = 1;
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
