import { readCommand, readNames, readNumber, usageOf } from '../../tools/command-line';
import { listFiles, readText } from '../support/source-files';

const command = {
  name: 'bake',
  options: {
    loaves: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
    dry: { type: 'boolean' },
  },
} as const;

class Ended extends Error {}

let said: string[];

beforeEach(() => {
  said = [];
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    said.push(`exit ${String(code)}`);
    throw new Ended();
  });
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  jest.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});

afterEach(() => jest.restoreAllMocks());

function ending(use: () => unknown): readonly string[] {
  expect(use).toThrow(Ended);
  return said;
}

test('[UI350] a command answers --help with what it is given, its options and what they are without being told', () => {
  expect(ending(() => readCommand({ ...command, others: 'FLOUR' }, ['rye', '--help', '--unknown']))).toEqual([
    [
      'npm run bake -- FLOUR [options]',
      '  --loaves VALUE (3)',
      '  --only VALUE, also more than once',
      '  --dry',
    ].join('\n'),
    'exit 0',
  ]);
  expect(usageOf({ name: 'rest', options: {} })).toBe('npm run rest');
});

test.each([
  ['an option it does not know', ['--loavs', '2'], "bake: Unknown option '--loavs'"],
  ['something without a name', ['rye'], "bake: Unexpected argument 'rye'"],
  ['an option without its value', ['--loaves'], "bake: Option '--loaves <value>' argument missing"],
])('[UI351] %s is one sentence that leads to the options', (_what, args, start) => {
  expect(ending(() => readCommand(command, args))).toEqual([
    `${start}; npm run bake -- --help tells the options.`,
    'exit 2',
  ]);
});

test.each(['x', '', ' ', '0', '-1', '1.5', 'Infinity', 'NaN'])(
  '[UI351] the number "%s" is refused with its limit',
  (text) => {
    expect(ending(() => readNumber('bake', 'loaves', text))).toEqual([
      `bake: --loaves "${text}" is not a whole number of at least 1.`,
      'exit 2',
    ]);
  },
);

test('[UI351] a name that is not known is refused with those that are', () => {
  expect(ending(() => readNames('bake', 'only', ['rye', 'rice'], ['rye', 'oat']))).toEqual([
    'bake: --only "rice" is not known: use rye, oat.',
    'exit 2',
  ]);
});

test('what is right is handed over', () => {
  const { values } = readCommand(command, ['--only', 'rye', '--only', 'oat']);
  expect({ ...values }).toEqual({ loaves: '3', only: ['rye', 'oat'] });
  expect(readNumber('bake', 'loaves', '3')).toBe(3);
  expect(readNumber('bake', 'hours', '0.5', { min: 0.1, isWhole: false })).toBe(0.5);
  expect(readNames('bake', 'only', ['oat'], ['rye', 'oat'])).toEqual(['oat']);
});

test('[UI350, UI351] no command reads its options in a way of its own', () => {
  // This one hands on to jest whatever it is given.
  const apart = ['tools/command-line.ts', 'tools/run-tests.ts'];
  const scripts = Object.values(
    (JSON.parse(readText('package.json')) as { scripts: Record<string, string> }).scripts,
  ).join(' ');
  const own = [...listFiles('tools', ['.ts']), ...listFiles('bench', ['.ts'])]
    .filter((file) => scripts.includes(file) && !apart.includes(file))
    .filter((file) => /\bparseArgs\(|process\.argv/.test(readText(file)));
  expect(own).toEqual([]);
});
