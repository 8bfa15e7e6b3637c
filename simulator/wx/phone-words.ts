/** What the phone itself asks of a person, in both languages. Knows the words, not when they are said. */

const CHINESE = {
  remind: '允许发送一次消息提醒？',
  record: '允许使用麦克风录音？',
  recordSetting: '设置：允许使用麦克风',
  privacyGuide: '《minichat 用户隐私保护指引》',
} as const;

export type PhoneWords = { readonly [key in keyof typeof CHINESE]: string };

const ENGLISH: PhoneWords = {
  remind: 'Allow one reminder to be sent?',
  record: 'Allow recording with the microphone?',
  recordSetting: 'Settings: allow the microphone',
  privacyGuide: 'minichat privacy guide',
};

/** The words for a language as WeChat writes it; Chinese where a phone tells none. */
export function wordsFor(language: string | undefined): PhoneWords {
  return language === 'en' ? ENGLISH : CHINESE;
}
