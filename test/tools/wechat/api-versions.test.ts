import { API_NOTES } from '../../../tools/wechat/api-notes';
import { compareVersions, FLOOR, readApiUses, tooNew } from '../../../tools/wechat/api-versions';
import { listFiles, readText } from '../../support/source-files';

const TYPINGS = readText('node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts');

const all = () => {
  const files = listFiles('miniprogram', ['.ts']).filter((file) => !file.includes('miniprogram_npm'));
  return readApiUses(TYPINGS, new Map(files.map((file) => [file, readText(file)])));
};

const uses = (source: string) => readApiUses(TYPINGS, new Map([['a.ts', source]]));

test('[WX18] nothing that the mini program calls of wx is newer than the floor without being asked for', () => {
  const used = all();
  expect(tooNew(used)).toEqual([]);
  expect(used.length).toBeGreaterThan(50);
  const versions = used.filter(({ unguarded }) => unguarded.length > 0).map(({ since }) => since ?? '');
  expect(versions.sort(compareVersions).at(-1)).toBe(FLOOR);
});

test('[WX18] the papers and the project name the floor', () => {
  expect(readText('README.md')).toContain(FLOOR);
  expect(readText('README.zh-CN.md')).toContain(FLOOR);
  const project = JSON.parse(readText('project.config.json')) as { libVersion: string };
  expect(compareVersions(project.libVersion, FLOOR)).toBeGreaterThan(0);
});

test('[WX18] a call that asks first may be newer, one that does not is told with file and version', () => {
  expect(tooNew(uses('wx.getPrivacySetting?.({});'))).toEqual([]);
  expect(tooNew(uses('if (!wx.getPrivacySetting) return;\nwx.getPrivacySetting({});'))).toEqual([]);
  expect(tooNew(uses("if (typeof wx.getPrivacySetting === 'function') wx.getPrivacySetting({});"))).toEqual(
    [],
  );
  expect(tooNew(uses('// wx.getPrivacySetting()\nwx.showToast({});'))).toEqual([]);
  expect(tooNew(uses('wx.getPrivacySetting?.({});\nwx.getPrivacySetting({});'))).toEqual([
    `a.ts calls wx.getPrivacySetting, which came with base library 2.32.3; minichat runs from ${FLOOR} on. Ask first: wx.getPrivacySetting?.(…).`,
  ]);
  expect(tooNew(uses('wx.notThere();'))).toEqual(['wx.notThere is in no typings of the vendor.']);
});

test('[WX18] versions are compared by their numbers', () => {
  const sorted = ['2.9.10', '2.10.0', '2.20', '2.20.1', '3.0.0'];
  expect([...sorted].reverse().sort(compareVersions)).toEqual(sorted);
  expect(compareVersions('2.20', '2.20.0')).toBe(0);
});

test('[WX19] what is said of the preview cites rules that exist, and every member that is called has its line', () => {
  const spec = readText('SPEC.md');
  for (const [name, { rules }] of API_NOTES) {
    expect([name, rules.length > 0]).toEqual([name, true]);
    for (const rule of rules) expect(spec).toContain(`- **${rule}** `);
  }
  const page = readText('docs/wechat-api.md');
  for (const { name } of all()) expect(page).toContain(`wx.${name}`);
});
