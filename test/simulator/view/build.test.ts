import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildPreview } from '../../../simulator/view/build/build-preview';
import { scanApp } from '../../../simulator/view/build/scan';
import { compileStyles } from '../../../simulator/view/build/styles';
import { compileTemplates } from '../../../simulator/view/build/templates';
import { withoutRpx } from '../../../simulator/view/rpx';

type Files = Readonly<Record<string, string>>;

const PAGE: Files = {
  'app.json': '{ "pages": ["pages/a/a"] }',
  'app.ts': 'App({});',
  'pages/a/a.ts': 'Page({});',
  'pages/a/a.wxml': '<view>a</view>',
};

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-build-'));
});

afterEach(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

function write(files: Files): string {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, 'app', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return path.join(root, 'app');
}

const component = (id: string, json = '{ "component": true }', wxml = '<view />'): Files => ({
  [`${id}.json`]: json,
  [`${id}.wxml`]: wxml,
  [`${id}.js`]: 'Component({})',
});

function problemsOf(files: Files): string {
  const dir = write(files);
  try {
    compileTemplates(dir, scanApp(dir));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('reading app.json', () => {
  test('[SM75] components are found by relative, absolute and package names, through other components', () => {
    const dir = write({
      ...PAGE,
      'app.json': '{ "pages": ["pages/a/a"], "usingComponents": { "x-all": "components/all" } }',
      'pages/a/a.json':
        '{ "usingComponents": { "x-rel": "../../components/rel/rel", "x-abs": "/components/abs", "t-b": "kit/b/b" } }',
      ...component('components/all'),
      ...component('components/rel/rel'),
      ...component('components/abs/index'),
      ...component(
        'miniprogram_npm/kit/b/b',
        '{ "component": true, "usingComponents": { "t-c": "../c/c" } }',
      ),
      ...component('miniprogram_npm/kit/c/c'),
    });
    const { units } = scanApp(dir);
    expect(units.find(({ id }) => id === 'pages/a/a')?.config.usingComponents).toEqual({
      'x-all': 'components/all',
      'x-rel': 'components/rel/rel',
      'x-abs': 'components/abs/index',
      't-b': 'miniprogram_npm/kit/b/b',
    });
    expect(units.map(({ id }) => id)).toContain('miniprogram_npm/kit/c/c');
  });

  test('[SM75] components of one name get different class prefixes, and shared styles get none', () => {
    const dir = write({
      ...PAGE,
      'pages/a/a.json':
        '{ "usingComponents": { "a-a": "/one/row", "b-b": "/two/row", "c-c": "/three/row" } }',
      ...component('one/row'),
      ...component('two/row'),
      ...component('three/row', '{ "component": true, "styleIsolation": "shared" }'),
    });
    const scopes = scanApp(dir).units.map(({ scope }) => scope);
    expect(scopes).toEqual(['', 'row', 'row-2', '']);
  });

  test('[SM76] what is missing or broken is named with the file that asks for it', () => {
    expect(() =>
      scanApp(write({ ...PAGE, 'pages/a/a.json': '{ "usingComponents": { "x-y": "./y" } }' })),
    ).toThrow('pages/a/a.json uses <x-y>, but there is no component ./y');
    expect(() => scanApp(write({ ...PAGE, 'app.json': '{ "pages": ["pages/a/a", "pages/b/b"] }' }))).toThrow(
      'app.json names pages/b/b, but there is no pages/b/b.wxml and no pages/b/b.ts',
    );
    expect(() => scanApp(write({ ...PAGE, 'app.json': '{ "pages": [' }))).toThrow(/^app\.json is not JSON: /);
  });
});

describe('compiling templates', () => {
  test('[SM76] a warning of the compiler is an error of ours, with file, line and column', () => {
    expect(problemsOf({ ...PAGE, 'pages/a/a.wxml': '<view>\n  <text>a\n</view>' })).toBe(
      'pages/a/a.wxml:2:4 missing end tag',
    );
  });

  test('[SM76] a tag that nothing stands behind is an error, one that WeChat has a warning', () => {
    expect(
      problemsOf({
        ...PAGE,
        'pages/a/a.wxml': '<!-- <old> --><view a="{{b <c}}" b="<d>">{{1 <e}}</view>\n<veiw />',
      }),
    ).toBe('pages/a/a.wxml:2:1 <veiw> is neither built in nor named in usingComponents');
    const dir = write({ ...PAGE, 'pages/a/a.wxml': '<map />' });
    expect(compileTemplates(dir, scanApp(dir)).warnings.map(({ message }) => message)).toEqual([
      '<map> is a component of WeChat that this preview does not build',
    ]);
  });

  test('[SM76] faults of packages are not ours', () => {
    const dir = write({
      ...PAGE,
      'pages/a/a.json': '{ "usingComponents": { "t-b": "kit/b" } }',
      ...component('miniprogram_npm/kit/b', '{ "component": true }', '<view a:b="c" />'),
    });
    expect(compileTemplates(dir, scanApp(dir)).warnings).toHaveLength(1);
  });
});

describe('compiling styles', () => {
  test('[SM77] imports are put in place once, and dark mode becomes an attribute', () => {
    const dir = write({
      ...PAGE,
      'app.wxss': '@import "./styles/a.wxss"; @import "./styles/a.wxss"; .x { color: red }',
      'styles/a.wxss': '@import "/styles/b.wxss"; .a { width: 2rpx }',
      'styles/b.wxss': '@media (prefers-color-scheme: dark) { page { color: blue } }',
    });
    const css = compileStyles(dir, scanApp(dir)).css.replace(/\s+/g, ' ').trim();
    expect(css).toBe(
      ':where([mp-theme="dark"]) :where(.mp-page) wx-page { color: blue } ' +
        ':where(.mp-page) .a { width: max(1px, round(down, calc(2 * var(--rpx) + 0.0001px), 1px)) } :where(.mp-page) .x { color: red }',
    );
  });

  test('[SM77] the rest of a media query stays, and keyframes are left alone', () => {
    const dir = write({
      ...PAGE,
      'app.wxss':
        '@media (prefers-color-scheme: dark) and (min-width: 9px) { .a { top: 0 } } @keyframes k { from { top: 1rpx } }',
    });
    const css = compileStyles(dir, scanApp(dir)).css.replace(/\s+/g, ' ').trim();
    expect(css).toContain(
      '@media (min-width: 9px) { :where([mp-theme="dark"]) :where(.mp-page) .a { top: 0 } }',
    );
    expect(css).toContain(`@keyframes k { from { top: ${withoutRpx('1rpx')} } }`);
  });

  test('[SM77] an import that leads nowhere is an error with its line', () => {
    const dir = write({ ...PAGE, 'app.wxss': '.a { top: 0 }\n@import "./gone.wxss";' });
    expect(() => compileStyles(dir, scanApp(dir))).toThrow(
      'app.wxss:2:1 imports ./gone.wxss, which does not exist',
    );
  });
});

describe('building everything', () => {
  const FIXTURE = path.join(__dirname, '..', 'fixture');

  test('[SM78] the preview has two phones, one phone, styles and assets', async () => {
    const outDir = path.join(root, 'out');
    const report = await buildPreview({ miniprogramDir: FIXTURE, outDir });
    expect(report).toMatchObject({ pages: 3, components: 1, assets: 1 });
    const files = fs.readdirSync(outDir, { recursive: true }) as string[];
    for (const file of ['index.html', 'shell.js', 'shell.css', 'addresses.json'])
      expect(files).toContain(file);
    for (const file of ['index.html', 'app.js', 'app.css', 'phone.css']) {
      expect(files).toContain(path.join('phone', file));
    }
  });

  test('[SM78] a build that fails leaves the last preview as it was and names the place', async () => {
    const outDir = path.join(root, 'out');
    await buildPreview({ miniprogramDir: FIXTURE, outDir });
    const dir = write({ ...PAGE, 'pages/a/a.ts': 'Page({)' });
    await expect(buildPreview({ miniprogramDir: dir, outDir })).rejects.toThrow(/^pages\/a\/a\.ts:1:\d+ /);
    expect(fs.existsSync(path.join(outDir, 'phone', 'app.js'))).toBe(true);
    expect(fs.readdirSync(root).sort()).toEqual(['app', 'out']);
  });
});
