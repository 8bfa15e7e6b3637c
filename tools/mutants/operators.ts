/**
 * Which small changes a piece of code can get: text for text, so that both can stand in one program.
 * It does not know files, tests, or how a change is switched on.
 */
import ts from 'typescript';

export interface Change {
  readonly kind: string;
  /** What stands there instead; of a statement: nothing, when empty. */
  readonly text: string;
}

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['>', '>='],
  ['>=', '>'],
  ['<', '<='],
  ['<=', '<'],
  ['===', '!=='],
  ['!==', '==='],
  ['&&', '||'],
  ['||', '&&'],
  ['??', '&&'],
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['%', '*'],
  ['+=', '-='],
  ['-=', '+='],
]);

const COUSINS: ReadonlyMap<string, string> = new Map([
  ['min', 'max'],
  ['max', 'min'],
  ['some', 'every'],
  ['every', 'some'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
]);

/** What is said in a log or to whoever broke an assertion is nobody's behaviour. */
const TALK = /^(log|logger|this\.log|options\.log|assert|\w+\.(log|logger)|[\w.]+\.logger\.\w+)\b/;
/** Its second part is a sentence for whoever reads a log: what happens goes by the first. */
const COMPLAINT = 'ChatError';

const isText = (node: ts.Node): boolean => ts.isStringLiteral(node) || ts.isTemplateLiteral(node);

function ofBinary(node: ts.BinaryExpression): Change[] {
  const operator = node.operatorToken.getText();
  // Two texts are joined, not added.
  if (operator === '+' && (isText(node.left) || isText(node.right))) return [];
  const other = INSTEAD.get(operator);
  if (other === undefined) return [];
  const [left, right] = [node.left.getText(), node.right.getText()];
  // `??` must not stand beside `&&` and `||` without parentheses.
  const text = /[&|]/.test(other) ? `((${left}) ${other} (${right}))` : `(${left} ${other} ${right})`;
  return [{ kind: /[-+*/%]/.test(operator) ? 'arithmetic' : 'operator', text }];
}

/** The condition of an `if`, `?:` or loop that no other change turns around. */
function ofCondition(node: ts.Expression): Change[] {
  if (ts.isBinaryExpression(node) || ts.isPrefixUnaryExpression(node)) return [];
  return [{ kind: 'condition', text: `!(${node.getText()})` }];
}

function ofCall(node: ts.CallExpression): Change[] {
  if (!ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression } = node.expression;
  const cousin = COUSINS.get(name.text);
  if (cousin === undefined) return [];
  const args = node.arguments.map((argument) => argument.getText()).join(', ');
  return [{ kind: 'method', text: `${expression.getText()}.${cousin}(${args})` }];
}

function ofLiteral(node: ts.Node): Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ kind: 'literal', text: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ kind: 'literal', text: 'true' }];
  if (ts.isNumericLiteral(node)) return [{ kind: 'literal', text: `(${node.getText()} + 1)` }];
  const given = ts.isStringLiteral(node) && node.text !== '';
  return given ? [{ kind: 'literal', text: `''` }] : [];
}

function ofStatement(node: ts.ExpressionStatement): Change[] {
  const { expression } = node;
  if (ts.isStringLiteral(expression) || TALK.test(expression.getText())) return [];
  if (ts.isCallExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword) return [];
  return [{ kind: 'statement', text: '' }];
}

const isConditionOf = (node: ts.Node): boolean => {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  return ts.isConditionalExpression(parent) && parent.condition === node;
};

/** Every change of this node itself, without those of what is inside of it. */
export function changesOf(node: ts.Node): readonly Change[] {
  if (ts.isExpressionStatement(node)) return ofStatement(node);
  if (!ts.isExpression(node)) return [];
  const turned = isConditionOf(node) ? ofCondition(node) : [];
  if (ts.isBinaryExpression(node)) return ofBinary(node);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [{ kind: 'operator', text: `(${node.operand.getText()})` }];
  if (ts.isCallExpression(node)) return [...turned, ...ofCall(node)];
  return [...turned, ...ofLiteral(node)];
}

/** Places where nothing can be exchanged: types, names, imports, and what is only said. */
export function isClosed(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isEnumDeclaration(node) || ts.isDecorator(node)) return true;
  if (ts.isStringLiteral(node) && isComplaint(node)) return true;
  return ts.isCallExpression(node) && TALK.test(node.expression.getText());
}

const isComplaint = (node: ts.StringLiteral): boolean =>
  ts.isNewExpression(node.parent) &&
  node.parent.expression.getText() === COMPLAINT &&
  node.parent.arguments?.[1] === node;

/** The name before a colon or in brackets of a pattern; it is no expression although it looks like one. */
export function isName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) return parent.name === node;
  if (ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent)) return parent.name === node;
  return ts.isBindingElement(parent) && parent.propertyName === node;
}
