/**
 * All that is asked of a mini program: every file by the rules of its language, and the whole by the vendors' compilers.
 * Knows which file is read by what; the rules themselves are beside it. Packages in `miniprogram_npm` are only compiled.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { faultAt, inOrder, type Advice, type Fault, type Found } from './fault';
import { jsonFaults } from './json-rules';
import { fileAdvice } from './packed-files';
import { scriptFaults } from './script-rules';
import { glassEaselFaults, wccFaults, wcscFaults } from './vendor-tools';
import { whiteSpaceFaults } from './white-space';
import { wxsFaults } from './wxs-rules';
import { importFaults, importsOf } from './wxss-imports';
import { parseWxss, stylesheetFaults } from './wxss-rules';
import { templateLinkFaults } from './wxml-links';
import { templateFaults } from './wxml-rules';
import { parseWxml, wxsPartsOf } from './wxml-tree';

const PACKAGES = 'miniprogram_npm';
const BYTE_ORDER_MARK = '\uFEFF';
const MARK: Advice = {
  construct: 'a byte order mark',
  tool: 'wcc shows it as a text, wcsc and the packer refuse it',
  instead: 'Save the file as UTF-8 without it.',
};

export class CheckedProject {
  readonly files: readonly string[];

  constructor(private readonly root: string) {
    this.files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .sort();
  }

  /** What the rules say about these files and the compilers about all. */
  faultsIn(wanted: ReadonlySet<string>): Fault[] {
    const own = this.ownOf(wanted);
    const ruled = this.ruledIn(wanted);
    const said = [
      ...this.saidByAll(),
      ...own.filter(isTemplate).flatMap((file) => this.saidByGlassEasel(file)),
    ];
    return inOrder([...ruled, ...said.filter((fault) => !isExplained(fault, ruled))]);
  }

  /** What the rules alone say. */
  ruledIn(wanted: ReadonlySet<string>): Fault[] {
    const all = new Set(this.files);
    return this.ownOf(wanted).flatMap((file) => this.faultsOf(file, all));
  }

  private ownOf(wanted: ReadonlySet<string>): readonly string[] {
    return this.files.filter((file) => wanted.has(file) && !file.startsWith(`${PACKAGES}/`));
  }

  private read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  private saidByAll(): Fault[] {
    const sheets = this.files.filter((file) => file.endsWith('.wxss'));
    const scripts = this.files.filter((file) => file.endsWith('.wxs'));
    return [
      ...wccFaults(this.root, this.files.filter(isTemplate), scripts),
      ...wcscFaults(this.root, sheets, (file) => [...this.withImports(file, new Set())]),
    ];
  }

  private saidByGlassEasel(file: string): Fault[] {
    return glassEaselFaults(file, this.read(file));
  }

  private withImports(file: string, seen: Set<string>): ReadonlySet<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const root = this.styles(file);
    if (root === null) return seen;
    for (const { target } of importsOf(root, (name) => resolve(file, name))) {
      if (this.files.includes(target)) this.withImports(target, seen);
    }
    return seen;
  }

  private styles(file: string) {
    return existsSync(path.join(this.root, file)) ? parseWxss(this.read(file)) : null;
  }

  private faultsOf(file: string, all: ReadonlySet<string>): Fault[] {
    const advice = fileAdvice(file, all);
    const named = advice === undefined ? [] : [{ file, line: 1, column: 1, ...advice }];
    const isText = /\.(?:wxml|wxss|wxs|json|ts|js)$/.test(file);
    if (!isText) return named;
    const source = this.read(file);
    const marked: Found[] = source.startsWith(BYTE_ORDER_MARK) ? [{ at: 0, advice: MARK }] : [];
    return [
      ...named,
      ...[...marked, ...this.foundIn(file, source)].map((found) => faultAt(file, source, found)),
    ];
  }

  private foundIn(file: string, source: string): Found[] {
    switch (path.extname(file)) {
      case '.wxml':
        return this.foundInTemplate(file, source);
      case '.wxss':
        return this.foundInStyles(file, source);
      case '.wxs':
        return wxsFaults(source);
      case '.json':
        return jsonFaults(source, {
          isApp: file === 'app.json',
          hasComponent: (name) => this.hasComponent(file, name),
        });
      default:
        return scriptFaults(source);
    }
  }

  private foundInTemplate(file: string, source: string): Found[] {
    const root = parseWxml(source);
    const read = (name: string) => {
      const target = resolve(file, /\.wxml$/.test(name) ? name : `${name}.wxml`);
      return this.files.includes(target) ? parseWxml(this.read(target)) : null;
    };
    return [
      ...templateFaults(root),
      ...templateLinkFaults(root, read),
      ...whiteSpaceFaults(root),
      ...wxsPartsOf(root).flatMap((part) => wxsFaults(part.source, part.start)),
    ];
  }

  private foundInStyles(file: string, source: string): Found[] {
    const root = parseWxss(source);
    if (root === null) return [];
    return [...stylesheetFaults(root), ...importFaults(file, (name) => this.styles(name), resolve)];
  }

  private hasComponent(file: string, name: string): boolean {
    const places = [resolve(file, name), `${PACKAGES}/${name}`];
    return places.some(
      (place) => this.files.includes(`${place}.json`) || this.files.includes(`${place}/index.json`),
    );
  }
}

const isTemplate = (file: string): boolean => file.endsWith('.wxml');

/** As a file of the mini program names another: from the root, or beside it. */
const resolve = (from: string, name: string): string =>
  name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(from), name);

/** A rule of ours has said more about it: a compiler tells its first fault of a file, and never what to write instead. */
function isExplained({ file, line, tool }: Fault, ruled: readonly Fault[]): boolean {
  return ruled.some((fault) => fault.file === file && (fault.tool === tool || fault.line === line));
}
