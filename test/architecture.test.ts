/**
 * The structure as tests: who may import whom, how large a file may be, and where a colour may stand. The table is explained in ARCHITECTURE.md.
 */
import { findCircles, findLevelCircles, importGraph } from './support/import-graph';
import { listFiles, importsOf, readImports, readText } from './support/source-files';

interface Layer {
  readonly folder: string;
  /** Folders it may import. Its own is always allowed. */
  readonly may: readonly string[];
  /** Folders it may only `import type` from. */
  readonly types?: readonly string[];
  /** Packages it may import; absent means any. */
  readonly packages?: readonly string[];
}

const CORE = 'miniprogram/core';
const LAYERS: readonly Layer[] = [
  { folder: `${CORE}/base`, may: [], packages: [] },
  { folder: `${CORE}/socket`, may: [`${CORE}/base`], packages: [] },
  { folder: `${CORE}/protocol`, may: [`${CORE}/base`], packages: [] },
  { folder: `${CORE}/store`, may: [`${CORE}/base`], types: [`${CORE}/protocol`], packages: [] },
  {
    folder: `${CORE}/chat`,
    may: [`${CORE}/base`, `${CORE}/socket`, `${CORE}/protocol`, `${CORE}/store`],
    packages: [],
  },
  {
    folder: 'miniprogram/platform',
    may: [`${CORE}/base`, `${CORE}/socket`, `${CORE}/chat`],
    packages: [],
  },
  {
    folder: 'miniprogram/services',
    may: [CORE, 'miniprogram/platform', 'miniprogram/config', 'miniprogram/i18n/languages'],
    packages: [],
  },
  {
    folder: 'miniprogram/behaviors',
    may: [
      'miniprogram/services',
      `${CORE}/store`,
      'miniprogram/i18n',
      'miniprogram/utils',
      'miniprogram/styles',
    ],
    types: [CORE],
    packages: [],
  },
  {
    folder: 'miniprogram/components',
    may: ['miniprogram/i18n', 'miniprogram/utils'],
    types: [CORE],
    packages: [],
  },
  {
    folder: 'miniprogram/pages',
    may: [
      'miniprogram/services',
      'miniprogram/behaviors',
      'miniprogram/i18n',
      'miniprogram/utils',
      'miniprogram/styles',
      'miniprogram/kinds',
      `${CORE}/base`,
      `${CORE}/store`,
      `${CORE}/chat/chat-error`,
    ],
    types: [CORE],
    packages: [],
  },
  { folder: 'miniprogram/kinds', may: ['miniprogram/i18n'], types: [CORE], packages: [] },
  { folder: 'miniprogram/i18n', may: [`${CORE}/base`], types: [CORE], packages: [] },
  {
    folder: 'miniprogram/utils',
    may: ['miniprogram/i18n', `${CORE}/base`, `${CORE}/store`],
    types: [CORE],
    packages: [],
  },
  {
    folder: 'packages',
    may: [`${CORE}/base`, `${CORE}/socket`, 'miniprogram/platform'],
    packages: [],
  },
  { folder: 'server', may: [`${CORE}/base`, `${CORE}/protocol`] },
  { folder: 'simulator', may: [] },
  { folder: 'bench', may: ['server', 'tools/command-line'] },
];

/** What both ends keep to has one home, which every layer of the mini program may ask: limits, and what each kind of message is. */
const LIMITS = `${CORE}/protocol/limits`;
const KINDS = `${CORE}/protocol/kinds`;

const inside = (target: string, folder: string): boolean =>
  target === folder || target.startsWith(`${folder}/`);

function breaches(layer: Layer): string[] {
  const found: string[] = [];
  for (const file of listFiles(layer.folder, ['.ts'])) {
    for (const { specifier, target, typeOnly } of readImports(file)) {
      if (specifier === '') found.push(`${file} imports something that is put together at run time`);
      if (target === null) {
        if (layer.packages && !layer.packages.includes(specifier)) found.push(`${file} imports ${specifier}`);
        continue;
      }
      const allowed = [layer.folder, ...layer.may, ...(typeOnly ? (layer.types ?? []) : [])];
      if ((target === LIMITS || inside(target, KINDS)) && inside(file, 'miniprogram')) continue;
      if (!allowed.some((folder) => inside(target, folder))) found.push(`${file} imports ${target}`);
    }
  }
  return found;
}

/** The numbers that a file gives a name to. */
const namedNumbers = (file: string): readonly (readonly [name: string, value: number])[] =>
  [...readText(file).matchAll(/^(?:export )?const ([A-Z_]+)(?:: number)? = ([\d_ *]+|.*\bMIB);/gm)].flatMap(
    ([, name = '', value = '']) => {
      const factors = value
        .replace(/_/g, '')
        .replace(/\bMIB\b/, '1048576')
        .split('*')
        .map(Number);
      return [[name, factors.reduce((product, factor) => product * factor, 1)] as const];
    },
  );

/** Words that say how something is counted, not what. */
const COUNTING =
  /^(MAX|MIN|LIMIT|MS|BYTES|CODE|POINTS|UNITS|CHARS|CHARACTERS|PX|PAGE|PER|WINDOW|INTERVAL|TIMEOUT|LENGTH|GRACE)$/;
const subjects = (name: string): readonly string[] =>
  name
    .split('_')
    .filter((word) => !COUNTING.test(word))
    .map((word) => word.replace(/S$/, ''));

/** Who may ask the phone what time it is, and what for. */
const OWN_TIME: readonly (readonly [file: string, why: string])[] = [
  [`${CORE}/socket/`, 'pauses between attempts, and notices that the clock was set'],
  [`${CORE}/chat/server-time.ts`, 'makes the server’s time of it'],
  [`${CORE}/chat/session/session`, 'how long a connection has held'],
  [`${CORE}/chat/chat-types.ts`, 'says so of the connection’s line'],
  [`${CORE}/chat/outbox/outbox`, 'when something was written that the server’s time is not known of'],
  [`${CORE}/chat/outbox/send-pace.ts`, 'pauses between messages'],
  [`${CORE}/chat/cache/cache-storage.ts`, 'which value is oldest'],
  ['miniprogram/components/voice-button/', 'how long a finger has been down'],
  ['miniprogram/platform/clock.ts', 'is the clock'],
  ['miniprogram/services/account.ts', 'when to renew a ticket that the server judges'],
  ['miniprogram/services/drafts.ts', 'which draft is oldest'],
  ['miniprogram/services/file-addresses.ts', 'is given a clock of the server’s time'],
  ['miniprogram/services/create-client.ts', 'hands the phone’s time to pages'],
  ['miniprogram/services/client-types.ts', 'names it'],
  ['miniprogram/behaviors/view-context.ts', 'for the line of the connection'],
];

describe('imports', () => {
  test.each(LAYERS.map((layer) => [layer.folder, layer] as const))(
    '%s imports only what its layer may',
    (_folder, layer) => {
      expect(breaches(layer)).toEqual([]);
    },
  );

  test('every way to import is seen', () => {
    const source = `
      import a from './a';
      import './b';
      import type { C } from './c';
      export { d } from './d';
      export type { E } from './e';
      export * from './f';
      import g = require('./g');
      type H = import('./h').H;
      const i = () => import('./i');
      const j = require('./j');
      const k = import(\`./k\`);
      const l = import(name);
      const m = require('./' + name);
      const n = require.async('./n');
      // import './not';
      const text = "import './not'";
    `;
    const seen = importsOf('server/x.ts', source).map(
      ({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' type' : ''}`,
    );
    const types = ['./c type', './d', './e type', './f', './g', './h type'];
    expect(seen).toEqual(['./a', './b', ...types, './i', './j', './k', '', '', './n']);
  });

  test('a page imports no other page', () => {
    const found = listFiles('miniprogram/pages', ['.ts']).flatMap((file) => {
      const own = file.split('/').slice(0, 3).join('/');
      return readImports(file)
        .filter(({ target }) => target?.startsWith('miniprogram/pages/') && !inside(target, own))
        .map(({ target }) => `${file} imports ${target}`);
    });
    expect(found).toEqual([]);
  });

  test('[BA30] no limit of the protocol is written down a second time', () => {
    const limits = namedNumbers(`${LIMITS}.ts`);
    expect(limits.length).toBeGreaterThan(40);
    const product = ['miniprogram', 'server'].flatMap((folder) => listFiles(folder, ['.ts']));
    const copies = product
      .filter((file) => file !== `${LIMITS}.ts`)
      .flatMap((file) => namedNumbers(file).map(([name, value]) => ({ file, name, value })))
      .filter(({ name, value }) =>
        limits.some(
          ([limit, other]) =>
            limit === name ||
            (other === value && subjects(limit).some((subject) => subjects(name).includes(subject))),
        ),
      );
    expect(copies.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('[BA31] no page catches without looking at what was thrown', () => {
    const blind = listFiles('miniprogram/pages', ['.ts']).filter((file) => /\bcatch \{/.test(readText(file)));
    expect(blind).toEqual([]);
  });

  test('no factory only calls new, and no interface repeats the only class of its file that has it', () => {
    const files = ['miniprogram', 'server', 'simulator'].flatMap((folder) => listFiles(folder, ['.ts']));
    const repeated = files.flatMap((file) => {
      const text = readText(file);
      const made = [...text.matchAll(/^(?:export )?class (\w+)/gm)].map(([, name]) => name);
      const had = [...text.matchAll(/^(?:export )?class \w+.* implements ([\w, ]+?) \{/gm)].flatMap(
        ([, names = '']) => names.split(', '),
      );
      const only = had.filter((name) => had.indexOf(name) === had.lastIndexOf(name));
      const calls = [
        ...text.matchAll(/\) *(?:: \w+ )?\{\n  return new (\w+)\((?:[^()]|\([^()]*\))*\);\n\}$/gm),
      ];
      return [
        ...calls.filter(([, name]) => made.includes(name)).map(([, name]) => `${file}: new ${name}`),
        ...only
          .filter((name) => new RegExp(`^(?:export )?interface ${name}\\b`, 'm').test(text))
          .map((name) => `${file}: ${name}`),
      ];
    });
    expect(repeated).toEqual([]);
  });

  test('the product never imports tests, tools or benchmarks', () => {
    const found = ['miniprogram', 'server', 'simulator'].flatMap((folder) =>
      listFiles(folder, ['.ts']).filter((file) =>
        readImports(file).some(({ target }) => target !== null && /^(test|tools|bench)\//.test(target)),
      ),
    );
    expect(found).toEqual([]);
  });
});

describe('circles', () => {
  const graph = importGraph(['miniprogram', 'server', 'simulator', 'bench', 'tools', 'test']);

  test('[BA22] no files import each other in a circle, neither for a type nor when they run', () => {
    expect(graph.size).toBeGreaterThan(900);
    expect(findCircles(graph)).toEqual([]);
  });

  test('[BA23] in no folder do files and folders import each other in a circle', () => {
    expect(findLevelCircles(graph)).toEqual([]);
  });

  test('[BA22, BA23] every kind of import closes a circle, and every circle is named', () => {
    const files = (sources: Readonly<Record<string, string>>) =>
      importGraph(Object.keys(sources), (file) => sources[file] ?? '');
    const back = ["import { a } from './a';", "import type { A } from './a';", "export { a } from './a';"];
    const late = ["type A = import('./a').A;", "const a = () => import('./a');", "const a = require('./a');"];
    for (const text of [...back, ...late]) {
      const graph = files({ 'x/a.ts': "import './b';", 'x/b.ts': "import './c';", 'x/c.ts': text });
      expect(findCircles(graph)).toEqual([['x/a.ts', 'x/b.ts', 'x/c.ts']]);
      expect(findLevelCircles(graph)).toEqual(['x: a.ts, b.ts, c.ts']);
    }
    const between = files({
      'x/p/a.ts': "import '../q/b';",
      'x/q/b.ts': '',
      'x/q/c.ts': "import '../p/d';",
      'x/p/d.ts': '',
      'x/top.ts': "import './p/a';",
    });
    expect(findCircles(between)).toEqual([]);
    expect(findLevelCircles(between)).toEqual(['x: p, q']);
  });
});

describe('sizes', () => {
  const lines = (file: string): number => readText(file).split('\n').length - 1;
  const over = (files: readonly string[], limit: number): string[] =>
    files.filter((file) => lines(file) > limit).map((file) => `${file}: ${lines(file)} lines`);

  test('no TypeScript file has more than 400 lines', () => {
    const folders = ['miniprogram', 'server', 'simulator', 'tools', 'bench', 'test', 'typings'];
    expect(
      over(
        folders.flatMap((folder) => listFiles(folder, ['.ts'])),
        400,
      ),
    ).toEqual([]);
  });

  test('no page script has more than 150 lines and no template more than 60', () => {
    const scripts = listFiles('miniprogram/pages', ['.ts']).filter((file) =>
      /\/([\w-]+)\/\1\.ts$/.test(file),
    );
    expect(over(scripts, 150)).toEqual([]);
    expect(over(listFiles('miniprogram', ['.wxml']), 60)).toEqual([]);
  });
});

/** WeChat's own bars take no CSS variables, so their few values stand apart; a test holds them to the tokens. */
const TOKENS = 'miniprogram/styles/tokens.wxss';
const COLOUR_FILES = [TOKENS, 'miniprogram/styles/native-colors.ts'];

describe('files', () => {
  test('every file of the layers starts by saying what it is responsible for', () => {
    const folders = [CORE, 'miniprogram/platform', 'miniprogram/services', 'server', 'simulator'];
    const silent = folders
      .flatMap((folder) => listFiles(folder, ['.ts']))
      .filter((file) => !readText(file).startsWith('/**'));
    expect(silent).toEqual([]);
  });

  test('[RM66] {K9} the phone’s own clock is asked by those alone who compare with no time of the server', () => {
    const asks = /\bclock\.now\(|\bDate\.now\(|\bnew Date\(\)|phoneNow\(/;
    const found = listFiles('miniprogram', ['.ts', '.wxs']).filter((file) => asks.test(readText(file)));
    expect(found.filter((file) => !OWN_TIME.some(([allowed]) => file.startsWith(allowed)))).toEqual([]);
    expect(OWN_TIME.filter(([allowed]) => !found.some((file) => file.startsWith(allowed)))).toEqual([]);
  });

  test('[BA21] no pattern throws on a phone that knows neither Unicode properties nor lookbehind', () => {
    const withoutComments = (file: string): string =>
      readText(file).replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
    const throws = /\\p\{|\(\?<[=!]|\.matchAll\(|\.replaceAll\(/i;
    const found = listFiles('miniprogram', ['.ts', '.wxs']).filter((file) =>
      throws.test(withoutComments(file)),
    );
    expect(found).toEqual([]);
  });

  test('colours stand in the token files only', () => {
    const colour = /#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl)a?\(/;
    const found = listFiles('miniprogram', ['.wxss', '.wxml', '.wxs', '.ts'])
      .filter((file) => !COLOUR_FILES.includes(file))
      .flatMap((file) =>
        readText(file)
          .split('\n')
          .flatMap((line, i) => (colour.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
      );
    expect(found).toEqual([]);
  });

  test('[UI217] styles name tokens that there are, and each token is named somewhere', () => {
    const defined = new Set([...readText(TOKENS).matchAll(/^ *(--chat-[\w-]+):/gm)].map(([, name]) => name));
    const files = listFiles('miniprogram', ['.wxss', '.wxml', '.wxs', '.ts']);
    const named = files.flatMap((file) =>
      [...readText(file).matchAll(/var\((--chat-[\w-]+)/g)].map(([, name = '']) => ({ file, name })),
    );
    // `--chat-tint-` and a number are put together in a script.
    const isNamed = (token = ''): boolean =>
      named.some(({ name }) => name === token || (name.endsWith('-') && token.startsWith(name)));
    expect(named.filter(({ name }) => !name.endsWith('-') && !defined.has(name))).toEqual([]);
    expect([...defined].filter((token) => !isNamed(token))).toEqual([]);
  });

  test('[UI216] fonts are named in the tokens only', () => {
    const named = /^\s*font(?:-family)?:(?! *(?:inherit|var\(--chat-font-(?:text|emoji)\));)/;
    const found = listFiles('miniprogram', ['.wxss'])
      .filter((file) => file !== TOKENS)
      .flatMap((file) =>
        readText(file)
          .split('\n')
          .flatMap((line, i) => (named.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
      );
    expect(found).toEqual([]);
  });

  test('[UI216] the simulator asks for the same emoji fonts, for the same characters', () => {
    const faceOf = (file: string): string | undefined =>
      /@font-face \{[^}]*?(src:[^}]*)\}/.exec(readText(file))?.[1]?.replace(/\s+/g, ' ');
    const wanted = faceOf(TOKENS);
    expect(wanted).toMatch(/local\('Noto Color Emoji'\).*U\+1F000-1FAFF/);
    expect(faceOf('simulator/view/runtime/phone.css')).toBe(wanted);
    expect(faceOf('simulator/shell/shell.css')).toBe(wanted);
  });
});
