/**
 * WXS as wcc takes it: what it refuses of JavaScript, and what it takes and silently makes nothing of. TypeScript's parser
 * reads it. glass-easel runs WXS as the JavaScript that it looks like, so nothing of this is seen in a browser.
 */
import ts from 'typescript';
import type { Advice, Found } from './fault';
import { insteadOfMember, insteadOfStatic } from './wxs-library';

const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'wcc refuses it',
  instead,
});
const silent = (construct: string, instead: string, tool = 'wcc takes it and it gives nothing'): Advice => ({
  construct,
  tool,
  instead,
});

const K = ts.SyntaxKind;
const KINDS: ReadonlyMap<ts.SyntaxKind, Advice> = new Map([
  [K.ArrowFunction, refused('an arrow function', 'Write function () {}.')],
  [K.NoSubstitutionTemplateLiteral, refused('a template literal', 'Join strings with +.')],
  [K.TemplateExpression, refused('a template literal', 'Join strings with +.')],
  [K.ObjectBindingPattern, refused('destructuring', 'Read the members one by one.')],
  [K.ArrayBindingPattern, refused('destructuring', 'Read the members one by one.')],
  [K.ShorthandPropertyAssignment, refused('a member without a value', 'Write name: name.')],
  [K.MethodDeclaration, refused('a method', 'Write name: function () {}.')],
  [K.GetAccessor, refused('a getter', 'Write a function.')],
  [K.SetAccessor, refused('a setter', 'Write a function.')],
  [K.SpreadElement, refused('a spread', 'Use concat, or pass the list.')],
  [K.SpreadAssignment, refused('a spread', 'Copy the members one by one.')],
  [K.RegularExpressionLiteral, refused('a regular expression', 'Write getRegExp("…", "g").')],
  [K.ForInStatement, refused('`for … in`', 'Keep the names in a list, and count.')],
  [K.ForOfStatement, refused('`for … of`', 'Count with an index.')],
  [K.LabeledStatement, refused('a label', 'Leave the loop by a return from a function.')],
  [K.ClassDeclaration, refused('a class', 'Write functions.')],
  [K.NewExpression, silent('`new`', 'Use getDate() or getRegExp(), or write an object.')],
  [K.TryStatement, silent('`try`', 'Look at the value before.')],
  [K.ThrowStatement, silent('`throw`', 'Return a value that says so.')],
  [K.ThisKeyword, silent('`this`', 'Hand over what is needed.')],
]);

const NEW_DATE = refused('`new Date`', 'Write getDate().');
const IN = silent('`in`', 'Compare o.a with undefined.', 'wcc takes it and it gives the name');
const INSTANCEOF = silent(
  '`instanceof`',
  'Compare x.constructor with "Array" or another name.',
  'wcc refuses it, or drops it with all that stands behind it',
);
const NO_SCRIPT = silent(
  'something that is no JavaScript',
  'Write what is missing: an operator, or the end of the statement.',
  'in a function wcc takes it and drops what stands behind it',
);
const NUMBER = refused('a number in another form', 'Write it in decimal digits, with one before the point.');
const NAME = refused(
  'a name with $ or a letter that is not ASCII',
  'Choose a name of letters, digits and _.',
);
const KEY = refused('a number or "default" as the name of a member', 'Use a list, or another name.');
const EXPORTS = silent('`exports.`', 'Write module.exports = { name: name }.');
const UNDECLARED = silent('a name that is not declared', 'Declare it with var, or hand it over.');
const REQUIRE = refused('`require` of something else than a .wxs file', 'Write the path with .wxs.');
const BACKSLASH = silent(
  'two backslashes in getRegExp()',
  'Write one: getRegExp("\\d").',
  'wcc takes it and it matches a backslash',
);
const BLOCK_NAME = refused('`let` or `const`', 'Write var.');

const GLOBALS: ReadonlySet<string> = new Set(
  (
    'undefined NaN Infinity Math JSON Number Date Array Object module exports require ' +
    'getDate getRegExp console arguments parseInt parseFloat isNaN isFinite ' +
    'encodeURI encodeURIComponent decodeURI decodeURIComponent'
  ).split(' '),
);

function declaredIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node) => {
    const isDeclared =
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isParameter(node) ||
      ts.isFunctionLike(node);
    if (isDeclared && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    node.forEachChild(visit);
  };
  visit(file);
  return names;
}

/** Not the name of a member, nor of something that is declared here. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isTypeOfExpression(parent)) return false;
  return (
    !ts.isFunctionLike(parent) && !ts.isLabeledStatement(parent) && !ts.isBreakOrContinueStatement(parent)
  );
}

function memberAdvice(node: ts.PropertyAccessExpression): Advice | undefined {
  const {
    parent,
    expression,
    name: { text },
  } = node;
  if (ts.isIdentifier(expression)) {
    if (expression.text === 'Object') return silent('`Object.`', 'Keep the names in a list of your own.');
    if (expression.text === 'exports') return EXPORTS;
    const instead = insteadOfStatic(expression.text, text);
    if (instead !== undefined) return silent(`\`${expression.text}.${text}\``, instead);
  }
  const isCalled = ts.isCallExpression(parent) && parent.expression === node;
  const instead = insteadOfMember(text, isCalled);
  return instead === undefined ? undefined : silent(`\`.${text}\``, instead);
}

function callAdvice(node: ts.CallExpression, file: ts.SourceFile): Advice | undefined {
  const [first] = node.arguments;
  if (!ts.isIdentifier(node.expression) || first === undefined) return undefined;
  const { text } = node.expression;
  if (text === 'require')
    return ts.isStringLiteral(first) && first.text.endsWith('.wxs') ? undefined : REQUIRE;
  return text === 'getRegExp' && first.getText(file).includes('\\\\') ? BACKSLASH : undefined;
}

function operatorAdvice({ operatorToken: { kind } }: ts.BinaryExpression): Advice | undefined {
  if (kind === K.InKeyword) return IN;
  return kind === K.InstanceOfKeyword ? INSTANCEOF : undefined;
}

const isOddKey = ({ name }: ts.PropertyAssignment): boolean =>
  ts.isNumericLiteral(name) || (ts.isStringLiteral(name) && name.text === 'default');

function adviceFor(node: ts.Node, file: ts.SourceFile, declared: ReadonlySet<string>): Advice | undefined {
  if (ts.isNewExpression(node) && node.expression.getText(file) === 'Date') return NEW_DATE;
  if (ts.isVariableDeclarationList(node))
    return node.flags & ts.NodeFlags.BlockScoped ? BLOCK_NAME : undefined;
  if (ts.isPropertyAccessExpression(node)) return memberAdvice(node);
  if (ts.isCallExpression(node)) return callAdvice(node, file);
  if (ts.isBinaryExpression(node)) return operatorAdvice(node);
  if (ts.isPropertyAssignment(node)) return isOddKey(node) ? KEY : undefined;
  if (ts.isNumericLiteral(node)) return /^\d+(?:\.\d*)?$/.test(node.getText(file)) ? undefined : NUMBER;
  if (!ts.isIdentifier(node)) return KINDS.get(node.kind);
  if (!/^\w*$/.test(node.text)) return NAME;
  const isKnown = declared.has(node.text) || GLOBALS.has(node.text) || node.text === '';
  return isKnown || !isRead(node) ? undefined : UNDECLARED;
}

/** Where the compiler of TypeScript finds no JavaScript any more. */
function brokenAt(source: string): number | undefined {
  const options = { fileName: 'a.js', reportDiagnostics: true, compilerOptions: { allowJs: true } };
  return ts.transpileModule(source, options).diagnostics?.find(({ start }) => start !== undefined)?.start;
}

export function wxsFaults(source: string, start = 0): Found[] {
  const file = ts.createSourceFile('a.js', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const declared = declaredIn(file);
  const found: Found[] = [];
  const visit = (node: ts.Node) => {
    const advice = adviceFor(node, file, declared);
    if (advice !== undefined) found.push({ at: start + node.getStart(file), advice });
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
  const broken = found.length === 0 ? brokenAt(source) : undefined;
  return broken === undefined ? found : [{ at: start + broken, advice: NO_SCRIPT }];
}
