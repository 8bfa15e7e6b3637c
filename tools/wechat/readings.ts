/**
 * How each tool reads a construct: what a template shows with its data when wcc or glass-easel has compiled it, what wcsc makes
 * of a stylesheet, or that it is refused. Judges nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import * as glassEasel from 'glass-easel';
import { TmplGroup } from 'glass-easel-template-compiler';
import { glassEaselFaults, runWcc, runWcsc } from './vendor-tools';

export type Data = Readonly<Record<string, unknown>>;

interface Shown {
  readonly tag: string;
  readonly attr: Readonly<Record<string, unknown>>;
  readonly children: readonly (Shown | string)[];
}

export const REFUSED = 'refused';

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** What the host gives to WXS. */
const GLOBALS =
  'function () { var getRegExp = function (p, f) { return new RegExp(p, f); }, getDate = function (t) { return new Date(t); };';

/** In quotes, so that blanks and line breaks are seen; a tag only with what its attributes say. */
function show(tag: string, attributes: readonly (readonly [string, unknown])[], children: string): string {
  if (attributes.length === 0) return children;
  const written = attributes.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
  return `<${tag} ${written}>${children}`;
}

/** What is bound and marked is not seen. */
const UNSEEN = /^(?:(?:mut|capture)?-?(?:[bB]ind|[cC]atch)|mark:)/;
const TEXTS: ReadonlySet<string> = new Set(['class', 'style', 'id']);
const asText = (name: string, value: unknown): string =>
  name === 'style' && value === null ? '' : String(value).trim().replace(/\s+/g, ' ');

/** As the element gets it: `a-b` is `aB`, and a class, a style and an id are texts. */
function attributesShown(given: readonly (readonly [string, unknown])[]): (readonly [string, unknown])[] {
  return given
    .filter(([name, value]) => value !== undefined && !UNSEEN.test(name))
    .map(([name, value]): readonly [string, unknown] => {
      if (TEXTS.has(name)) return [name, asText(name, value)];
      const isDataset = name.startsWith('data-');
      return [isDataset ? name : name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase()), value];
    })
    .filter(([name, value]) => !TEXTS.has(name) || value !== '')
    .sort(([a], [b]) => a.localeCompare(b, 'en'));
}

const DECODED: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  lt: '<',
  gt: '>',
  amp: '&',
  apos: "'",
  ensp: '\u2002',
  emsp: '\u2003',
};

/** As the built-in text shows it: one with `decode` reads some entities. */
function textShown(text: string, around: Shown | undefined): string {
  const isDecoded = around?.tag === 'wx-text' && around.attr.decode === true;
  return JSON.stringify(
    isDecoded ? text.replace(/&(\w+);/g, (whole, name: string) => DECODED[name] ?? whole) : text,
  );
}

function showCompiled(node: Shown | string, around?: Shown): string {
  if (typeof node === 'string') return textShown(node, around);
  const given = node.tag === 'wx-slot' ? [] : Object.entries(node.attr);
  const children = node.children.map((child) => showCompiled(child, node));
  return show(node.tag.replace('wx-', ''), attributesShown(given), joined(children));
}

function inFile<T>(name: string, source: string, use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'minichat-reading-'));
  try {
    writeFileSync(path.join(folder, name), source);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function readByWcc(source: string, data: Data): string {
  return inFile('a.wxml', source, (folder) => {
    const { isOk, text } = runWcc(folder, ['a.wxml']);
    if (!isOk) return REFUSED;
    const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
    const context = vm.createContext({ console: silent });
    vm.runInContext('var window = this;', context);
    vm.runInContext(text, context);
    // The data is made there, too: what is a list is told by the constructors of the place.
    const call = `JSON.stringify($gwx("./a.wxml")(${JSON.stringify(data)}))`;
    const shown = vm.runInContext(call, context) as string;
    return joined((JSON.parse(shown) as Shown).children.map((child) => showCompiled(child)));
  });
}

function showNode(node: glassEasel.Node): string {
  const text = node.asTextNode();
  if (text !== null) return JSON.stringify(text.textContent);
  const element = node as glassEasel.Element;
  const children = joined(element.childNodes.map(showNode));
  const native = element.asNativeNode();
  if (native === null) return children;
  const dataset = Object.entries(native.dataset).map(
    ([name, value]) => [`data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, value] as const,
  );
  const given = [
    ['id', native.id] as const,
    ['class', native.class] as const,
    ['style', native.style] as const,
    ...native.attributes.map(({ name, value }) => [name, value] as const),
    ...dataset,
  ];
  return show(native.is, attributesShown(given), children);
}

// What it warns about while it runs is no part of the reading.
glassEasel.addGlobalWarningListener(() => false);

/** What the template `id` of compiled templates shows. */
export function shownByGlassEasel(code: string, id: string, data: Data): string {
  // What the script of a sample throws is told to the console, and is the point of the sample.
  const script = `(${GLOBALS} const console = { warn() {} }; return ${code} })()`;
  const groupList = vm.runInThisContext(script) as Record<string, unknown>;
  const definition = new glassEasel.ComponentSpace()
    .define()
    .template({ groupList, content: groupList[id] } as never)
    .data(() => ({ ...data }))
    .registerComponent();
  const backend = new glassEasel.EmptyBackendContext();
  const component = glassEasel.Component.createWithContext('root', definition.general(), backend);
  return joined(component.getShadowRoot()?.childNodes.map(showNode) ?? []);
}

export function readByGlassEasel(source: string, data: Data): string {
  const isWarned = glassEaselFaults('a.wxml', source).length > 0;
  const group = new TmplGroup();
  try {
    group.addTmpl('a', source);
    const shown = shownByGlassEasel(group.getTmplGenObjectGroups(), 'a', data);
    return isWarned ? REFUSED : shown;
  } catch (thrown) {
    return isWarned ? REFUSED : `throws ${(thrown as Error).message}`;
  } finally {
    group.free();
  }
}

/** A class gets the suffix of its component as `c--`, and a length that depends on the screen is `rpx(10)`. */
function showPart(part: unknown): string {
  if (typeof part === 'string') return part;
  const [kind, value] = part as readonly [number, number];
  return kind === 1 ? 'c--' : `rpx(${value})`;
}

export function readByWcsc(source: string): string {
  return inFile('a.wxss', source, (folder) => {
    const { isOk, text } = runWcsc(folder, ['a.wxss']);
    if (!isOk) return REFUSED;
    const end = 'return rewritor;';
    const code = text.slice(text.lastIndexOf(end) + end.length).replace(/^\\n}\\n|=$/g, '');
    const decoded = vm.runInNewContext(`"${code}"`) as string;
    const parts: (readonly unknown[])[] = [];
    const setCssToHead = (list: readonly unknown[]) => (parts.push(list), () => undefined);
    for (const call of decoded.split(/=\.\/(?:a|app)\.wxss=/)) vm.runInNewContext(call, { setCssToHead });
    return parts.flat().map(showPart).join('').replace(/\s+/g, ' ').trim();
  });
}
