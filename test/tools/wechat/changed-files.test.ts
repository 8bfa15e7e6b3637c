import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changedFiles } from '../../../tools/wechat/changed-files';
import { inFolder } from '../../support/checked-files';

const NOBODY = [
  '-c',
  'user.name=Nobody',
  '-c',
  'user.email=nobody@example.com',
  '-c',
  'commit.gpgsign=false',
];

test('[WX16] the rules read what is changed, committed since the main branch, or new; without git everything', () => {
  const files = { 'm/a.wxml': '1', 'm/b.wxml': '1', 'm/c.wxml': '1', 'm/sub/d e.wxml': '1', 'n/x.ts': '1' };
  inFolder(files, (folder) => {
    expect(changedFiles(folder, 'm')).toBeNull();
    const git = (...args: string[]) => execFileSync('git', [...NOBODY, ...args], { cwd: folder });
    const write = (name: string) => writeFileSync(path.join(folder, name), '2');
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'first');
    expect(changedFiles(folder, 'm')).toEqual(new Set());
    git('checkout', '-qb', 'other');
    write('m/a.wxml');
    git('commit', '-qam', 'second');
    write('m/sub/d e.wxml');
    write('m/new.wxss');
    write('n/x.ts');
    rmSync(path.join(folder, 'm/b.wxml'));
    expect(changedFiles(folder, 'm')).toEqual(new Set(['a.wxml', 'b.wxml', 'sub/d e.wxml', 'new.wxss']));
  });
});
