import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildPreview } from '../../../simulator/view/build/build-preview';
import { toPhoneScript } from '../../../simulator/view/build/phone-script';
import { installPhoneFunction } from '../../../simulator/view/runtime/host/phone-function';

/** What the script gives that `result` names. */
function resultOf(source: string, file = 'a.ts'): unknown {
  const code = toPhoneScript(source, { file, isDevelopment: false });
  return new Function(`${code}; return result;`)() as unknown;
}

describe('what a script means', () => {
  test.each(['a.ts', 'a.js'])(
    '[SM127] a class field is assigned, so a setter of the base class runs: %s',
    (file) => {
      const source = `class Base { set x(v) { Base.seen = v; } } class Own extends Base { x = 1; }
      new Own(); const result = Base.seen;`;
      expect(resultOf(source, file)).toBe(1);
    },
  );

  test('[SM127] a field without a value leaves what the base class put there', () => {
    const source = `class Base { x = 1; } class Own extends Base { x!: number; } const result = new Own().x;`;
    expect(resultOf(source)).toBe(1);
  });

  test('[SM127] a power of BigInt throws, one of numbers does not', () => {
    expect(resultOf('const result = 2 ** 10;')).toBe(1024);
    expect(() => resultOf('const two = 2n; const result = two ** 64n;')).toThrow(TypeError);
  });

  test('[SM127] JavaScript loads what it imports, TypeScript what it uses as a value', () => {
    const source = "import { x } from './x'; export const result = 1;";
    const codeOf = (file: string) => toPhoneScript(source, { file, isDevelopment: false });
    expect(codeOf('a.js')).toContain('./x');
    expect(codeOf('a.ts')).not.toContain('./x');
  });
});

describe('what a script finds', () => {
  test('[SM128] names of the browser are not there, unless a script has one of its own', () => {
    const names = ['window', 'document', 'localStorage', 'fetch', 'URL', 'crypto', 'eval'];
    expect(resultOf(`const result = [${names.map((name) => `typeof ${name}`).join()}];`)).toEqual(
      names.map(() => 'undefined'),
    );
    expect(
      resultOf(
        'const location = 3; function f(name, top) { return name + top + location; } const result = f(1, 2);',
      ),
    ).toBe(6);
  });

  test('[SM128] new Function makes nothing but what gives the global object', () => {
    installPhoneFunction();
    expect(resultOf("const result = new Function('return this')() === globalThis;")).toBe(true);
    expect(() => resultOf("const result = new Function('a', 'return a');")).toThrow(
      'makes no code of a text',
    );
    expect(() => resultOf("const result = Function('return 1');")).toThrow('makes no code of a text');
    expect(
      resultOf('const result = [function () {} instanceof Function, typeof Function.prototype];'),
    ).toEqual([true, 'function']);
  });

  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-scripts-'));
  });

  afterEach(() => {
    fs.rmSync(root, { recursive: true, force: true });
  });

  async function built(script: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
    const all: Readonly<Record<string, string>> = {
      'app.json': '{ "pages": ["pages/a/a"] }',
      'pages/a/a.wxml': '<view />',
      'pages/a/a.ts': script,
      ...files,
    };
    for (const [name, text] of Object.entries(all)) {
      const file = path.join(root, 'app', name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
    const outDir = path.join(root, 'out');
    await buildPreview({ miniprogramDir: path.join(root, 'app'), outDir });
    return fs.readFileSync(path.join(outDir, 'phone', 'app.js'), 'utf8');
  }

  test('[SM128] a path from the root and a package of the mini program are found', async () => {
    const files = {
      'utils/x.ts': "export const x = 'from the root';",
      'miniprogram_npm/kit/index.js': "module.exports = 'from a package';",
    };
    const script = "import { x } from '/utils/x'; const kit = require('kit'); Page({ data: { x, kit } });";
    const code = await built(script, files);
    expect(code).toContain('from the root');
    expect(code).toContain('from a package');
  });

  test('[SM128] a package of the machine and a file outside of the mini program are not', async () => {
    await expect(built("import 'glass-easel'; Page({});")).rejects.toThrow(
      'pages/a/a.ts:1:8 "glass-easel" is not in miniprogram_npm',
    );
    fs.writeFileSync(path.join(root, 'b.ts'), 'export {};');
    await expect(built("import '../../../b'; Page({});")).rejects.toThrow(
      '"../../../b" is not in the mini program',
    );
  });
});
