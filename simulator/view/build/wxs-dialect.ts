/**
 * WXS is nearly JavaScript: this says where it differs and rewrites it so that a browser runs it the way a phone does.
 * Works on text; knows nothing about templates.
 */
import { transformSync } from 'esbuild';
import type { TransformFailure } from 'esbuild';

/** Globals of WXS that JavaScript has under another name. */
const PRELUDE =
  'var getDate=function(a,b,c,d,e,f,g){var n=arguments.length;return n===0?new Date():n===1?new Date(a):' +
  'new Date(a,b,c||1,d||0,e||0,f||0,g||0)};var getRegExp=function(p,f){return new RegExp(p,f)};';

/** In WXS `x.constructor` is a name, in JavaScript it is a function. */
const CONSTRUCTOR_COMPARED = /\.constructor(\s*[!=]==?\s*['"])/g;
const CONSTRUCTOR_COMPARED_RIGHT = /(['"]\s*[!=]==?\s*[\w.[\]()]+)\.constructor\b(?!\.)/g;
const REQUIRE_WXS = /\brequire\(\s*(['"])([^'"]+?)\.wxs\1\s*\)/g;
const GET_REG_EXP_PATTERN = /\bgetRegExp\(\s*(['"])((?:\\.|(?!\1)[^\\])*)\1/g;
const KNOWN_ESCAPE = /\\([nrtbfvxu0'"\\\n]|.)/g;

export interface WxsError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** JavaScript that does what the WXS source does. Lines keep their numbers. */
export function toJavaScript(source: string): string {
  const rewritten = source
    .replace(REQUIRE_WXS, (_, quote: string, name: string) => `require(${quote}${name}${quote})`)
    .replace(GET_REG_EXP_PATTERN, (_, quote: string, pattern: string) => {
      return `getRegExp(${quote}${keepUnknownEscapes(pattern)}${quote}`;
    })
    .replace(CONSTRUCTOR_COMPARED, '.constructor.name$1')
    .replace(CONSTRUCTOR_COMPARED_RIGHT, '$1.constructor.name');
  return PRELUDE + rewritten;
}

/** `\d` in a WXS string keeps its backslash; in JavaScript it would be `d`. */
function keepUnknownEscapes(pattern: string): string {
  return pattern.replace(KNOWN_ESCAPE, (whole: string, next: string) => {
    return /[nrtbfvxu0'"\\\n]/.test(next) ? whole : `\\${whole}`;
  });
}

/** What a phone would refuse: WXS is ES5, so `let`, arrow functions and template literals end there. */
export function checkWxs(source: string): WxsError[] {
  try {
    transformSync(source, { target: 'es5', loader: 'js', logLevel: 'silent' });
    return [];
  } catch (error) {
    return (error as TransformFailure).errors.map(({ text, location }) => ({
      line: location?.line ?? 0,
      column: (location?.column ?? 0) + 1,
      message: text.replace('the configured target environment ("es5")', 'WXS (which is ES5)'),
    }));
  }
}
