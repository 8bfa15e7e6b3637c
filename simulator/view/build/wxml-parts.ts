/**
 * Cuts the text of a template into tags, texts, comments and scripts, each with its place, so that it can be edited where it
 * stands. Braces and quotes hide what is in them. Judges nothing: the compiler does the real parsing.
 */

interface Part {
  readonly start: number;
  readonly end: number;
}

export interface WxmlAttributePart extends Part {
  readonly name: string;
  /** Without quotes; undefined for a name alone. */
  readonly value: string | undefined;
  readonly valueStart: number;
}

export type WxmlPart =
  | (Part & {
      readonly kind: 'open';
      readonly tag: string;
      readonly isClosed: boolean;
      readonly attributes: readonly WxmlAttributePart[];
    })
  | (Part & { readonly kind: 'close'; readonly tag: string })
  | (Part & { readonly kind: 'text' })
  /** A comment, or a `<wxs>` with what is in it. */
  | (Part & { readonly kind: 'other' });

/** `{{ … }}`, whose strings may hold braces of their own. */
const BRACES = String.raw`\{\{(?:'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|[^'"}]|\}(?!\}))*\}\}`;
const PIECE = new RegExp(BRACES, 'g');
const OTHER = /<!--[\s\S]*?(?:-->|$)|<wxs\b(?:"[^"]*"|'[^']*'|[^"'>])*?(?:\/>|>[\s\S]*?<\/wxs\s*>)/y;
const CLOSE = /<\/([a-zA-Z][^\s>]*)\s*>/y;
const OPEN = /<([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/y;
const TEXT = new RegExp(`(?:${BRACES}|[^<]|<(?![a-zA-Z/!]))+`, 'y');
const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g;

function attributesIn(text: string, start: number): WxmlAttributePart[] {
  return [...text.matchAll(ATTRIBUTE)].map((match) => {
    const [whole, name = '', written] = match;
    const at = start + match.index;
    const quotes = written !== undefined && /^["']/.test(written) ? 1 : 0;
    const length = written?.length ?? 0;
    return {
      name,
      start: at,
      end: at + whole.length,
      value: written?.slice(quotes, length - quotes),
      valueStart: at + whole.length - length + quotes,
    };
  });
}

function partAt(source: string, start: number): WxmlPart {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = start;
    return pattern.exec(source);
  };
  const other = match(OTHER);
  if (other !== null) return { kind: 'other', start, end: start + other[0].length };
  const close = match(CLOSE);
  if (close !== null) return { kind: 'close', tag: close[1] ?? '', start, end: start + close[0].length };
  const open = match(OPEN);
  if (open !== null) {
    const [whole, tag = '', inside = '', slash] = open;
    const attributes = attributesIn(inside, start + 1 + tag.length);
    return { kind: 'open', tag, isClosed: slash === '/', attributes, start, end: start + whole.length };
  }
  return { kind: 'text', start, end: start + (match(TEXT)?.[0].length ?? 1) };
}

export function wxmlPartsOf(source: string): WxmlPart[] {
  const parts: WxmlPart[] = [];
  for (let at = 0; at < source.length;) {
    const part = partAt(source, at);
    parts.push(part);
    at = part.end;
  }
  return parts;
}

/** A text with what stands in braces, and what stands around them, changed. */
export function changePieces(
  text: string,
  changeText: (text: string) => string,
  changeExpression: (text: string) => string,
): string {
  let changed = '';
  let done = 0;
  for (const match of text.matchAll(PIECE)) {
    changed += changeText(text.slice(done, match.index)) + changeExpression(match[0]);
    done = match.index + match[0].length;
  }
  return changed + changeText(text.slice(done));
}

export interface Edit extends Part {
  readonly text: string;
}

/** The source with its edits, which must not overlap. */
export function withEdits(source: string, edits: readonly Edit[]): string {
  let edited = '';
  let done = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    edited += source.slice(done, start) + text;
    done = end;
  }
  return edited + source.slice(done);
}
