/**
 * What is wrong with a mini program, said with file and line, and the error that stops a build.
 * Knows nothing about what is checked.
 */

export interface Problem {
  /** Path below the mini program's root. */
  readonly file: string;
  /** From 1; 0 when the problem has no place in the file. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `pages/chat/index.wxml:3:12 missing end tag` */
export function formatProblem(problem: Problem): string {
  const place = problem.line > 0 ? `:${problem.line}:${problem.column}` : '';
  return `${problem.file}${place} ${problem.message}`;
}

/** A build that cannot go on; its message has one line per problem. */
export class BuildError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'BuildError';
  }
}

/** A problem of a whole file. */
export function problemIn(file: string, message: string): Problem {
  return { file, line: 0, column: 0, message };
}
