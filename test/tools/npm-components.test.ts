import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const PACKAGE = 'tdesign-miniprogram';

/** A checkout with that one script and that one package, so that nobody else's is touched. */
let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-components-'));
  fs.mkdirSync(path.join(root, 'tools'));
  fs.mkdirSync(path.join(root, 'miniprogram'));
  fs.mkdirSync(path.join(root, 'node_modules', PACKAGE), { recursive: true });
  fs.copyFileSync(
    path.join(ROOT, 'tools', 'copy-miniprogram-npm.mjs'),
    path.join(root, 'tools', 'copy-miniprogram-npm.mjs'),
  );
  for (const part of ['package.json', 'LICENSE', 'miniprogram_dist'])
    fs.symlinkSync(
      path.join(ROOT, 'node_modules', PACKAGE, part),
      path.join(root, 'node_modules', PACKAGE, part),
    );
});

afterEach(() => fs.rmSync(root, { recursive: true }));

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const script = path.join(root, 'tools', 'copy-miniprogram-npm.mjs');
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}

const badge = (): string => path.join(root, 'miniprogram', 'miniprogram_npm', PACKAGE, 'badge', 'badge.js');

describe('the components from npm', () => {
  test('[SM111] {S27} come when they are needed, and are left alone while they are there', () => {
    expect(run('--if-needed').stdout).toMatch(/^miniprogram_npm: tdesign-miniprogram\/badge/);
    expect(fs.existsSync(badge())).toBe(true);
    expect(run('--if-needed')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    fs.rmSync(path.join(root, 'miniprogram', 'miniprogram_npm'), { recursive: true });
    expect(run('--if-needed').status).toBe(0);
    expect(fs.existsSync(badge())).toBe(true);
    expect(fs.readdirSync(path.join(root, 'miniprogram'))).toEqual(['miniprogram_npm']);
  });

  test('[SM111] {S27} come anew with another version of their package', () => {
    run();
    const file = path.join(root, 'node_modules', PACKAGE, 'package.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    fs.rmSync(file);
    fs.writeFileSync(file, JSON.stringify({ ...manifest, version: '99.0.0' }));
    fs.writeFileSync(badge(), 'of the old version');
    run('--if-needed');
    expect(fs.readFileSync(badge(), 'utf8')).not.toBe('of the old version');
  });

  test('[SM111] {S27} that are not installed are one sentence that names the command', () => {
    fs.rmSync(path.join(root, 'node_modules', PACKAGE), { recursive: true });
    expect(run('--if-needed')).toMatchObject({
      status: 1,
      stderr: 'copy-miniprogram-npm: tdesign-miniprogram is missing; run "npm ci" first.\n',
    });
  });
});
