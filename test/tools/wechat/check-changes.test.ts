import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildPreview } from '../../../simulator/view/build/build-preview';
import { checkChanges } from '../../../tools/wechat/check-changes';
import { ROOT } from '../../support/source-files';

let folder = '';

const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
const app = (): string => path.join(folder, 'miniprogram');
const page = (): string => path.join(app(), 'pages/a/a.wxml');

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-changes-'));
  fs.cpSync(path.join(ROOT, 'test/simulator/fixture'), app(), { recursive: true });
  fs.mkdirSync(path.dirname(page()), { recursive: true });
  fs.writeFileSync(page(), '<view>{{ a ?? 1 }}</view>\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '--quiet', '--message=first');
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('[WX20] what the main branch has is not looked at, what was changed is', async () => {
  expect(await checkChanges(app())).toEqual([]);
  fs.appendFileSync(page(), '<view>{{ b ?? 2 }}</view>\n');
  const found = await checkChanges(app());
  expect(found.map(({ file, line }) => `${file}:${line}`)).toEqual(['pages/a/a.wxml:1', 'pages/a/a.wxml:2']);
  expect(found[0]?.message).toMatch(/^`?\?\?`?: .+\. Write a condition with \? and :\.$/);
});

test('[WX20] the preview is not built of it, and says why', async () => {
  const outDir = path.join(folder, 'out');
  await buildPreview({ miniprogramDir: app(), outDir, check: checkChanges });
  fs.appendFileSync(page(), ' ');
  const built = buildPreview({ miniprogramDir: app(), outDir, check: checkChanges });
  await expect(built).rejects.toThrow(/pages\/a\/a\.wxml:1:\d+ .*Write a condition with \? and :\./);
  expect(fs.existsSync(path.join(outDir, 'phone', 'app.js'))).toBe(true);
});

test('[WX20] outside of a checkout nothing is looked at', async () => {
  fs.rmSync(path.join(folder, '.git'), { recursive: true });
  fs.appendFileSync(page(), ' ');
  expect(await checkChanges(app())).toEqual([]);
});
