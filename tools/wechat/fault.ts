/**
 * What the check of the mini program says about one construct: where it stands, which tool minds it, and what to write
 * instead. Knows no language and no tool.
 */

/** One thing not to write, as the rules name it. */
export interface Advice {
  /** As people write it. */
  readonly construct: string;
  /** Which tool refuses it, or what becomes of it, as the middle of a sentence. */
  readonly tool: string;
  /** A whole sentence. */
  readonly instead: string;
}

export interface Fault extends Advice {
  /** Below the root of the mini program, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Advice with the offset in its file at which it begins. */
export interface Found {
  readonly at: number;
  readonly advice: Advice;
}

/** `pages/a/a.wxml:3:7 \`??\`: wcc refuses it. Use a condition with ? and :.` */
export function formatFault({ file, line, column, construct, tool, instead }: Fault): string {
  return `${file}:${line}:${column} ${construct}: ${tool}. ${instead}`;
}

export function faultAt(file: string, source: string, { at, advice }: Found): Fault {
  const before = source.slice(0, at);
  return {
    file,
    line: before.split('\n').length,
    column: at - before.lastIndexOf('\n'),
    ...advice,
  };
}

export const inOrder = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column);
