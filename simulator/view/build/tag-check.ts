/**
 * Finds tags in a template that nothing stands behind: neither a built-in nor a component that its JSON names.
 * Reads the text of a template; the compiler does the real parsing.
 */
import { BUILT_TAGS, COMPILER_TAGS, OTHER_WECHAT_TAGS } from '../tags';

export interface UnknownTag {
  readonly tag: string;
  readonly line: number;
  readonly column: number;
  /** WeChat has it, this simulator does not. */
  readonly isWeChatTag: boolean;
}

/** With its attributes, whose values may hold a `<` of their own. */
const OPENING_TAG = /<([a-zA-Z][\w-]*)(?:"[^"]*"|'[^']*'|[^"'>])*>/g;
const NOT_MARKUP = /<!--[\s\S]*?-->|<wxs\b[^>]*>[\s\S]*?<\/wxs>|\{\{[\s\S]*?\}\}/g;
const KNOWN = new Set([...BUILT_TAGS, ...COMPILER_TAGS]);
const OTHERS = new Set(OTHER_WECHAT_TAGS);

/** Tags of `wxml` that are neither built in nor in `componentTags`, each with the place where it is used first. */
export function findUnknownTags(wxml: string, componentTags: ReadonlySet<string>): UnknownTag[] {
  const text = wxml.replace(NOT_MARKUP, (part) => part.replace(/[^\n]/g, ' '));
  const found = new Map<string, UnknownTag>();
  for (const match of text.matchAll(OPENING_TAG)) {
    const tag = match[1] ?? '';
    if (KNOWN.has(tag) || componentTags.has(tag) || found.has(tag)) continue;
    found.set(tag, { tag, ...placeOf(text, match.index), isWeChatTag: OTHERS.has(tag) });
  }
  return [...found.values()];
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: index - lastBreak };
}
