/**
 * Compiles every WXML and WXS file into one JavaScript expression, with the template compiler of glass-easel. What the
 * compiler only warns about is an error in our own files. Knows nothing about styles and scripts.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import type { AppManifest, Unit } from '../manifest';
import { isFile, isOwnFile } from './paths';
import { BuildError, problemIn } from './problem';
import type { Problem } from './problem';
import { findUnknownTags } from './tag-check';
import { asOnPhones } from './template-code';
import { toCompilerDialect } from './wxml-dialect';
import type { Include } from './wxml-dialect';
import { checkWxs, toJavaScript } from './wxs-dialect';

export interface CompiledTemplates {
  /** An expression: an object of templates by id. */
  readonly code: string;
  readonly warnings: readonly Problem[];
}

interface CompilerMessage {
  readonly isError: boolean;
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** @throws BuildError for what the compiler refuses, and for its warnings in files that are not from a package */
export function compileTemplates(root: string, manifest: AppManifest): CompiledTemplates {
  const group = new TmplGroup();
  try {
    const compiler = new TemplateCompiler(root, group);
    for (const unit of manifest.units) compiler.addUnit(unit);
    if (compiler.errors.length > 0) throw new BuildError(compiler.errors);
    const code = asOnPhones(group.getTmplGenObjectGroups());
    return { code, warnings: compiler.warnings };
  } finally {
    group.free();
  }
}

class TemplateCompiler {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];
  private readonly added = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly group: TmplGroup,
  ) {}

  addUnit(unit: Unit): void {
    const tags = new Set([
      ...Object.keys(unit.config.usingComponents),
      ...Object.keys(unit.config.componentGenerics ?? {}),
    ]);
    this.addTemplate(unit.id, tags, unit.id);
  }

  private addTemplate(id: string, tags: ReadonlySet<string>, usedBy: string): void {
    if (this.added.has(id)) return;
    this.added.add(id);
    const file = `${id}.wxml`;
    const source = this.read(file, `${usedBy}.wxml`);
    if (source === null) return;
    for (const message of this.compile(id, source)) this.note(file, message);
    this.checkTags(file, source, tags);
    for (const name of this.group.getInlineScriptModuleNames(id) as string[]) this.fixInlineScript(id, name);
    for (const script of this.group.getScriptDependencies(id) as string[]) this.addScript(script, file);
    for (const template of this.group.getDirectDependencies(id) as string[]) {
      this.addTemplate(template, tags, id);
    }
  }

  /** What is said about a file of our own is about what is written there; a package is taken as the phone takes it. */
  private compile(id: string, source: string): readonly CompilerMessage[] {
    const written = toCompilerDialect(source, this.includedIn(id, [id]));
    const isOwn = isOwnFile(id);
    const ofWritten = isOwn ? (this.group.addTmpl(id, source) as CompilerMessage[]) : [];
    const ofRewritten =
      written === source && isOwn ? [] : (this.group.addTmpl(id, written) as CompilerMessage[]);
    return isOwn ? ofWritten : ofRewritten;
  }

  /** A file that includes itself, over whatever way, is left to the compiler. */
  private includedIn(id: string, seen: readonly string[]): Include {
    return (name) => {
      const from = name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(id), name);
      const target = from.replace(/\.wxml$/, '');
      const file = path.join(this.root, `${target}.wxml`);
      if (seen.includes(target) || !isFile(file)) return null;
      return { source: fs.readFileSync(file, 'utf8'), include: this.includedIn(target, [...seen, target]) };
    };
  }

  private note(file: string, message: CompilerMessage): void {
    const place = { line: message.startLine + 1, column: message.startColumn + 1 };
    const isFatal = message.isError || isOwnFile(file);
    (isFatal ? this.errors : this.warnings).push({ file, ...place, message: message.message });
  }

  private checkTags(file: string, source: string, tags: ReadonlySet<string>): void {
    if (!isOwnFile(file)) return;
    for (const { tag, line, column, isWeChatTag } of findUnknownTags(source, tags)) {
      if (isWeChatTag) {
        const message = `<${tag}> is a component of WeChat that this preview does not build`;
        this.warnings.push({ file, line, column, message });
      } else {
        const message = `<${tag}> is neither built in nor named in usingComponents`;
        this.errors.push({ file, line, column, message });
      }
    }
  }

  private fixInlineScript(id: string, name: string): void {
    const source = this.group.getInlineScript(id, name);
    for (const { line, message } of checkWxs(source)) {
      this.errors.push(problemIn(`${id}.wxml`, `<wxs module="${name}"> line ${line}: ${message}`));
    }
    this.group.setInlineScript(id, name, toJavaScript(source));
  }

  private addScript(id: string, usedBy: string): void {
    const file = `${id}.wxs`;
    if (this.added.has(file)) return;
    this.added.add(file);
    const source = this.read(file, usedBy);
    if (source === null) return;
    if (isOwnFile(file)) {
      for (const error of checkWxs(source)) this.errors.push({ file, ...error });
    }
    this.group.addScript(id, toJavaScript(source));
    for (const match of source.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) {
      const target = path.posix.join(path.posix.dirname(id), match[1] ?? '');
      this.addScript(target.replace(/\.wxs$/, ''), file);
    }
  }

  private read(file: string, usedBy: string): string | null {
    const full = path.join(this.root, file);
    if (isFile(full)) return fs.readFileSync(full, 'utf8');
    this.errors.push(problemIn(usedBy, `names ${file}, which does not exist`));
    return null;
  }
}
