/**
 * What the address of the preview says about the phone: who holds it, which WeChat it has, theme, language, font size, keyboard, edges.
 * Reads a query string; touches nothing.
 */
import type { SystemState } from '../../wx/ui-ports';
import type { ThemeName } from '../manifest';

type Platform = SystemState['platform'];

export interface PhoneOptions {
  /** `?user=NAME`; null is the guest who belongs to this browser. */
  readonly user: string | null;
  /** `?platform=ohos`: which WeChat this is, in the words of `getDeviceInfo`. */
  readonly platform: Platform;
  /** `?theme=dark`; null follows the system. */
  readonly theme: ThemeName | null;
  /** `?lang=en`, as WeChat writes languages: `zh_CN`, `en`. */
  readonly language: string;
  /** `?font=1.4`: the font size set in WeChat, as a factor. */
  readonly fontScale: number;
  /** `?keyboard=300`: height of a simulated soft keyboard in px; 0 is none. */
  readonly keyboardPx: number;
  /** `?statusbar=44`: height of the drawn status bar in px. */
  readonly statusBarPx: number;
  /** `?inset=34`: height of the home indicator in px; null leaves it to the browser. */
  readonly insetBottomPx: number | null;
  /** `?mic=tone`: the microphone hears a tone, whatever the browser has. */
  readonly hasToneOnly: boolean;
  /** `?privacy=1`: the person has not agreed to the privacy guide yet. */
  readonly needsPrivacy: boolean;
}

const PLATFORMS: readonly Platform[] = ['ios', 'android', 'ohos', 'ohos_pc', 'windows', 'mac'];
const LANGUAGES: Readonly<Record<string, string>> = { en: 'en', zh: 'zh_CN' };

/** Reads the query of the phone's address; what is missing or no number gets its default. */
export function readPhoneOptions(search: string, browserLanguage: string): PhoneOptions {
  const query = new URLSearchParams(search);
  const theme = query.get('theme');
  const wanted = (query.get('lang') ?? browserLanguage).slice(0, 2).toLowerCase();
  const user = query.get('user')?.trim() ?? '';
  const inset = Number.parseFloat(query.get('inset') ?? '');
  return {
    user: user === '' ? null : user,
    platform: PLATFORMS.find((name) => name === query.get('platform')) ?? 'devtools',
    theme: theme === 'dark' || theme === 'light' ? theme : null,
    language: LANGUAGES[wanted] ?? 'zh_CN',
    fontScale: positive(query.get('font'), 1),
    keyboardPx: positive(query.get('keyboard'), 0),
    statusBarPx: positive(query.get('statusbar'), 0),
    insetBottomPx: Number.isFinite(inset) ? inset : null,
    hasToneOnly: query.get('mic') === 'tone',
    needsPrivacy: query.get('privacy') === '1',
  };
}

function positive(text: string | null, fallback: number): number {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
