/**
 * Which tests show what, from the ids in braces in their names (`test('[UI21] {C1} …')`), for tables in `docs/`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { readCommand } from './command-line';
import { listFiles, readText, ROOT } from '../test/support/source-files';

export interface Shown {
  readonly file: string;
  readonly title: string;
  /** Rules of SPEC.md that the name cites. */
  readonly rules: readonly string[];
}

export interface Collected {
  readonly shown: ReadonlyMap<string, readonly Shown[]>;
  /** Ids in braces that are none, as sentences. */
  readonly unknown: readonly string[];
}

const IDS = '\\{[A-Z]\\d{1,2}(?:, ?[A-Z]\\d{1,2})*\\}';
/** Text literals with ids in braces. */
const TITLE = new RegExp(`(['"\`])((?:(?!\\1)[^\\n])*?${IDS}(?:(?!\\1)[^\\n])*)\\1`, 'g');

function idsIn(title: string, letters: string): readonly string[] {
  const lists = [...title.matchAll(new RegExp(IDS, 'g'))].map(([list]) => list.slice(1, -1));
  return lists.flatMap((list) => list.split(/, ?/)).filter((id) => letters.includes(id.charAt(0)));
}

const rulesIn = (title: string): readonly string[] =>
  [...title.matchAll(/\[([A-Z]{2,3}\d+(?:, ?[A-Z]{2,3}\d+)*)\]/g)].flatMap(([, list]) =>
    (list ?? '').split(/, ?/),
  );

/** @param letters with which ids of this table begin, such as `RCPD` */
export function testsById(ids: readonly string[], letters: string): Collected {
  const shown = new Map<string, Shown[]>(ids.map((id) => [id, []]));
  const unknown: string[] = [];
  for (const file of listFiles('test', ['.test.ts', '-contract.ts'])) {
    for (const match of readText(file).matchAll(TITLE)) {
      const title = match[2] ?? '';
      for (const id of idsIn(title, letters)) {
        const tests = shown.get(id);
        if (tests) tests.push({ file, title, rules: rulesIn(title) });
        else unknown.push(`${file}: {${id}} is not in the list`);
      }
    }
  }
  return { shown, unknown };
}

/** Writes `text` to `page`, or with `--check` says whether it is there already. Ends the process. */
export function writeOrCheck(
  page: string,
  text: string,
  command: string,
  problems: readonly string[],
): never {
  const { values } = readCommand({ name: command, options: { check: { type: 'boolean' } } });
  for (const line of problems) console.error(line);
  const file = path.join(ROOT, page);
  const isCheck = values.check === true;
  const isCurrent = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;
  if (!isCheck) fs.writeFileSync(file, text);
  else if (!isCurrent) console.error(`${page} is out of date: run npm run ${command}.`);
  process.exit(problems.length > 0 || (isCheck && !isCurrent) ? 1 : 0);
}
