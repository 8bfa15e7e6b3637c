/**
 * Rewrites a template so that the compiler of the preview reads it as the phone's does: escapes and entities, what is written
 * twice, the content of `<slot>`, and `<include>`. Lines keep their numbers. What the two read alike is left as it is.
 */
import { changePieces, withEdits, wxmlPartsOf } from './wxml-parts';
import type { Edit, WxmlAttributePart, WxmlPart } from './wxml-parts';

type OpenPart = Extract<WxmlPart, { kind: 'open' }>;
/** The text of a template that another includes, with how that one finds its own; null when there is none. */
type Included = { readonly source: string; readonly include: Include } | null;
export type Include = (name: string) => Included;

const ENTITY = /&(?=#?\w+;)/g;
/** What `<text decode>` decodes. */
const UNDECODED_IN_TEXT = /&(?!(?:nbsp|lt|gt|amp|apos|ensp|emsp);)(?=#?\w+;)/g;
const ESCAPE = /\\([\s\S])/g;
const CHARACTERS: Readonly<Record<string, string>> = { n: '&#10;', t: '&#9;', r: '&#13;' };
const HEX: Readonly<Record<string, string>> = { '\\': 'x5c', '"': 'x22', "'": 'x27' };
const STRING = /'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"/g;
const CONSTRUCTOR = /\.\s*constructor\b(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/g;
const EVENT = /^(capture-bind|capture-catch|mut-bind|bind|catch):?(?=\w)/;

/** wx: three escapes are read, the others stay as they are written, quotes and backslashes as their number. */
const escapedInText = (text: string): string =>
  text.replace(ESCAPE, (_, next: string) => CHARACTERS[next] ?? `\\${HEX[next] ?? next}`);

/** The same inside of a string of an expression or of WXS. */
export const escapedInString = (text: string): string =>
  text.replace(ESCAPE, (whole: string, next: string) =>
    /[ntr]/.test(next) ? whole : `\\\\${HEX[next] ?? next}`,
  );

/** wx: in an attribute an escape that is none is its letter. */
const escapedInAttribute = (text: string): string =>
  text.replace(ESCAPE, (_, next: string) => CHARACTERS[next] ?? next);
const unknownEscapesGone = (text: string): string =>
  text.replace(ESCAPE, (whole: string, next: string) => (/[ntr\\'"]/.test(next) ? whole : next));

function expression(text: string, changeString: (text: string) => string): string {
  const plain = text.replace(CONSTRUCTOR, '.noConstructor');
  if (!plain.includes('\\')) return plain;
  return plain.replace(STRING, (whole) => whole[0] + changeString(whole.slice(1, -1)) + whole[0]);
}

const textOf = (text: string, isDecoded: boolean): string =>
  changePieces(
    text,
    (piece) => escapedInText(piece.replace(isDecoded ? UNDECODED_IN_TEXT : ENTITY, '&amp;')),
    (piece) => expression(piece, escapedInString),
  );

const valueOf = (value: string): string =>
  changePieces(
    value,
    (piece) => escapedInAttribute(piece.replace(ENTITY, '&amp;')),
    (piece) => expression(piece, unknownEscapesGone),
  );

/** Nothing but its line breaks. */
const emptied = (text: string): string => text.replace(/[^\n]/g, ' ');

/** In one line, because what includes it keeps its own lines. */
const inOneLine = (part: WxmlPart, text: string): string =>
  part.kind === 'text'
    ? changePieces(
        text,
        (piece) => piece.replace(/\n/g, '&#10;'),
        (piece) => piece.replace(/\n/g, ' '),
      )
    : text.replace(/\n/g, ' ');

/** `bind:tap` and `bindtap` are one. */
const eventName = (name: string): string => name.replace(EVENT, '$1:');

class Rewriting {
  readonly edits: Edit[] = [];
  private readonly open: OpenPart[] = [];
  private readonly included = new Set<OpenPart>();
  private readonly definitions = new Map<string, Edit>();

  constructor(
    private readonly source: string,
    private readonly include: Include,
  ) {}

  add(part: WxmlPart): void {
    const closed = part.kind === 'close' ? this.open.pop() : undefined;
    if (closed !== undefined && this.included.has(closed)) this.replace(part, '</block>');
    const isInSlot = this.open.some(({ tag }) => tag === 'slot');
    if (isInSlot) this.replace(part, emptied(this.textOf(part)));
    else if (part.kind === 'text') this.replace(part, textOf(this.textOf(part), this.isDecoded));
    else if (part.kind === 'open') this.addTag(part);
    if (part.kind === 'open' && !part.isClosed) this.open.push(part);
  }

  private get isDecoded(): boolean {
    const around = this.open.at(-1);
    return around?.tag === 'text' && around.attributes.some(({ name }) => name === 'decode');
  }

  private addTag(part: OpenPart): void {
    if (part.tag === 'include' && this.addInclude(part)) return;
    if (part.tag === 'template') this.defineTemplate(part);
    for (const [index, attribute] of part.attributes.entries()) {
      const later = part.attributes.slice(index + 1);
      const isRepeated = later.some(({ name }) => eventName(name) === eventName(attribute.name));
      if (isRepeated) this.replace(attribute, emptied(this.textOf(attribute)));
      else this.addValue(attribute);
    }
  }

  private addValue({ value, valueStart }: WxmlAttributePart): void {
    if (value === undefined) return;
    const place = { start: valueStart, end: valueStart + value.length };
    if (!this.edits.some(({ start }) => start === valueStart)) this.replace(place, valueOf(value));
  }

  /** wx: the last of one name counts, so those before it get names that nobody calls. */
  private defineTemplate(part: OpenPart): void {
    const name = part.attributes.find((attribute) => attribute.name === 'name');
    if (name?.value === undefined) return;
    const before = this.definitions.get(name.value);
    if (before !== undefined) this.edits.push(before);
    const place = { start: name.valueStart, end: name.valueStart + name.value.length };
    this.definitions.set(name.value, { ...place, text: `${name.value} ${String(place.start)}` });
  }

  /** wx: as if its text stood here, without its templates and scripts. */
  private addInclude(part: OpenPart): boolean {
    const name = part.attributes.find((attribute) => attribute.name === 'src');
    const included = this.include(name?.value ?? '');
    if (name === undefined || included === null) return false;
    const others = withEdits(this.textOf(part), [
      { start: name.start - part.start, end: name.end - part.start, text: '' },
    ]);
    const start = others.replace(/^<include/, '<block').replace(/\s*\/?>$/, '>');
    this.included.add(part);
    this.replace(part, `${start}${contentOf(included)}${part.isClosed ? '</block>' : ''}`);
    return true;
  }

  private textOf({ start, end }: { readonly start: number; readonly end: number }): string {
    return this.source.slice(start, end);
  }

  private replace({ start, end }: { readonly start: number; readonly end: number }, text: string): void {
    if (text !== this.source.slice(start, end)) this.edits.push({ start, end, text });
  }
}

/** What an include puts in its place. */
function contentOf({ source, include }: NonNullable<Included>): string {
  const rewritten = toCompilerDialect(source, include);
  let depth = 0;
  const kept = wxmlPartsOf(rewritten).filter((part) => {
    const isDefinition = part.kind === 'open' && part.tag === 'template' && definesTemplate(part);
    if (part.kind === 'open' && !part.isClosed && (depth > 0 || isDefinition)) depth += 1;
    const isInside = depth > 0 || isDefinition || part.kind === 'other';
    if (part.kind === 'close' && depth > 0) depth -= 1;
    return !isInside;
  });
  return kept.map((part) => inOneLine(part, rewritten.slice(part.start, part.end))).join('');
}

const definesTemplate = (part: OpenPart): boolean => part.attributes.some(({ name }) => name === 'name');

/** The template as the compiler of the preview must get it to read what a phone reads. */
export function toCompilerDialect(source: string, include: Include): string {
  const rewriting = new Rewriting(source, include);
  for (const part of wxmlPartsOf(source)) rewriting.add(part);
  return withEdits(source, rewriting.edits);
}
