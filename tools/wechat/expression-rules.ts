/**
 * What stands between braces in a template: expressions that wcc refuses, and those that wcc and glass-easel read differently.
 * The parser of TypeScript reads them, as they are JavaScript with less in it. Knows nothing about tags.
 */
import ts from 'typescript';
import type { Advice, Found } from './fault';

export interface ExpressionPlace {
  /** The names of the template's `<wxs>` modules: only what is in these can be called. */
  readonly modules: ReadonlySet<string>;
  /** `data="{{a, b: c}}"` of `<template>` holds the inside of an object. */
  readonly isTemplateData: boolean;
  /** What it gives becomes part of a text. */
  readonly isText: boolean;
}

const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'wcc refuses it',
  instead,
});
const differs = (construct: string, tool: string, instead: string): Advice => ({ construct, tool, instead });
const IN_SCRIPT = 'Compute it in the script and put the result into data.';

const OPERATORS: ReadonlyMap<ts.SyntaxKind, Advice> = new Map([
  [ts.SyntaxKind.QuestionQuestionToken, refused('`??`', 'Write a condition with ? and :.')],
  [ts.SyntaxKind.InKeyword, refused('`in`', IN_SCRIPT)],
  [ts.SyntaxKind.InstanceOfKeyword, refused('`instanceof`', IN_SCRIPT)],
  [ts.SyntaxKind.AsteriskAsteriskToken, refused('`**`', IN_SCRIPT)],
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken, refused('`>>>`', IN_SCRIPT)],
  [ts.SyntaxKind.CommaToken, refused('a comma between expressions', 'Write one expression.')],
  [ts.SyntaxKind.EqualsToken, refused('an assignment', 'Compare with ===, or set it with setData.')],
]);

const KINDS: ReadonlyMap<ts.SyntaxKind, Advice> = new Map([
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, refused('a template literal', 'Join strings with +.')],
  [ts.SyntaxKind.TemplateExpression, refused('a template literal', 'Join strings with +.')],
  [ts.SyntaxKind.TypeOfExpression, refused('`typeof`', IN_SCRIPT)],
  [ts.SyntaxKind.VoidExpression, refused('`void`', 'Write undefined.')],
  [ts.SyntaxKind.DeleteExpression, refused('`delete`', IN_SCRIPT)],
  [ts.SyntaxKind.NewExpression, refused('`new`', IN_SCRIPT)],
  [ts.SyntaxKind.ArrowFunction, refused('a function', IN_SCRIPT)],
  [ts.SyntaxKind.FunctionExpression, refused('a function', IN_SCRIPT)],
  [ts.SyntaxKind.RegularExpressionLiteral, refused('a regular expression', IN_SCRIPT)],
  [ts.SyntaxKind.PostfixUnaryExpression, refused('`++` or `--`', IN_SCRIPT)],
  [ts.SyntaxKind.SpreadElement, refused('a spread in an array or a call', IN_SCRIPT)],
  [ts.SyntaxKind.OmittedExpression, refused('a hole in an array', 'Write undefined.')],
  [ts.SyntaxKind.BigIntLiteral, refused('a BigInt', IN_SCRIPT)],
  [ts.SyntaxKind.ComputedPropertyName, refused('a computed name', IN_SCRIPT)],
  [
    ts.SyntaxKind.ThisKeyword,
    differs('`this`', 'there is none in a template, so it gives nothing', 'Name the data.'),
  ],
]);

const NULL = differs(
  '`null` in a text',
  'wcc shows the word "null", glass-easel nothing',
  "Write '' where there is nothing.",
);
const ESCAPE = differs(
  'a backslash in a string',
  'wcc shows it as it is written, glass-easel reads the escape',
  'Write the character itself, or put the string into data.',
);
const CALL = differs(
  'a call of something that is no <wxs> module',
  'wcc gives nothing, glass-easel calls or throws',
  'Compute it in the script, or write a function in a <wxs> module.',
);
const CONSTRUCTOR = differs(
  '`.constructor`',
  'wcc gives nothing, glass-easel a function',
  'Compute the kind of a value in the script.',
);
const OCTAL = differs('a number that begins with 0', 'wcc reads it as octal', 'Leave the zero out.');
const NUMBER = refused('a number in another form', 'Write it in decimal digits.');
const OPTIONAL = refused('`?.`', 'Write a && a.b, or give the data a value from the start.');
const NAME = refused('a name that is not ASCII', 'Rename it in data.');
const TRAILING = refused('a comma at the end', 'Leave it out.');
const OBJECT_MEMBER = refused('a member of what stands in brackets', IN_SCRIPT);
const STRING_MEMBER = refused('a member of a string as it is written', IN_SCRIPT);
const QUOTED_KEY = refused('a quoted name in an object', IN_SCRIPT);
const PLUS = refused('`+` before a value', IN_SCRIPT);
const CHANGE = refused('`++` or `--`', IN_SCRIPT);

const rootOf = (node: ts.Expression): ts.Expression =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) ? rootOf(node.expression) : node;

function numberAdvice(text: string): Advice | undefined {
  if (/^0\d/.test(text)) return OCTAL;
  return /^0[xob]|[e_]/i.test(text) ? NUMBER : undefined;
}

function unaryAdvice({ operator }: ts.PrefixUnaryExpression): Advice | undefined {
  if (operator === ts.SyntaxKind.PlusToken) return PLUS;
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken
    ? CHANGE
    : undefined;
}

function memberAdvice(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Advice | undefined {
  if (node.questionDotToken) return OPTIONAL;
  if (ts.isObjectLiteralExpression(node.expression)) return OBJECT_MEMBER;
  if (ts.isParenthesizedExpression(node.expression)) return OBJECT_MEMBER;
  if (ts.isStringLiteral(node.expression)) return STRING_MEMBER;
  return ts.isPropertyAccessExpression(node) && node.name.text === 'constructor' ? CONSTRUCTOR : undefined;
}

function callAdvice(node: ts.CallExpression, modules: ReadonlySet<string>): Advice | undefined {
  if (node.questionDotToken) return OPTIONAL;
  const root = rootOf(node.expression);
  return ts.isIdentifier(root) && modules.has(root.text) ? undefined : CALL;
}

function adviceFor(node: ts.Node, file: ts.SourceFile, modules: ReadonlySet<string>): Advice | undefined {
  if (ts.isBinaryExpression(node)) return OPERATORS.get(node.operatorToken.kind);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return memberAdvice(node);
  if (ts.isCallExpression(node)) return callAdvice(node, modules);
  if (ts.isPrefixUnaryExpression(node)) return unaryAdvice(node);
  if (ts.isNumericLiteral(node)) return numberAdvice(node.getText(file));
  if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) return QUOTED_KEY;
  if (ts.isStringLiteral(node)) return /\\(?!n)/.test(node.getText(file)) ? ESCAPE : undefined;
  if (ts.isIdentifier(node)) return /^[\w$]*$/.test(node.text) ? undefined : NAME;
  if (ts.isArrayLiteralExpression(node)) return node.elements.hasTrailingComma ? TRAILING : undefined;
  if (ts.isObjectLiteralExpression(node)) return node.properties.hasTrailingComma ? TRAILING : undefined;
  return KINDS.get(node.kind);
}

/** Where an expression can end in a literal `null`. */
function nullsOf(node: ts.Expression): ts.Node[] {
  if (node.kind === ts.SyntaxKind.NullKeyword) return [node];
  if (ts.isParenthesizedExpression(node)) return nullsOf(node.expression);
  if (ts.isConditionalExpression(node)) return [...nullsOf(node.whenTrue), ...nullsOf(node.whenFalse)];
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  const isEither = kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isEither ? nullsOf(node.right) : [];
}

/** @param start where the expression stands in its file */
export function expressionFaults(text: string, start: number, place: ExpressionPlace): Found[] {
  const [before, after] = place.isTemplateData ? ['({', '})'] : ['(', ')'];
  const file = ts.createSourceFile('a.js', `${before}${text}${after}`, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const note = (node: ts.Node, advice: Advice) =>
    found.push({ at: start + node.getStart(file) - before.length, advice });
  const visit = (node: ts.Node) => {
    const advice = adviceFor(node, file, place.modules);
    if (advice !== undefined) note(node, advice);
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
  const [statement] = file.statements;
  if (place.isText && statement !== undefined && ts.isExpressionStatement(statement)) {
    for (const node of nullsOf(statement.expression)) note(node, NULL);
  }
  return found;
}

/** Every name that an expression reads, without those of members. */
export function namesIn(text: string): string[] {
  const file = ts.createSourceFile('a.js', `(${text})`, ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (ts.isIdentifier(node)) names.push(node.text);
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
  return names;
}
