/**
 * Compiles WXSS into one stylesheet for the browser: imports put in place, units and selectors rewritten, dark mode
 * turned into an attribute so that the preview can switch it. Order: app, components, pages.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import postcss from 'postcss';
import type { AtRule, Container, CssSyntaxError, Root } from 'postcss';
import type { AppManifest, Unit } from '../manifest';
import { candidatesOf, isFile, isOwnFile } from './paths';
import { BuildError, problemIn } from './problem';
import type { Problem } from './problem';
import { rewriteSelector } from './selectors';
import type { SelectorScope } from './selectors';
import { convertUnits } from './units';

export interface CompiledStyles {
  readonly css: string;
  readonly warnings: readonly Problem[];
}

const COLOR_SCHEME = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/;

/** @throws BuildError for a stylesheet that does not parse or an import that leads nowhere */
export function compileStyles(root: string, manifest: AppManifest): CompiledStyles {
  const compiler = new StyleCompiler(root);
  const components = manifest.units.filter((unit) => unit.config.component);
  const pages = manifest.units.filter((unit) => !unit.config.component);
  const parts = [
    compiler.compile('app.wxss', { classPrefix: '', ancestor: ':where(.mp-page)' }),
    ...components.map((unit) => compiler.compile(`${unit.id}.wxss`, scopeOf(unit))),
    ...pages.map((unit) => compiler.compile(`${unit.id}.wxss`, scopeOf(unit))),
  ];
  if (compiler.errors.length > 0) throw new BuildError(compiler.errors);
  return { css: parts.filter((part) => part !== '').join('\n'), warnings: compiler.warnings };
}

function scopeOf(unit: Unit): SelectorScope {
  if (unit.config.component) return { classPrefix: unit.scope, ancestor: '' };
  return { classPrefix: '', ancestor: `:where([mp-path="${unit.id}"])` };
}

class StyleCompiler {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  constructor(private readonly root: string) {}

  /** The CSS of one stylesheet; empty when there is no such file. */
  compile(file: string, scope: SelectorScope): string {
    if (!isFile(path.join(this.root, file))) return '';
    const sheet = this.load(file, new Set());
    if (sheet === null) return '';
    this.convertValues(sheet);
    this.convertRules(sheet, scope, file);
    return sheet.toString();
  }

  private load(file: string, seen: Set<string>): Root | null {
    if (seen.has(file)) return null;
    seen.add(file);
    const sheet = this.parse(file);
    sheet?.walkAtRules('import', (rule) => this.inlineImport(rule, file, seen));
    return sheet;
  }

  private parse(file: string): Root | null {
    const full = path.join(this.root, file);
    try {
      return postcss.parse(fs.readFileSync(full, 'utf8'), { from: full });
    } catch (error) {
      const { line = 0, column = 0, reason } = error as CssSyntaxError;
      this.errors.push({ file, line, column, message: reason });
      return null;
    }
  }

  private inlineImport(rule: AtRule, file: string, seen: Set<string>): void {
    const name = /^(?:url\()?\s*(['"])(.+?)\1/.exec(rule.params)?.[2] ?? '';
    const target = candidatesOf(name, path.posix.dirname(file)).find((candidate) => {
      return isFile(path.join(this.root, candidate));
    });
    if (target === undefined) {
      const line = rule.source?.start?.line ?? 0;
      this.errors.push({ file, line, column: 1, message: `imports ${name}, which does not exist` });
      return;
    }
    const imported = this.load(target, seen);
    if (imported === null) rule.remove();
    else rule.replaceWith(imported.nodes);
  }

  private convertValues(sheet: Root): void {
    sheet.walkDecls((declaration) => {
      declaration.value = convertUnits(declaration.value);
    });
    sheet.walkComments((comment) => {
      comment.remove();
    });
  }

  private convertRules(container: Container, scope: SelectorScope, file: string): void {
    for (const node of [...(container.nodes ?? [])]) {
      if (node.type === 'rule') {
        const { text, kinds } = rewriteSelector(node.selector, scope);
        if (scope.classPrefix !== '') this.warnAboutKinds(file, node.selector, kinds);
        node.selector = text;
      } else if (node.type === 'atrule' && !node.name.endsWith('keyframes')) {
        this.convertAtRule(node, scope, file);
      }
    }
  }

  /** wx: a component's stylesheet ignores tags, ids and attributes (custom components, "component wxss"). */
  private warnAboutKinds(file: string, selector: string, kinds: ReadonlySet<string>): void {
    if (kinds.size === 0 || !isOwnFile(file)) return;
    const names = [...kinds].join(', ');
    this.warnings.push(problemIn(file, `"${selector}": a phone ignores ${names} selectors in a component`));
  }

  private convertAtRule(rule: AtRule, scope: SelectorScope, file: string): void {
    const scheme = rule.name === 'media' ? COLOR_SCHEME.exec(rule.params)?.[1] : undefined;
    if (scheme === undefined) {
      this.convertRules(rule, scope, file);
      return;
    }
    const inTheme = `:where([mp-theme="${scheme}"])`;
    const ancestor = scope.ancestor === '' ? inTheme : `${inTheme} ${scope.ancestor}`;
    this.convertRules(rule, { ...scope, ancestor }, file);
    const rest = rule.params
      .replace(COLOR_SCHEME, '')
      .replace(/^\s*and\b|\band\s*$/g, '')
      .trim();
    if (rest === '') rule.replaceWith(rule.nodes ?? []);
    else rule.params = rest;
  }
}
