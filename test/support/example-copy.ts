/** A copy of the mini program with an example put into it as the documentation says, in a folder of its own. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');

interface ExampleCopy {
  readonly folder: string;
  remove(): void;
}

function add(file: string, before: string, after: string): void {
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, before + text + after);
}

/** @param names the kinds that the example exports */
export function copyWithKinds(example: string, names: readonly string[]): ExampleCopy {
  const parent = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-example-')));
  const folder = path.join(parent, 'miniprogram');
  const isOurs = (file: string): boolean => path.basename(file) !== 'miniprogram_npm';
  fs.cpSync(path.join(PROJECT, 'miniprogram'), folder, { recursive: true, filter: isOurs });
  fs.symlinkSync(path.join(PROJECT, 'miniprogram/miniprogram_npm'), path.join(folder, 'miniprogram_npm'));
  const kinds = path.join(folder, 'kinds');
  fs.cpSync(path.join(PROJECT, 'examples', example), path.join(kinds, example), { recursive: true });
  const imports = [
    `import { registerKind } from './register-kind';`,
    `import { ${names.join(', ')} } from './${example}/${example}';`,
  ];
  const calls = names.map((name) => `registerKind(${name});`);
  add(path.join(kinds, 'index.ts'), `${imports.join('\n')}\n`, `${calls.join('\n')}\n`);
  add(path.join(kinds, 'custom-kind.wxml'), `<import src="./${example}/${example}.wxml" />\n`, '');
  add(path.join(kinds, 'custom-kind.wxss'), `@import './${example}/${example}.wxss';\n`, '');
  return { folder, remove: () => fs.rmSync(parent, { recursive: true, force: true }) };
}
