/**
 * What the phone is set to: language and theme.
 */
import type { Undo } from '../core/base/emitter';

interface WxAppBaseInfo {
  readonly language?: string;
  /** Only with `darkmode` in app.json. */
  readonly theme?: string;
}

interface WxThemeNews {
  readonly theme: string;
}

export interface WxSystemApi {
  getAppBaseInfo?(): WxAppBaseInfo;
  onThemeChange?(listener: (news: WxThemeNews) => void): void;
  offThemeChange?(listener: (news: WxThemeNews) => void): void;
}

export interface SystemSettings {
  /** As the phone writes it, such as `zh_CN`; '' when unknown. */
  readonly language: string;
  readonly isDark: boolean;
  onDark(listener: (isDark: boolean) => void): Undo;
}

export function readSystem(wx: WxSystemApi): SystemSettings {
  const info = wx.getAppBaseInfo?.() ?? {};
  return {
    language: info.language ?? '',
    isDark: info.theme === 'dark',
    onDark(listener) {
      const onTheme = ({ theme }: WxThemeNews): void => listener(theme === 'dark');
      wx.onThemeChange?.(onTheme);
      return () => wx.offThemeChange?.(onTheme);
    },
  };
}
