/**
 * What the packer says against a project, as a fault with its place. It ends at its first, in one of several forms: with a
 * code frame of Babel or PostCSS, with `line:column:`, or with the name of a field.
 */
import type { Fault } from './fault';

const TOOL = 'the packer refuses it';
const PLAINER = 'Write it in a way that every tool takes.';

/** What to write instead, by what it says. The rules of scripts know more; they are asked first. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/component not found/, 'Name a component that is there, by its path and without an ending.'],
  [/could not find the corresponding file/, 'Write that file, or take the page out of app.json.'],
  [/field needs to be/, 'Give the field a value of the kind that is named.'],
  [/Expecting |Empty file/, 'Write strict JSON: no comment, no comma at an end, no byte order mark.'],
  [
    /unexpected end|unclosed|Unclosed|Missing end/,
    'Close what was opened, in the order in which it was opened.',
  ],
  [/Unknown word/, 'Write a name, a colon and a value.'],
  [/project\.config\.json not exist/, 'Write project.config.json as strict JSON.'],
];

const FILE = /^file: (.+)$/m;
const JSON_FILE = /^(\S+\.json): /;
/** `> 3 | let x = ;` and below it `    |         ^`. */
const FRAME = /^> *(\d+) \|[^\n]*(?:\n *\| ( *)\^)?/m;
const BEGIN = /^(\d+):(\d+):/;
const JSON_LINE = /^ +(\d+) \|/gm;

function placeOf(message: string): { line: number; column: number } {
  const frame = FRAME.exec(message);
  if (frame !== null) return { line: Number(frame[1]), column: (frame[2] ?? '').length + 1 };
  const begin = BEGIN.exec(message);
  if (begin !== null) return { line: Number(begin[1]), column: Number(begin[2]) };
  const shown = [...message.matchAll(JSON_LINE)].pop();
  return { line: Number(shown?.[1] ?? 1), column: 1 };
}

/** Its first sentence, without paths of this machine, places and frames. */
function constructOf(message: string, file: string): string {
  const lines = message.split('\n').filter((line) => !FILE.test(line) && !/^>? *\d* \|/.test(line));
  const said = lines
    .map((line) => line.trim())
    .find((line) => line !== '' && !/^\S+\.json: \S+\.json$/.test(line));
  const name = file.split('/').pop() ?? file;
  return (said ?? 'it says nothing')
    .replace(new RegExp(`^\\S*${name.replace(/\./g, '\\.')}:\\s*`), '')
    .replace(/^(?:\d+:\d+:)+\s*/, '')
    .replace(/(?:in the path: )\S*?(\/[^/\s]+)$/, 'as $1')
    .replace(/\s*\(\d+:\d+\):?$/, '')
    .replace(/[.:]+$/, '');
}

/**
 * @param root the folder of the mini program, as the project's configuration names it, without a slash at its end
 * @param path the file, where the packer tells it apart
 */
export function packerFault(message: string, root: string, path?: string): Fault {
  const named = path ?? FILE.exec(message)?.[1] ?? JSON_FILE.exec(message)?.[1] ?? 'app.json';
  const file = named.replace(/^\//, '').replace(`${root}/`, '');
  return {
    file,
    ...placeOf(message),
    construct: constructOf(message, file),
    tool: TOOL,
    instead: ADVICE.find(([said]) => said.test(message))?.[1] ?? PLAINER,
  };
}
