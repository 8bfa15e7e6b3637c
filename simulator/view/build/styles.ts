/**
 * Compiles WXSS into one stylesheet for the browser: imports put in place, units and selectors rewritten, dark mode
 * turned into an attribute so that the preview can switch it. Order: app, components, pages.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import postcss from 'postcss';
import type { AtRule, ChildNode, Container, CssSyntaxError, Root, Rule } from 'postcss';
import type { AppManifest, Unit } from '../manifest';
import { candidatesOf, isFile, isOwnFile } from './paths';
import { BuildError, problemIn } from './problem';
import type { Problem } from './problem';
import { isHostRule, rewriteSelector } from './selectors';
import type { RewrittenSelector, SelectorScope } from './selectors';
import { convertUnits } from './units';

export interface CompiledStyles {
  readonly css: string;
  readonly warnings: readonly Problem[];
}

/** What one file says at one place of its rules; imports of others stand before and after. */
interface Stretch {
  readonly file: string;
  /** The same for all that one import brings. */
  readonly turn: number;
  readonly nodes: readonly ChildNode[];
}

const COLOR_SCHEME = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/;

/** wx: a file of the mini program is not reached from a stylesheet; what is tried in its place has this at its end. */
const LOCAL_FILE = /url\(\s*(["']?)(?!data:|https?:|\/\/|#)([^)"']+)\1\s*\)/g;
const withoutLocalFiles = (value: string): string =>
  value.replace(LOCAL_FILE, 'url($1$2-do-not-use-local-path$1)');

/** @throws BuildError for a stylesheet that does not parse or an import that leads nowhere */
export function compileStyles(root: string, manifest: AppManifest): CompiledStyles {
  const compiler = new StyleCompiler(root);
  const components = manifest.units.filter((unit) => unit.config.component);
  const pages = manifest.units.filter((unit) => !unit.config.component);
  const app = compiler.compile('app.wxss', { classPrefix: '', ancestor: ':where(.mp-page)' });
  const ofComponents = components.map((unit) => compiler.compile(`${unit.id}.wxss`, scopeOf(unit)));
  const parts = [
    app,
    ...compiler.hosts,
    ...ofComponents,
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
  /** wx: rules of `:host` come before those of every component, whatever they stand in. */
  readonly hosts: string[] = [];
  private turns = 0;

  constructor(private readonly root: string) {}

  /** The CSS of one stylesheet; empty when there is no such file. */
  compile(file: string, scope: SelectorScope): string {
    if (!isFile(path.join(this.root, file))) return '';
    const sheet = this.load(file);
    this.convertValues(sheet);
    if (scope.classPrefix !== '') this.takeHostRules(sheet, scope);
    this.convertRules(sheet, scope, file);
    return sheet.toString();
  }

  /** wx: a file that is imported twice counts at its last place. */
  private load(file: string): Root {
    const stretches = this.stretchesOf(file, []);
    const last = new Map(stretches.map((stretch) => [stretch.file, stretch.turn]));
    const counting = stretches.filter((stretch) => last.get(stretch.file) === stretch.turn);
    return postcss.root({ nodes: counting.flatMap(({ nodes }) => nodes) });
  }

  private stretchesOf(file: string, around: readonly string[]): Stretch[] {
    const stretches: Stretch[] = [];
    const turn = (this.turns += 1);
    let nodes: ChildNode[] = [];
    for (const node of this.parse(file)?.nodes ?? []) {
      if (node.type !== 'atrule' || node.name !== 'import') nodes.push(node);
      else {
        if (nodes.length > 0) stretches.push({ file, turn, nodes });
        nodes = [];
        stretches.push(...this.importedBy(node, file, [...around, file]));
      }
    }
    return nodes.length > 0 ? [...stretches, { file, turn, nodes }] : stretches;
  }

  private takeHostRules(sheet: Root, scope: SelectorScope): void {
    sheet.walkRules((rule) => {
      if (!isHostRule(rule.selector)) return;
      this.hosts.push(rule.clone({ selector: rewriteSelector(rule.selector, scope).text }).toString());
      rule.remove();
    });
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

  private importedBy(rule: AtRule, file: string, around: readonly string[]): Stretch[] {
    const name = /^(?:url\()?\s*(['"])(.+?)\1/.exec(rule.params)?.[2] ?? '';
    const target = candidatesOf(name, path.posix.dirname(file)).find((candidate) => {
      return isFile(path.join(this.root, candidate));
    });
    if (target === undefined) {
      const line = rule.source?.start?.line ?? 0;
      this.errors.push({ file, line, column: 1, message: `imports ${name}, which does not exist` });
      return [];
    }
    return around.includes(target) ? [] : this.stretchesOf(target, around);
  }

  /** Lengths and addresses; `:root` goes, because no phone keeps it. */
  private convertValues(sheet: Root): void {
    sheet.walkDecls((declaration) => {
      declaration.value = withoutLocalFiles(convertUnits(declaration.value));
    });
    sheet.walkRules((rule) => {
      if (rule.selector.trim() === ':root') rule.remove();
    });
    sheet.walkComments((comment) => {
      comment.remove();
    });
  }

  private convertRules(container: Container, scope: SelectorScope, file: string): void {
    for (const node of [...(container.nodes ?? [])]) {
      if (node.type === 'rule') {
        const { text, kinds } = this.rewritten(node, scope, file);
        if (scope.classPrefix !== '') this.warnAboutKinds(file, node.selector, kinds);
        node.selector = text;
      } else if (node.type === 'atrule' && !node.name.endsWith('keyframes')) {
        this.convertAtRule(node, scope, file);
      }
    }
  }

  private rewritten(rule: Rule, scope: SelectorScope, file: string): RewrittenSelector {
    try {
      return rewriteSelector(rule.selector, scope);
    } catch (error) {
      const { line = 0, column = 0 } = rule.source?.start ?? {};
      this.errors.push({ file, line, column, message: `"${rule.selector}": ${(error as Error).message}` });
      return { text: rule.selector, kinds: new Set() };
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
