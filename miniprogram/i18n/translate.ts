/**
 * Looks sentences up and fills them in. Pure: the language is always an argument.
 */
import { en } from './en';
import { isolate } from '../core/base/isolate';
import type { Language } from './languages';
import type { TextKey } from './text-key';
import { zhCN } from './zh-CN';

export type { Language };
export type TextParams = Readonly<Record<string, string | number>>;

export const TABLES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { 'zh-CN': zhCN, en };

/** `one|many` chooses by `n`; a sentence without a bar is the same for every number. */
function choosePlural(sentence: string, params: TextParams): string {
  const bar = sentence.indexOf('|');
  if (bar < 0) return sentence;
  return String(params['n']) === '1' ? sentence.slice(0, bar) : sentence.slice(bar + 1);
}

/** The sentence `key` in `language`, with each `{name}` replaced by `params.name`, which turns nothing around it. */
export function t(language: Language, key: TextKey, params: TextParams = {}): string {
  return choosePlural(TABLES[language][key], params).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name];
    if (value === undefined) return placeholder;
    return typeof value === 'string' ? isolate(value) : String(value);
  });
}

/** Several fixed sentences at once, for a page's data: `{ title: 'rooms.title' }` becomes `{ title: '聊天' }`. */
export function pickTexts<Names extends string>(
  language: Language,
  keys: Readonly<Record<Names, TextKey>>,
): Record<Names, string> {
  const texts = {} as Record<Names, string>;
  for (const name of Object.keys(keys) as Names[]) texts[name] = t(language, keys[name]);
  return texts;
}

/** Whether `key` is one of the table's, for keys that are put together from codes. */
export function isTextKey(key: string): key is TextKey {
  return Object.prototype.hasOwnProperty.call(zhCN, key);
}
