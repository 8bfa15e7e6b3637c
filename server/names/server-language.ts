/**
 * The languages that the server itself speaks: the names that it makes up, and its bot. What a phone calls its language is open.
 */
/** The tags of BCP 47. */
export type ServerLanguage = 'zh-CN' | 'en';

/** Chinese for whoever reads it, whatever kind; English for all others. `tag`: as a phone tells it, such as `zh-CN` or `ja`. */
export const serverLanguage = (tag: string): ServerLanguage => (/^zh\b/i.test(tag) ? 'zh-CN' : 'en');
