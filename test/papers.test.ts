/**
 * The papers beside the code: what they name is there, and lists in them are whole.
 */
import fs from 'node:fs';
import path from 'node:path';
import { importGraph } from './support/import-graph';
import { identifiersOf, listFiles, readText, ROOT } from './support/source-files';

const DECISIONS = 'docs/decisions';
const PAPERS = [
  ...['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PROTOCOL.md'],
  ...['CHANGELOG.md', 'SPEC.md', ...listFiles('docs', ['.md'])],
];
/** Decisions are never rewritten: what they named then may have moved. */
const TODAY = PAPERS.filter((file) => !file.startsWith(`${DECISIONS}/0`));
const FIRST_FOLDERS = 'miniprogram|server|simulator|test|tools|bench|docs|findings|typings';

const isThere = (...parts: readonly string[]): boolean => fs.existsSync(path.join(ROOT, ...parts));
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

test.each(PAPERS)('[UI352] every file that %s links to is there', (paper) => {
  const links = all(readText(paper), /\]\(([^)\s#]+)[^)]*\)/g).filter((link) => !/^https?:/.test(link));
  expect(links.filter((link) => !isThere(path.dirname(paper), link))).toEqual([]);
});

test.each(TODAY)('[UI352] every path, command and decision that %s names is there', (paper) => {
  const text = readText(paper);
  const paths = all(text, new RegExp(`\`((?:${FIRST_FOLDERS})/[\\w./-]+)\``, 'g'));
  expect(paths.filter((name) => !isThere(name) && !isThere('miniprogram', name))).toEqual([]);
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  expect(all(text, /npm run ([\w:]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
  const decisions = fs.readdirSync(path.join(ROOT, DECISIONS));
  const numbers = all(text, /[Dd]ecision (\d{4})/g);
  expect(numbers.filter((number) => !decisions.some((file) => file.startsWith(number)))).toEqual([]);
});

test('[UI352] every command of package.json that people call is in CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const text = readText('CONTRIBUTING.md');
  // Parts of `npm run check`, what npm calls itself, and `start` and `test`, which need no `run`.
  const silent = Object.keys(scripts).filter(
    (name) => !/^(?:check:|postinstall$|start$|test$)/.test(name) && !text.includes(`npm run ${name}`),
  );
  expect(silent).toEqual([]);
});

test('[UI353] every environment variable of the server is in both READMEs, and no other', () => {
  const read = new Set(all(readText('server/config.ts'), /(?:read\w*\(env, |name, )'([A-Z_]+)'/g));
  expect(read.size).toBeGreaterThan(10);
  for (const readme of ['README.md', 'README.zh-CN.md']) {
    const text = readText(readme);
    expect([...read].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(all(text, /^\| `([A-Z_]+)` /gm).filter((name) => !read.has(name))).toEqual([]);
  }
});

test('[UI354] the list of decisions is whole', () => {
  const files = fs.readdirSync(path.join(ROOT, DECISIONS)).filter((file) => /^\d/.test(file));
  expect(all(readText(`${DECISIONS}/README.md`), /^- \[\d{4}\]\(([^)]+)\): \S/gm)).toEqual(files.sort());
});

describe('paths', () => {
  /** Where bytes go over the wire, no file imports the next. */
  const AFTER_THE_WIRE = ['server/ws/gateway.ts', 'miniprogram/core/chat/rooms/dispatch.ts'];
  const text = readText('ARCHITECTURE.md');
  const pathOf = (name: string): string[] => {
    const [, part = ''] = text.split(`<!-- path of a ${name} -->`);
    return [...(part.split('<!-- end -->')[0] ?? '').matchAll(/^\d+\. `([^`]+)`: \S/gm)].map(
      ([, file = '']) => file,
    );
  };
  const graph = importGraph(['miniprogram', 'server']);
  const imports = (file: string, other: string): boolean => graph.get(file)?.includes(other) ?? false;
  /** A page's template stands beside its script, and its components are in its JSON. */
  const shows = (template: string, other: string): boolean => {
    if (!template.endsWith('.wxml')) return false;
    if (other === template.replace(/wxml$/, 'ts')) return true;
    const { usingComponents } = JSON.parse(readText(template.replace(/wxml$/, 'json'))) as {
      usingComponents: Readonly<Record<string, string>>;
    };
    return Object.values(usingComponents).some(
      (place) => `${place.replace(/^[./]*/, 'miniprogram/')}.ts` === other,
    );
  };

  test.each([
    ['message', 25],
    ['reconnect', 12],
  ] as const)('[BA24] the path of a %s is drawn by file, in at most %i', (name, most) => {
    const files = pathOf(name);
    expect(files.length).toBeGreaterThan(5);
    expect(files.length).toBeLessThanOrEqual(most);
    expect(files.filter((file) => !graph.has(file) && !file.endsWith('.wxml'))).toEqual([]);
    const isLinked = (a: string, b: string): boolean =>
      imports(a, b) || imports(b, a) || shows(a, b) || shows(b, a);
    const lost = files.filter(
      (file, i) => i > 0 && !files.slice(0, i).some((above) => isLinked(above, file)),
    );
    expect(lost.filter((file) => !AFTER_THE_WIRE.includes(file))).toEqual([]);
  });
});

test('[BA25] what is called of wx outside its platform is listed', () => {
  const files = listFiles('miniprogram', ['.ts']).filter(
    (file) => !/^miniprogram\/(?:platform|core)\//.test(file),
  );
  const code = files.map((file) => readText(file).replace(/\/\*[^]*?\*\/|^\s*\/\/.*$|\s\/\/\s.*$/gm, ''));
  const called = new Set(code.flatMap((text) => all(text, /\bwx\??\.(\w+)/g)));
  expect([...called].sort()).toEqual(
    [...new Set(all(readText('ARCHITECTURE.md'), /`wx\.(\w+)`/g))]
      .filter((name) => name !== 'sendSocketMessage')
      .sort(),
  );
  // By another way nobody could tell what is called.
  expect(code.flatMap((text) => all(text, /(\bwx\[|[{,] *\w+ *\} = wx\s*;)/g))).toEqual([]);
});

describe('words', () => {
  const glossary = readText('ARCHITECTURE.md').split('\n## Words\n')[1]?.split('\n## ')[0] ?? '';
  const rows = glossary.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((line) => line.split('|')[3] ?? '').flatMap((cell) => cell.split(','));
  const retired = new Set(
    cells.map((word) => word.trim()).filter((word) => /^[a-z]+$/.test(word) && word !== 'not'),
  );
  const onTheWire = new Set(['standing', 'door']);
  const isRetired = (name: string): boolean =>
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .split(/[^A-Za-z]+/)
      .some((word) => retired.has(word.toLowerCase().replace(/s$/, '')) || retired.has(word.toLowerCase()));
  const files = ['miniprogram', 'server', 'simulator'].flatMap((folder) =>
    listFiles(folder, ['.ts', '.wxml', '.wxss']),
  );

  test('[BA32] the glossary retires words, and no file is called by one', () => {
    expect(retired.size).toBeGreaterThan(12);
    expect(files.filter((file) => isRetired(path.basename(file)))).toEqual([]);
  });

  test('[BA32] no identifier of the product is made of a word that the glossary retires', () => {
    const found = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const names = identifiersOf(file).filter((name) => !onTheWire.has(name) && isRetired(name));
        return names.map((name) => `${file}: ${name}`);
      });
    expect(found).toEqual([]);
  });
});

test('[BA38] a catch that does not look at what was thrown says why', () => {
  const files = ['miniprogram', 'server', 'simulator'].flatMap((folder) => listFiles(folder, ['.ts']));
  const silent = files.filter((file) => /\bcatch \{\s*(?!\/\/)\S/.test(readText(file)));
  expect(silent).toEqual([]);
});
