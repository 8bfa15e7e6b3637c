/**
 * Takes a text along and says so.
 */
import { t, type Language } from '../i18n/translate';
import { showNote } from './dialogs';

export function copyText(language: Language, text: string): void {
  wx.setClipboardData({
    data: text,
    // wx: its own note is always in the language of WeChat; ours takes its place.
    success: () => showNote(t(language, 'message.copied')),
    fail: () => showNote(t(language, 'message.copy_failed')),
  });
}
