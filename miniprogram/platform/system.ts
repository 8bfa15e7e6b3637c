/**
 * What the phone is set to: language and theme.
 */
import type { Undo } from '../core/base/emitter';
import { careful, fieldsOf } from './careful-call';

interface WxAppBaseInfo {
  readonly language?: string;
  /** Only with `darkmode` in app.json. */
  readonly theme?: string;
}

interface WxThemeNews {
  readonly theme: string;
}

/** What is used of `wx` here. */
export interface WxSystemApi {
  getAppBaseInfo?(): WxAppBaseInfo;
  onThemeChange?(listener: (news: WxThemeNews) => void): void;
  offThemeChange?(listener: (news: WxThemeNews) => void): void;
}

/** As the phone had them when they were read, and news of the theme. */
export interface SystemSettings {
  /** As the phone writes it, such as `zh_CN`; '' when unknown. */
  readonly language: string;
  readonly isDark: boolean;
  onDark(listener: (isDark: boolean) => void): Undo;
}

/** Never throws: what the phone does not say is '' or light. */
export function readSystem(wx: WxSystemApi): SystemSettings {
  const { language, theme } = fieldsOf(careful(() => wx.getAppBaseInfo?.(), undefined));
  return {
    language: typeof language === 'string' ? language : '',
    isDark: theme === 'dark',
    onDark(listener) {
      const onTheme = (news: WxThemeNews): void => listener(fieldsOf(news)['theme'] === 'dark');
      careful(() => wx.onThemeChange?.(onTheme), undefined);
      return () => careful(() => wx.offThemeChange?.(onTheme), undefined);
    },
  };
}
