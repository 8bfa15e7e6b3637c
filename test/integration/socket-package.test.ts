/**
 * The package `minichat-socket` as somebody has it who installed it: built in every form, loaded as each of them, and its types
 * compiled strictly as every kind of project resolves them.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import type * as Package from '../../packages/minichat-socket/src/index';
import { startEchoServer } from '../support/echo-server';
import { createNodeWx } from '../support/node-wx';
import { makeTempFolder } from '../support/test-server';
import { until } from '../support/transport-rig';

const ROOT = path.join(__dirname, '../..');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');

/** Compilers run, perhaps on a slow machine. */
jest.setTimeout(120_000);

let project: string;
let installed: string;
const inProject = (name: string, text: string): string => {
  const file = path.join(project, name);
  fs.writeFileSync(file, text);
  return file;
};

beforeAll(() => {
  project = makeTempFolder();
  installed = path.join(project, 'node_modules/minichat-socket');
  fs.mkdirSync(installed, { recursive: true });
  const tsx = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  execFileSync(process.execPath, [tsx, path.join(ROOT, 'tools/build-socket.ts'), '--to', installed]);
});
afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

/** What a mini program has: its modules are functions, and there is neither Node nor a browser. */
function loadAsMiniProgram(): typeof Package {
  const script = fs.readFileSync(path.join(installed, 'miniprogram_dist/index.js'), 'utf8');
  const module = { exports: {} };
  const timers = { setTimeout, clearTimeout };
  const run = vm.runInNewContext(`(function (module, exports) {${script}\n})`, timers) as (
    ...given: unknown[]
  ) => void;
  run(module, module.exports);
  return module.exports as typeof Package;
}

test('[PL11] what 构建 npm takes runs where there is nothing but timers, and talks to a server', async () => {
  const server = await startEchoServer();
  const phone = createNodeWx();
  const { createSocket } = loadAsMiniProgram();
  const socket = createSocket({ url: server.url, api: phone.wx });
  const told: unknown[] = [];
  socket.onMessage((value) => told.push(value));
  void socket.send(['hello']);
  socket.connect();
  await until(() => told.length === 1);
  expect(JSON.stringify(told)).toBe('[["hello"]]');
  socket.close();
  await until(() => socket.state.state === 'idle');
  await phone.close();
  await server.close();
});

test('[PL11] it holds no syntax that is younger than ES2015', () => {
  const script = fs.readFileSync(path.join(installed, 'miniprogram_dist/index.js'), 'utf8');
  expect(script).not.toMatch(/\?\.[a-z[(]|\?\?|\basync\b|\*\*=?|\{\.\.\./);
});

const USE = `
  const socket = createSocket({ url: 'ws://127.0.0.1:1', api: { connectSocket() { throw new Error('no'); } } });
  socket.connect();
  console.log(socket.state.state, typeof fromAlipay, typeof toWebSocket);
  socket.close();
`;

test('[PL11] Node takes it by import and by require', () => {
  const names = '{ createSocket, fromAlipay, toWebSocket }';
  const files = [
    inProject('use.mjs', `import ${names} from 'minichat-socket';${USE}`),
    inProject('use.cjs', `const ${names} = require('minichat-socket');${USE}`),
  ];
  for (const file of files) {
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe(
      'connecting function function\n',
    );
  }
});

const TYPED = `
import { createSocket, fromWebSocket, toWebSocket, type SocketState } from 'minichat-socket';
const socket = createSocket({
  url: 'wss://example.com/ws',
  api: API,
  heartbeat: { everyMs: 30_000, timeoutMs: 10_000, ping: () => ({ type: 'ping' }), isPong: (value) => value === 'pong' },
  maxAttempts: 20,
});
export const off: () => void = socket.onState((state: SocketState) => void (state.state === 'failed' && state.why));
export const face: number = toWebSocket(socket).readyState;
export const make = fromWebSocket;
// @ts-expect-error: the address is missing
createSocket({ api: API });
`;

test.each([
  [
    'a mini program',
    'use.ts',
    { module: 'CommonJS', moduleResolution: 'node', ignoreDeprecations: '6.0' },
    'wx',
  ],
  ['CommonJS of Node', 'node.cts', { module: 'Node16', moduleResolution: 'Node16' }, 'given'],
  ['a module of Node', 'node.mts', { module: 'Node16', moduleResolution: 'Node16' }, 'given'],
  ['a bundler', 'bundled.ts', { module: 'ESNext', moduleResolution: 'bundler' }, 'given'],
] as const)('[PL12] its types compile strictly in %s', (_name, file, options, api) => {
  const given = api === 'wx' ? '' : 'declare const given: { connectSocket(option: object): unknown };';
  inProject(file, `${given}${TYPED.replace(/API/g, api)}`);
  const compilerOptions = {
    ...options,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'ES2020',
    lib: ['ES2020'],
    types: api === 'wx' ? ['miniprogram-api-typings'] : [],
    typeRoots: [path.join(ROOT, 'node_modules')],
  };
  inProject('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  const run = (): string => execFileSync(process.execPath, [TSC, '-p', project], { encoding: 'utf8' });
  expect(run()).toBe('');
});

/** The code of a README, which must be the same in both languages but for its comments. */
const blocksOf = (readme: string): readonly string[] =>
  [...fs.readFileSync(path.join(installed, readme), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm)].map(
    ([, code = '']) => code,
  );

test('[PL14] what the READMEs show compiles against the package, and is the same in both', () => {
  const bare = (code: string): string => code.replace(/ *\/\/ .*$/gm, '');
  const [english, chinese] = [blocksOf('README.md'), blocksOf('README.zh-CN.md')];
  expect(english.length).toBeGreaterThan(1);
  expect(chinese.map(bare)).toEqual(english.map(bare));
  const files = english.map((code, i) => path.basename(inProject(`readme-${i}.ts`, code)));
  const compilerOptions = {
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    target: 'ES2020',
    lib: ['ES2020'],
    types: ['miniprogram-api-typings'],
    typeRoots: [path.join(ROOT, 'node_modules')],
  };
  inProject('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  expect(execFileSync(process.execPath, [TSC, '-p', project], { encoding: 'utf8' })).toBe('');
});

test('[PL13] nothing comes with it, and it stays small', () => {
  const told = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(Object.keys(told).filter((name) => /dependencies|scripts/i.test(name))).toEqual([]);
  expect(told.miniprogram).toBe('miniprogram_dist');
  for (const name of ['LICENSE', 'README.md', 'README.zh-CN.md', 'dist/index.d.mts', 'dist/index.d.cts']) {
    expect(fs.existsSync(path.join(installed, name))).toBe(true);
  }
  const script = fs.readFileSync(path.join(installed, 'miniprogram_dist/index.js'));
  expect(script.length).toBeLessThan(44 * 1024);
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(16 * 1024);
});
