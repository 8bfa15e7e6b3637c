/**
 * The READMEs' recipe for the socket service alone, built from the README's own words: the files it names are copied into an
 * empty mini program, its code is compiled as DevTools would, and what comes of it talks to a real server.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { SocketService } from '../../miniprogram/core/socket/socket-service';
import { startEchoServer } from '../support/echo-server';
import { createNodeWx } from '../support/node-wx';
import { makeTempFolder } from '../support/test-server';
import { until } from '../support/transport-rig';

const ROOT = path.join(__dirname, '../..');
/** What a new TypeScript project of WeChat DevTools has. */
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    target: 'ES2020',
    lib: ['ES2020'],
    module: 'CommonJS',
    moduleResolution: 'node',
    // TypeScript 6 knows how DevTools resolves modules, but no longer likes it.
    ignoreDeprecations: '6.0',
    types: ['miniprogram-api-typings'],
    typeRoots: [path.join(ROOT, 'node_modules')],
    outDir: 'out',
  },
  include: ['**/*.ts'],
};

/** A compiler runs, perhaps on a slow machine. */
jest.setTimeout(120_000);

interface Recipe {
  /** Below `miniprogram/`. */
  readonly places: readonly string[];
  readonly code: string;
}

function readRecipe(readme: string, title: string): Recipe {
  const text = fs.readFileSync(path.join(ROOT, readme), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(title)) ?? '';
  const [words = '', code = ''] = section.split(/^```(?:ts)?$/m);
  const places = [...words.matchAll(/^- `miniprogram\/([^`]+)`$/gm)].map(([, place = '']) => place);
  return { places, code };
}

function build({ places, code }: Recipe, folder: string): string {
  for (const place of places) {
    fs.cpSync(path.join(ROOT, 'miniprogram', place), path.join(folder, place), { recursive: true });
  }
  fs.writeFileSync(path.join(folder, 'app.ts'), code);
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return path.join(folder, 'out/app.js');
}

test('[SK71] what the README says about using the socket service alone compiles and runs', async () => {
  const folder = makeTempFolder();
  const server = await startEchoServer();
  const phone = createNodeWx();
  try {
    const recipe = readRecipe('README.md', 'Only the socket service');
    expect(recipe.places.length).toBeGreaterThan(2);
    expect(recipe.code).toContain('wss://example.com/ws');
    // It has no end of its own; here it must end.
    const code = `${recipe.code.replace('wss://example.com/ws', server.url)}\nexport { socket };\n`;
    const app = build({ ...recipe, code }, folder);
    const said: unknown[] = [];
    const script = fs.readFileSync(app, 'utf8');
    const load = (name: string): unknown => jest.requireActual(path.join(path.dirname(app), name));
    const run = new Function('require', 'exports', 'wx', 'console', script) as (...given: unknown[]) => void;
    const made: { socket?: SocketService } = {};
    run(load, made, phone.wx, { log: (value: unknown) => void said.push(value) });
    await until(() => said.length === 3);
    expect(said).toMatchObject([{ state: 'connecting' }, { state: 'open' }, { hello: 'world' }]);
    expect(server.peers.map(({ received }) => received)).toEqual([['{"hello":"world"}']]);
    made.socket?.close();
    await until(() => made.socket?.state.state === 'idle');
  } finally {
    await phone.close();
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('[SK71] both READMEs name the same files and the same code', () => {
  const english = readRecipe('README.md', 'Only the socket service');
  const chinese = readRecipe('README.zh-CN.md', '只用 socket 服务');
  const bare = (code: string): string => code.replace(/ *\/\/ .*$/gm, '');
  expect(chinese.places).toEqual(english.places);
  expect(bare(chinese.code)).toBe(bare(english.code));
});
