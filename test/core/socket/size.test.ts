import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(__dirname, '../../..');

describe('the weight of the socket service', () => {
  test('[SK32] alone, with all it imports, it is under 14 KB when minified', () => {
    const entry = path.join(ROOT, 'miniprogram/core/socket/socket-service.ts');
    const args = [entry, '--bundle', '--minify', '--format=esm', '--target=es2020', '--log-level=error'];
    const bundle = execFileSync(path.join(ROOT, 'node_modules/.bin/esbuild'), args);
    expect(bundle.length).toBeLessThan(14 * 1024);
  });
});
