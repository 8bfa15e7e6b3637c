/**
 * JSON that the packer refuses, or reads as something else. Strict JSON is asked of JSON.parse; the parser of TypeScript gives
 * the places.
 */
import ts from 'typescript';
import type { Advice, Found } from './fault';

export interface JsonPlace {
  /** `app.json` has members of its own. */
  readonly isApp: boolean;
  /** Is there a component of this path, as this file names it? */
  readonly hasComponent: (name: string) => boolean;
}

const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'the packer refuses it',
  instead,
});

const NOT_STRICT = refused('JSON with comments, commas at the end or other faults', 'Write strict JSON.');
const NO_COMPONENT = refused('a component that is not there', 'Correct the path, without an ending.');
const BOOLEAN = refused('a text where true or false belongs', 'Write it without quotes.');
const PAGE_TWICE = refused('a page named twice', 'Name it once.');
const PAGE_ROOT = refused('a page that begins with /', 'Write the path without it.');
const LAZY = refused('another word for lazyCodeLoading', 'Write "requiredComponents".');
const VARIABLE = refused(
  'a colour variable without themeLocation',
  'Name the file of themes, or write the colour.',
);
const ALIAS = refused('an alias that begins with ./', 'Write the path from the root, without it.');

const K = ts.SyntaxKind;
const COMMENTS: ReadonlySet<ts.SyntaxKind> = new Set([K.SingleLineCommentTrivia, K.MultiLineCommentTrivia]);
const SPACES: ReadonlySet<ts.SyntaxKind> = new Set([K.WhitespaceTrivia, K.NewLineTrivia]);
const ENDS: ReadonlySet<ts.SyntaxKind> = new Set([K.CloseBraceToken, K.CloseBracketToken]);

const BOOLEANS: ReadonlySet<string> = new Set(['enablePullDownRefresh', 'disableScroll', 'darkmode']);

function stringsIn(node: ts.Node): ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const visit = (child: ts.Node) => {
    if (ts.isPropertyAssignment(child)) return visit(child.initializer);
    if (ts.isStringLiteral(child)) found.push(child);
    child.forEachChild(visit);
  };
  visit(node);
  return found;
}

function pageFaults(pages: readonly ts.StringLiteral[]): [ts.Node, Advice][] {
  return pages.flatMap((page, i): [ts.Node, Advice][] => {
    if (page.text.startsWith('/')) return [[page, PAGE_ROOT]];
    return pages.slice(0, i).some(({ text }) => text === page.text) ? [[page, PAGE_TWICE]] : [];
  });
}

function appFaults(name: string, value: ts.Expression, hasThemes: boolean): [ts.Node, Advice][] {
  const strings = stringsIn(value);
  if (name === 'pages') return pageFaults(strings);
  if (name === 'lazyCodeLoading') {
    return strings.filter(({ text }) => text !== 'requiredComponents').map((node) => [node, LAZY]);
  }
  if (name === 'resolveAlias') {
    return strings.filter(({ text }) => text.startsWith('./')).map((node) => [node, ALIAS]);
  }
  const isThemed = name === 'window' || name === 'tabBar';
  return isThemed && !hasThemes
    ? strings.filter(({ text }) => text.startsWith('@')).map((node) => [node, VARIABLE])
    : [];
}

function componentFaults(value: ts.Expression, { hasComponent }: JsonPlace): [ts.Node, Advice][] {
  return stringsIn(value)
    .filter(({ text }) => !text.startsWith('plugin://') && !hasComponent(text))
    .map((node) => [node, NO_COMPONENT]);
}

function memberFaults(
  member: ts.PropertyAssignment,
  place: JsonPlace,
  hasThemes: boolean,
): [ts.Node, Advice][] {
  const name = ts.isStringLiteral(member.name) ? member.name.text : '';
  const value = member.initializer;
  const isText = BOOLEANS.has(name) && ts.isStringLiteral(value);
  return [
    ...(isText ? [[value, BOOLEAN] as [ts.Node, Advice]] : []),
    ...(name === 'usingComponents' || name === 'componentGenerics' ? componentFaults(value, place) : []),
    ...(place.isApp ? appFaults(name, value, hasThemes) : []),
  ];
}

/** Where something begins that JSON does not have, or the file when it is something else. */
function placeOfFault(source: string): number {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
  let comma: number | undefined;
  for (let kind = scanner.scan(); kind !== K.EndOfFileToken; kind = scanner.scan()) {
    if (COMMENTS.has(kind)) return scanner.getTokenStart();
    if (comma !== undefined && ENDS.has(kind)) return comma;
    if (kind === K.CommaToken) comma = scanner.getTokenStart();
    else if (!SPACES.has(kind)) comma = undefined;
  }
  return 0;
}

function isStrict(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

export function jsonFaults(source: string, place: JsonPlace): Found[] {
  if (!isStrict(source)) return [{ at: placeOfFault(source), advice: NOT_STRICT }];
  const file = ts.parseJsonText('a.json', source);
  const value = file.statements[0]?.expression;
  if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
  const members = value.properties.filter(ts.isPropertyAssignment);
  const hasThemes = members.some(({ name }) => ts.isStringLiteral(name) && name.text === 'themeLocation');
  return members
    .flatMap((member) => memberFaults(member, place, hasThemes))
    .map(([node, advice]) => ({ at: node.getStart(file), advice }));
}
