/**
 * Reads app.json and follows it: pages, the components they use, those of the components, and so on, with every name made
 * an absolute id. Reads JSON and the style options of scripts; does not look into templates or stylesheets.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { AppManifest, ThemeVariables, Unit, UnitConfig, WindowConfig } from '../manifest';
import { findPictures } from './assets';
import { isFile, resolveComponent, scriptOf } from './paths';
import { BuildError, problemIn } from './problem';
import type { Problem } from './problem';

interface AppJson {
  readonly pages?: readonly string[];
  readonly subPackages?: readonly { readonly root: string; readonly pages: readonly string[] }[];
  readonly subpackages?: readonly { readonly root: string; readonly pages: readonly string[] }[];
  readonly window?: WindowConfig;
  readonly tabBar?: object;
  readonly usingComponents?: Readonly<Record<string, string>>;
  readonly darkmode?: boolean;
  readonly themeLocation?: string;
  readonly networkTimeout?: { readonly connectSocket?: number };
}

type UnitJson = Partial<UnitConfig> & { readonly addGlobalClass?: boolean };

const STYLE_ISOLATION = /\bstyleIsolation\s*:\s*(['"])([\w-]+)\1/;
const ADD_GLOBAL_CLASS = /\baddGlobalClass\s*:\s*(?:true|!0)/;
const SHARED = new Set(['shared', 'page-shared']);
const NO_THEMES: ThemeVariables = { light: {}, dark: {} };

/** Reads a mini program. @throws BuildError naming every file that is missing or is not JSON */
export function scanApp(root: string): AppManifest {
  return new Scanner(root).run();
}

class Scanner {
  private readonly problems: Problem[] = [];
  private readonly units = new Map<string, Unit>();
  private readonly scopes = new Set<string>();

  constructor(private readonly root: string) {}

  run(): AppManifest {
    const app = this.readJson<AppJson>('app.json');
    const pages = pagesOf(app);
    if (pages.length === 0) this.problems.push(problemIn('app.json', 'has no pages'));
    if (app.tabBar !== undefined)
      this.problems.push(problemIn('app.json', 'has a tabBar, which is not built'));
    const shared = this.resolveAll(app.usingComponents ?? {}, '', 'app.json');
    for (const page of pages) this.addUnit(page, true, shared, 'app.json');
    const themes = app.themeLocation === undefined ? NO_THEMES : this.readThemes(app.themeLocation);
    if (this.problems.length > 0) throw new BuildError(this.problems);
    return {
      pages,
      units: [...this.units.values()],
      window: app.window ?? {},
      isDarkModeOn: app.darkmode === true,
      connectTimeoutMs: app.networkTimeout?.connectSocket ?? null,
      themes,
      pictures: findPictures(this.root),
    };
  }

  private addUnit(id: string, isPage: boolean, shared: Record<string, string>, usedBy: string): void {
    if (this.units.has(id)) return;
    const missing = this.missingFilesOf(id);
    if (missing.length > 0) {
      this.problems.push(problemIn(usedBy, `names ${id}, but there is no ${missing.join(' and no ')}`));
      return;
    }
    const file = `${id}.json`;
    const json = isFile(path.join(this.root, file)) ? this.readJson<UnitJson>(file) : {};
    const own = this.resolveAll(json.usingComponents ?? {}, path.posix.dirname(id), file);
    const config = { ...json, ...this.absoluteNames(json, id, file), component: !isPage };
    const isolation = json.styleIsolation ?? this.isolationInScript(id);
    const isScoped = !isPage && !SHARED.has(isolation ?? '');
    this.units.set(id, {
      id,
      scope: isScoped ? this.newScope(id) : '',
      config: { ...config, usingComponents: { ...shared, ...own }, styleIsolation: isolation },
    });
    for (const used of Object.values({ ...shared, ...own })) this.addUnit(used, false, shared, file);
  }

  private missingFilesOf(id: string): string[] {
    const missing = isFile(path.join(this.root, `${id}.wxml`)) ? [] : [`${id}.wxml`];
    return scriptOf(this.root, id) === null ? [...missing, `${id}.ts`] : missing;
  }

  private absoluteNames(json: UnitJson, id: string, file: string): Pick<UnitConfig, 'componentGenerics'> {
    const generics: Record<string, true | { default?: string }> = {};
    for (const [name, value] of Object.entries(json.componentGenerics ?? {})) {
      const fallback = value === true ? undefined : value.default;
      if (fallback === undefined) generics[name] = true;
      else {
        const resolved = this.resolveAll({ [name]: fallback }, path.posix.dirname(id), file);
        generics[name] = { default: `/${resolved[name] ?? fallback}` };
      }
    }
    return json.componentGenerics === undefined ? {} : { componentGenerics: generics };
  }

  private resolveAll(using: Readonly<Record<string, string>>, folder: string, file: string) {
    const found: Record<string, string> = {};
    for (const [tag, name] of Object.entries(using)) {
      const id = resolveComponent(this.root, name, folder === '.' ? '' : folder);
      if (id === null)
        this.problems.push(problemIn(file, `uses <${tag}>, but there is no component ${name}`));
      else found[tag] = id;
    }
    return found;
  }

  private isolationInScript(id: string): string | undefined {
    const script = scriptOf(this.root, id);
    if (script === null) return undefined;
    const source = fs.readFileSync(path.join(this.root, script), 'utf8');
    return STYLE_ISOLATION.exec(source)?.[2] ?? (ADD_GLOBAL_CLASS.test(source) ? 'apply-shared' : undefined);
  }

  /** `components/room-row/room-row` and `room-row/index` are both `room-row`; a name that is taken gets a number. */
  private newScope(id: string): string {
    const parts = id.split('/');
    const last = parts[parts.length - 1] ?? id;
    const base = (last === 'index' ? parts[parts.length - 2] : last) ?? id;
    let scope = base;
    for (let count = 2; this.scopes.has(scope); count += 1) scope = `${base}-${count}`;
    this.scopes.add(scope);
    return scope;
  }

  private readThemes(file: string): ThemeVariables {
    const themes = this.readJson<Partial<ThemeVariables>>(file.replace(/^\.?\//, ''));
    return { light: themes.light ?? {}, dark: themes.dark ?? {} };
  }

  private readJson<T extends object>(file: string): T {
    const full = path.join(this.root, file);
    if (!isFile(full)) throw new BuildError([problemIn(file, 'is missing')]);
    try {
      return JSON.parse(fs.readFileSync(full, 'utf8')) as T;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new BuildError([problemIn(file, `is not JSON: ${reason}`)]);
    }
  }
}

function pagesOf(app: AppJson): string[] {
  const packages = app.subPackages ?? app.subpackages ?? [];
  const inPackages = packages.flatMap(({ root, pages }) => pages.map((page) => path.posix.join(root, page)));
  return [...(app.pages ?? []), ...inPackages];
}
