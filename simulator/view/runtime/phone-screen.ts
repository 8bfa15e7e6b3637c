/**
 * The glass of the phone: status bar, pages, the layer above them, home indicator; its size, its edges and its theme. Draws
 * no page.
 */
import { isHarmony, type SystemState } from '../../wx/ui-ports';
import type { ThemeName } from '../manifest';
import { addElement } from './builtin/define';
import type { PhoneOptions } from './phone-options';

export interface PhoneScreen {
  readonly element: HTMLElement;
  readonly pages: HTMLElement;
  readonly overlay: HTMLElement;
  readonly theme: ThemeName;
  setTheme(theme: ThemeName): void;
  /** Called with the theme after each change; the preview lives as long as its window, so there is no undo. */
  onTheme(listener: (theme: ThemeName) => void): void;
  /** What system information says about this screen. */
  describe(): Partial<SystemState>;
}

const NAVIGATION_BAR_PX = 44;
const DARK = '(prefers-color-scheme: dark)';

/** Builds the screen inside `element`. Without dark mode in app.json, or on HarmonyOS, the theme is always light. */
export function createPhoneScreen(
  element: HTMLElement,
  options: PhoneOptions,
  isDarkModeOn: boolean,
): PhoneScreen {
  const root = document.documentElement;
  const statusBar = addElement('div', 'mp-status', element);
  const pages = addElement('div', 'mp-pages', element);
  const overlay = addElement('div', 'mp-overlay', element);
  const listeners: ((theme: ThemeName) => void)[] = [];
  statusBar.setAttribute('aria-hidden', 'true');
  root.style.setProperty('--mp-status', `${options.statusBarPx}px`);
  root.lang = options.language === 'en' ? 'en' : 'zh-CN';
  if (options.insetBottomPx !== null)
    root.style.setProperty('--safe-area-bottom', `${options.insetBottomPx}px`);
  element.toggleAttribute('mp-indicator', (options.insetBottomPx ?? 0) > 0);
  if (options.statusBarPx > 0) startClock(statusBar);

  const system = matchMedia(DARK);
  let theme: ThemeName = 'light';
  const setTheme = (next: ThemeName): void => {
    theme = isDarkModeOn && !isHarmony(options.platform) ? next : 'light';
    root.setAttribute('mp-theme', theme);
    root.style.colorScheme = theme;
    for (const listener of listeners) listener(theme);
  };
  setTheme(options.theme ?? (system.matches ? 'dark' : 'light'));
  system.addEventListener('change', () => {
    if (options.theme === null) setTheme(system.matches ? 'dark' : 'light');
  });
  return {
    element,
    pages,
    overlay,
    get theme() {
      return theme;
    },
    setTheme,
    onTheme: (listener) => void listeners.push(listener),
    describe: () => describe(element, theme, options),
  };
}

function startClock(statusBar: HTMLElement): void {
  const time = addElement('span', 'mp-status__time', statusBar);
  addElement('span', 'mp-status__icons', statusBar);
  const show = (): void => {
    time.textContent = new Date().toTimeString().slice(0, 5);
  };
  show();
  setInterval(show, 10_000);
}

function describe(element: HTMLElement, theme: ThemeName, options: PhoneOptions): Partial<SystemState> {
  const { clientWidth: width, clientHeight: height } = element;
  const top = options.statusBarPx;
  const inset = Number.parseFloat(getComputedStyle(element).getPropertyValue('--safe-area-bottom'));
  const bottom = height - (options.insetBottomPx ?? (Number.isFinite(inset) ? inset : 0));
  return {
    theme,
    platform: options.platform,
    language: options.language,
    fontSizeSetting: 16 * options.fontScale,
    fontSizeScaleFactor: options.fontScale,
    pixelRatio: window.devicePixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - top - NAVIGATION_BAR_PX,
    statusBarHeight: top,
    safeArea: { left: 0, right: width, top, bottom, width, height: bottom - top },
  };
}
