/** What a newcomer has after an install that ran no scripts: everything but what scripts would have made. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const SOURCES = ['miniprogram', 'server', 'simulator', 'tools'];
const MADE = new Set(['miniprogram_npm', 'node_modules']);

jest.setTimeout(60_000);

let root: string;
let child: ChildProcess | null = null;

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-fresh-'));
  for (const folder of SOURCES)
    fs.cpSync(path.join(ROOT, folder), path.join(root, folder), {
      recursive: true,
      filter: (file) => !MADE.has(path.basename(file)),
    });
  for (const file of fs.readdirSync(ROOT).filter((name) => /^(package|tsconfig.*)\.json$/.test(name)))
    fs.copyFileSync(path.join(ROOT, file), path.join(root, file));
  linkPackages(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
});

/** The folder itself is new: what is made in it is not made in the checkout, which may be somebody else's. */
function linkPackages(from: string, to: string): void {
  fs.mkdirSync(to);
  for (const name of fs.readdirSync(from).filter((one) => one !== '.cache'))
    fs.symlinkSync(path.join(from, name), path.join(to, name));
}

afterAll(async () => {
  if (child !== null && child.exitCode === null) {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  fs.rmSync(root, { recursive: true, force: true });
});

/** Until the server says where it is. @throws with what was said when it ends instead */
function start(): Promise<string> {
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: path.join(root, 'data') };
  const started = spawn(process.execPath, ['--import', 'tsx', 'tools/start.ts'], { cwd: root, env });
  child = started;
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said);
      if (address !== null) resolve(address[0]);
    };
    started.stdout.on('data', listen);
    started.stderr.on('data', listen);
    started.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${said}`)));
  });
}

test('[SM112] {S27} `npm start` works without the install scripts', async () => {
  const address = await start();
  expect((await fetch(`${address}/phone/?user=new`)).status).toBe(200);
  expect(fs.existsSync(path.join(root, 'miniprogram', 'miniprogram_npm'))).toBe(true);
});
