/**
 * TypeScript that the packer's Babel step takes and makes something else of, or leaves for a phone that cannot read it. The
 * parser of TypeScript reads the file alone; types are not asked.
 */
import ts from 'typescript';
import type { Advice, Found } from './fault';

const packer = (construct: string, tool: string, instead: string): Advice => ({ construct, tool, instead });
const left = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'the packer leaves it as it is, and the file does not load',
  instead,
});
const refused = (construct: string, instead: string): Advice => ({
  construct,
  tool: 'the packer refuses it',
  instead,
});

const K = ts.SyntaxKind;
const OVERRIDE = packer(
  'a class field that overrides another',
  'the packer assigns it, so a setter of the base class runs',
  'Assign it in the constructor, or hand it to the base class.',
);
const DECLARED = refused('`declare` before a class field', 'Take the field away, and cast where it is read.');
const DEFINITE = packer(
  'a class field with `!` and without a value',
  'the packer drops it, where other tools set it to undefined',
  'Give it a value, or write = undefined.',
);
const ALIAS = packer(
  'an import alias of a namespace',
  'the packer writes require() without a path, which throws',
  'Write const name = space.name.',
);
const TYPE_REQUIRE = packer(
  '`import type x = require()`',
  'the packer keeps the require',
  'Write import type { x } from.',
);
const POWER = packer(
  '`**` with a BigInt',
  'the packer writes Math.pow, which throws on BigInt',
  'Multiply in a loop, or write the number.',
);
const SOURCE = packer(
  '`source` of a pattern with named groups, or a new pattern made from it',
  'the packer writes numbered groups, so the names are gone',
  'Number the groups, or write the new pattern in full.',
);
const REQUIRE = packer(
  '`require` of a path that is computed',
  'the packer leaves out the file that nobody else names',
  'Write the path, or at least its folder, as a string.',
);
const V_FLAG = refused('the flag `v` of a pattern', 'Write the flag u, or list the characters.');
const ATTRIBUTES = refused('attributes of an import', 'Write the import without `with`.');
const USING = refused('`using`', 'Close it in a finally block.');
const ACCESSOR = refused('`accessor` before a class field', 'Write get and set.');
const NAMESPACE = refused('`export let` in a namespace', 'Export a const, or a function.');
const META = left('`import.meta`', 'Name the file as it is known.');
const LATE_IMPORT = left('`import()`', 'Import at the beginning of the file.');
const LATE_AWAIT = left('`await` outside of a function', 'Put it into an async function.');

const hasModifier = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);

/** Errors of the language keep plain fields, so that an assignment is what people expect. */
const isOfError = ({ parent }: ts.PropertyDeclaration): boolean =>
  (parent.heritageClauses ?? []).some((clause) =>
    clause.types.some(
      ({ expression }) => ts.isIdentifier(expression) && /^(?:[A-Z][a-z]+)?Error$/.test(expression.text),
    ),
  );

function fieldAdvice(node: ts.PropertyDeclaration): Advice | undefined {
  if (hasModifier(node, K.DeclareKeyword)) return DECLARED;
  if (hasModifier(node, K.AccessorKeyword)) return ACCESSOR;
  if (hasModifier(node, K.OverrideKeyword) && !hasModifier(node, K.AbstractKeyword) && !isOfError(node)) {
    return OVERRIDE;
  }
  return node.exclamationToken !== undefined && node.initializer === undefined ? DEFINITE : undefined;
}

function aliasAdvice({ moduleReference, isTypeOnly }: ts.ImportEqualsDeclaration): Advice | undefined {
  if (!ts.isExternalModuleReference(moduleReference)) return ALIAS;
  return isTypeOnly ? TYPE_REQUIRE : undefined;
}

const isBigInt = (node: ts.Expression): boolean =>
  ts.isBigIntLiteral(node) ||
  (ts.isParenthesizedExpression(node) && isBigInt(node.expression)) ||
  (ts.isPrefixUnaryExpression(node) && isBigInt(node.operand)) ||
  (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'BigInt');

/** Patterns of this file that have named groups, by their names. */
function namedPatterns(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node) => {
    const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    if (value !== undefined && hasNamedGroup(value) && ts.isVariableDeclaration(node)) {
      names.add(node.name.getText(file));
    }
    node.forEachChild(visit);
  };
  visit(file);
  return names;
}

const hasNamedGroup = (node: ts.Expression): boolean =>
  ts.isRegularExpressionLiteral(node) && /\(\?<[^=!]/.test(node.text);

function beginsWithFolder(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node)) return true;
  if (ts.isTemplateExpression(node)) return node.head.text.includes('/');
  return ts.isBinaryExpression(node) && beginsWithFolder(node.left);
}

function callAdvice(node: ts.CallExpression): Advice | undefined {
  if (node.expression.kind === K.ImportKeyword) return LATE_IMPORT;
  const [first] = node.arguments;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isRequire && first !== undefined && !beginsWithFolder(first) ? REQUIRE : undefined;
}

function isInFunction(node: ts.Node): boolean {
  for (let around: ts.Node = node; around.parent !== undefined; around = around.parent) {
    if (ts.isFunctionLike(around)) return true;
  }
  return false;
}

function listAdvice(node: ts.VariableDeclarationList): Advice | undefined {
  const flags = node.flags & ts.NodeFlags.BlockScoped;
  if (flags === ts.NodeFlags.Using || flags === ts.NodeFlags.AwaitUsing) return USING;
  const statement = node.parent;
  const isMember = ts.isModuleBlock(statement.parent) && hasModifier(statement, K.ExportKeyword);
  return isMember && flags !== ts.NodeFlags.Const ? NAMESPACE : undefined;
}

function patternAdvice(node: ts.Node, patterns: ReadonlySet<string>): Advice | undefined {
  const isNamed = (value: ts.Expression | undefined): boolean =>
    value !== undefined && (hasNamedGroup(value) || (ts.isIdentifier(value) && patterns.has(value.text)));
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') {
    return isNamed(node.expression) ? SOURCE : undefined;
  }
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  return node.expression.text === 'RegExp' && isNamed(node.arguments?.[0]) ? SOURCE : undefined;
}

function adviceFor(node: ts.Node, patterns: ReadonlySet<string>): Advice | undefined {
  if (ts.isPropertyDeclaration(node)) return fieldAdvice(node);
  if (ts.isImportEqualsDeclaration(node)) return aliasAdvice(node);
  if (ts.isCallExpression(node)) return callAdvice(node);
  if (ts.isVariableDeclarationList(node)) return listAdvice(node);
  if (ts.isImportDeclaration(node)) return node.attributes === undefined ? undefined : ATTRIBUTES;
  if (ts.isRegularExpressionLiteral(node)) return /\/\w*v\w*$/.test(node.text) ? V_FLAG : undefined;
  if (ts.isMetaProperty(node)) return node.keywordToken === K.ImportKeyword ? META : undefined;
  if (ts.isAwaitExpression(node)) return isInFunction(node) ? undefined : LATE_AWAIT;
  if (ts.isBinaryExpression(node)) {
    const isPower = node.operatorToken.kind === K.AsteriskAsteriskToken;
    return isPower && (isBigInt(node.left) || isBigInt(node.right)) ? POWER : undefined;
  }
  return patternAdvice(node, patterns);
}

export function scriptFaults(source: string): Found[] {
  const file = ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const patterns = namedPatterns(file);
  const found: Found[] = [];
  const visit = (node: ts.Node) => {
    const advice = adviceFor(node, patterns);
    if (advice !== undefined) found.push({ at: node.getStart(file), advice });
    node.forEachChild(visit);
  };
  file.forEachChild(visit);
  return found;
}
