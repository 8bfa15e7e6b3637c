/**
 * WXS is nearly JavaScript: this says where it differs and rewrites it so that a browser runs it the way a phone does.
 * Works on text; knows nothing about templates.
 */
import { transformSync } from 'esbuild';
import type { TransformFailure } from 'esbuild';
import { escapedInString } from './wxml-dialect';

/** Globals of WXS that JavaScript has under another name, and the kind of a value by its name. */
const PRELUDE =
  'var getDate=function(a,b,c,d,e,f,g){var n=arguments.length;return n===0?new Date():n===1?new Date(a):' +
  'new Date(a,b,c||1,d||0,e||0,f||0,g||0)};var getRegExp=function(p,f){return new RegExp(p,f)};' +
  '[Object,Array,String,Number,Boolean,Function,Date,RegExp].forEach(function(k){' +
  "Object.defineProperty(k.prototype,'wxsKind',{value:k.name,writable:true,configurable:true})});";

/** A comment, or a string with its quotes. */
const COMMENT_OR_STRING = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')/;
const REQUIRE_WXS = /^(['"])(.+)\.wxs\1$/;
const REQUIRE_BEFORE = /\brequire\s*\(\s*$/;

export interface WxsError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** JavaScript that does what the WXS source does. Lines keep their numbers. */
export function toJavaScript(source: string): string {
  const parts = source.split(COMMENT_OR_STRING);
  const rewritten = parts.map((part, index) => {
    // wx: `x.constructor` is a name such as "Array".
    if (index % 2 === 0) return part.replace(/\bconstructor\b/g, 'wxsKind');
    return /^["']/.test(part) ? stringOf(part, parts[index - 1] ?? '') : part;
  });
  return PRELUDE + rewritten.join('');
}

function stringOf(text: string, before: string): string {
  const name = REQUIRE_BEFORE.test(before) ? REQUIRE_WXS.exec(text)?.[2] : undefined;
  if (name !== undefined) return text[0] + name + text[0];
  const inside = text.slice(1, -1);
  const isMember = inside === 'constructor' && /\[\s*$/.test(before);
  return text[0] + (isMember ? 'wxsKind' : escapedInString(inside)) + text[0];
}

/** What a phone would refuse: WXS is ES5, so `let`, arrow functions and template literals end there. */
export function checkWxs(source: string): WxsError[] {
  try {
    transformSync(source, {
      target: 'es5',
      // wx: the one thing from after ES5 that wcc takes.
      supported: { 'default-argument': true },
      loader: 'js',
      logLevel: 'silent',
    });
    return [];
  } catch (error) {
    return (error as TransformFailure).errors.map(({ text, location }) => ({
      line: location?.line ?? 0,
      column: (location?.column ?? 0) + 1,
      message: text.replace('the configured target environment ("es5")', 'WXS (which is ES5)'),
    }));
  }
}
