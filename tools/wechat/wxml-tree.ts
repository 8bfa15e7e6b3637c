/**
 * A template as a tree in which everything keeps its place in the file. htmlparser2 reads the markup; what stands in `{{ }}`
 * and in `<wxs>` is another language, so it is covered before and put back after. Judges nothing: wcc has refused before
 * what is no template.
 */
import { Parser } from 'htmlparser2';

export interface WxmlAttribute {
  readonly name: string;
  readonly start: number;
  readonly value: string;
  readonly valueStart: number;
}

export interface WxmlText {
  readonly kind: 'text';
  readonly start: number;
  readonly text: string;
}

export interface WxmlElement {
  readonly kind: 'element';
  readonly tag: string;
  readonly start: number;
  readonly attributes: WxmlAttribute[];
  readonly children: (WxmlElement | WxmlText)[];
  readonly parent: WxmlElement | null;
}

/** A part of a text or of a value: as it is, or what stands between braces. */
export interface Piece {
  readonly isExpression: boolean;
  readonly start: number;
  readonly text: string;
}

/** Between braces: strings whole, so that what looks like an end in one is none. */
const INSIDE = String.raw`(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?`;
const BRACES = new RegExp(String.raw`\{\{(${INSIDE})\}\}`, 'g');
const SCRIPT = String.raw`(<wxs\b(?:"[^"]*"|'[^']*'|[^"'>])*(?<!\/)>)([\s\S]*?)<\/wxs>`;
const OTHER_LANGUAGES = new RegExp(String.raw`<!--[\s\S]*?-->|${SCRIPT}|\{\{${INSIDE}\}\}`, 'g');

/** The same length, without anything that markup knows. */
function cover(source: string): string {
  return source.replace(OTHER_LANGUAGES, (whole: string, open: string | undefined, body: string) => {
    if (whole.startsWith('<!--')) return whole;
    return open === undefined ? '{'.repeat(whole.length) : `${open}${'{'.repeat(body.length)}</wxs>`;
  });
}

export function parseWxml(source: string): WxmlElement {
  const covered = cover(source);
  const root: WxmlElement = {
    kind: 'element',
    tag: '',
    start: 0,
    attributes: [],
    children: [],
    parent: null,
  };
  let open = root;
  let attributes: WxmlAttribute[] = [];
  const parser: Parser = new Parser(
    {
      onopentagname: () => (attributes = []),
      onattribute(name, value) {
        const start = parser.startIndex;
        const valueStart = covered.indexOf(value, start + name.length + (value === '' ? 0 : 2));
        attributes.push({
          name,
          start,
          value: source.slice(valueStart, valueStart + value.length),
          valueStart,
        });
      },
      onopentag(tag) {
        const element: WxmlElement = {
          kind: 'element',
          tag,
          start: parser.startIndex,
          attributes,
          children: [],
          parent: open,
        };
        open.children.push(element);
        open = element;
      },
      onclosetag: () => (open = open.parent ?? root),
      ontext(text) {
        const start = parser.startIndex;
        const last = open.children.at(-1);
        const joined = last?.kind === 'text' && last.start + last.text.length === start ? last : undefined;
        if (joined !== undefined) open.children.pop();
        const begin = joined?.start ?? start;
        open.children.push({ kind: 'text', start: begin, text: source.slice(begin, start + text.length) });
      },
    },
    { xmlMode: true, decodeEntities: false },
  );
  parser.end(covered);
  return root;
}

/** Every element below, outer ones first. */
export function elementsOf(root: WxmlElement): WxmlElement[] {
  return root.children.flatMap((child) => (child.kind === 'element' ? [child, ...elementsOf(child)] : []));
}

export const attributeOf = (element: WxmlElement, name: string): WxmlAttribute | undefined =>
  element.attributes.find((attribute) => attribute.name === name);

/** A text cut where braces begin and end. */
export function piecesOf(text: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const keep = (end: number) => {
    if (end > done) pieces.push({ isExpression: false, start: start + done, text: text.slice(done, end) });
  };
  for (const match of text.matchAll(BRACES)) {
    keep(match.index);
    pieces.push({ isExpression: true, start: start + match.index + 2, text: match[1] ?? '' });
    done = match.index + match[0].length;
  }
  keep(text.length);
  return pieces;
}

export interface WxsPart {
  /** The name that the template calls it by. */
  readonly module: string;
  readonly src: string | undefined;
  readonly source: string;
  readonly start: number;
}

export function wxsPartsOf(root: WxmlElement): WxsPart[] {
  return elementsOf(root)
    .filter(({ tag }) => tag === 'wxs')
    .map((element) => {
      const body = element.children[0];
      return {
        module: attributeOf(element, 'module')?.value ?? '',
        src: attributeOf(element, 'src')?.value,
        source: body?.kind === 'text' ? body.text : '',
        start: body?.start ?? element.start,
      };
    });
}
