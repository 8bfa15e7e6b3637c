/**
 * The languages that pages speak, each by one entry here and one table beside it (translate.ts names the tables). Knows no
 * sentence.
 */

interface LanguageEntry {
  /** As its speakers call it, in every language. */
  readonly name: string;
  /** What the phone calls its language begins with this, in small letters. */
  readonly tag: string;
  /** Which of the names is shown that the server gives a room of the first start. */
  readonly roomName: 'zh' | 'en';
}

export const LANGUAGES = {
  'zh-CN': { name: '简体中文', tag: 'zh', roomName: 'zh' },
  en: { name: 'English', tag: 'en', roomName: 'en' },
} as const satisfies Readonly<Record<string, LanguageEntry>>;

export type Language = keyof typeof LANGUAGES;

/** In the order of the settings; a phone in none of them has the first one. */
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[];

/** The language of a phone that says `zh_CN`, `en` or the like. */
export function languageOf(system: string): Language {
  const tag = system.toLowerCase();
  const [first = 'zh-CN'] = LANGUAGE_CODES;
  return LANGUAGE_CODES.find((code) => tag.startsWith(LANGUAGES[code].tag)) ?? first;
}
