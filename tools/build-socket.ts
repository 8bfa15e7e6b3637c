/**
 * `npm run build:socket`: builds the package `minichat-socket` and says what each form weighs. Publishes nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCommand } from './command-line';
import { buildSocket, SOCKET_FORMS, SOCKET_PACKAGE } from './socket-package';

const ROOT = path.join(__dirname, '..');

async function main(): Promise<void> {
  const { values } = readCommand({
    name: 'build:socket',
    options: { to: { type: 'string', default: path.relative(ROOT, SOCKET_PACKAGE) } },
  });
  const folder = path.resolve(ROOT, values.to);
  await buildSocket(folder);
  for (const { file } of SOCKET_FORMS) {
    const text = fs.readFileSync(path.join(folder, file));
    console.log(`${file}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} zipped`);
  }
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exitCode = 1;
});
