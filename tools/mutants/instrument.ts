/**
 * Writes one file so that every change of it stands in it at once, each behind its number: a program is compiled once and
 * then is any of its mutants. It does not know who switches, or what is tested with it.
 */
import ts from 'typescript';
import { changesOf, isClosed, isName } from './operators';
import { SWITCH } from './switch-name';

export interface Mutant {
  /** From 1 on, unique in one run; 0 is the program as it is. */
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly original: string;
  readonly mutation: string;
}

export interface Instrumented {
  readonly code: string;
  readonly mutants: readonly Mutant[];
}

interface Writing {
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly allow: (id: number) => boolean;
  readonly mutants: Mutant[];
  nextId: number;
}

/** The text of a node in which the changes below it stand already. */
function writeInner(node: ts.Node, writing: Writing): string {
  const { text } = writing.source;
  let out = '';
  let at = node.getStart(writing.source);
  ts.forEachChild(node, (child) => {
    const start = child.getStart(writing.source);
    out += text.slice(at, start) + write(child, writing);
    at = child.getEnd();
  });
  return out + text.slice(at, node.getEnd());
}

function write(node: ts.Node, writing: Writing): string {
  if (isClosed(node) || isName(node)) return node.getText(writing.source);
  const inner = writeInner(node, writing);
  const isStatement = ts.isExpressionStatement(node);
  const original = node.getText(writing.source);
  const line = writing.source.getLineAndCharacterOfPosition(node.getStart(writing.source)).line + 1;
  const arms = changesOf(node).flatMap(({ kind, text }) => {
    const id = writing.nextId++;
    if (!writing.allow(id)) return [];
    const { file } = writing;
    writing.mutants.push({ id, file, line, kind, original, mutation: text || 'removed' });
    return [{ id, text }];
  });
  if (arms.length === 0) return inner;
  if (isStatement) return `{ if (${SWITCH}(${arms[0]?.id})) {} else { ${inner} } }`;
  return `(${arms.map(({ id, text }) => `${SWITCH}(${id}) ? ${text} : `).join('')}${inner})`;
}

/** `firstId` goes on from file to file; `allow` leaves out what a sample does not want. */
export function instrument(
  file: string,
  text: string,
  firstId: number,
  allow: (id: number) => boolean = () => true,
): Instrumented {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const writing: Writing = { file, source, allow, mutants: [], nextId: firstId };
  return { code: writeInner(source, writing), mutants: writing.mutants };
}
