/**
 * The options of a command of package.json. `--help` is answered with what there is; what a command does not know, or cannot
 * take, is one sentence that names it, before anything is run or written.
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends OptionTable> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: boolean }>>;

export interface Command<T extends OptionTable> {
  /** As in `npm run NAME`. */
  readonly name: string;
  readonly options: T;
  /** What is given without a name, such as `PATH [PATH…]`; absent: nothing. */
  readonly others?: string;
}

const WRONG_USE = 2;
const HELP = '--help';

function describe([name, { type, default: usual, multiple }]: [string, OptionTable[string]]): string {
  if (type === 'boolean') return `  --${name}`;
  const often = multiple === true ? ', also more than once' : '';
  return `  --${name} VALUE${usual === undefined || usual === '' ? '' : ` (${String(usual)})`}${often}`;
}

export function usageOf<T extends OptionTable>({ name, options, others }: Command<T>): string {
  const listed = Object.entries(options).map(describe);
  const given = [...(others ? [others] : []), ...(listed.length > 0 ? ['[options]'] : [])];
  const head = [`npm run ${name}`, ...(given.length > 0 ? ['--', ...given] : [])];
  return [head.join(' '), ...listed].join('\n');
}

/** The process ends with this sentence: somebody has used a command wrongly. */
export function refuse(name: string, sentence: string): never {
  console.error(`${name}: ${sentence}`);
  process.exit(WRONG_USE);
}

export function readCommand<T extends OptionTable>(
  command: Command<T>,
  args: readonly string[] = process.argv.slice(2),
): Parsed<T> {
  const { name, options, others } = command;
  if (args.includes(HELP)) {
    console.log(usageOf(command));
    process.exit(0);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: others !== undefined });
  } catch (thrown) {
    // Node's first sentence says what is wrong; those behind it are about dashes.
    const [sentence] = (thrown as Error).message.split('. ');
    return refuse(name, `${sentence}; npm run ${name} -- ${HELP} tells the options.`);
  }
}

/** @returns a number of at least `min`, whole unless told otherwise */
export function readNumber(
  name: string,
  option: string,
  text: string,
  { min = 1, isWhole = true }: { readonly min?: number; readonly isWhole?: boolean } = {},
): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= min && value !== Infinity && (!isWhole || Number.isSafeInteger(value))) return value;
  return refuse(name, `--${option} "${text}" is not a ${isWhole ? 'whole ' : ''}number of at least ${min}.`);
}

/** @returns `wanted`, of which each is one of `known` */
export function readNames(
  name: string,
  option: string,
  wanted: readonly string[],
  known: readonly string[],
): readonly string[] {
  const wrong = wanted.find((one) => !known.includes(one));
  return wrong === undefined
    ? wanted
    : refuse(name, `--${option} "${wrong}" is not known: use ${known.join(', ')}.`);
}
