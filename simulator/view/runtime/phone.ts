/**
 * One phone with one mini program in it: puts screen, glass-easel, page stack and the simulated WeChat runtime together and
 * runs the app through its life. The only file that knows all the others.
 */
import type { SimulatedWx } from '../../wx/create-wx';
import type { WindowConfig } from '../manifest';
import { registerBuiltins } from './builtin';
import { createPreviewSpace, loadScripts } from './host/code-space';
import type { PreviewSpace, Scripts } from './host/code-space';
import { createKeyboard } from './keyboard';
import { installApp } from './phone-app';
import type { PhoneApp } from './phone-app';
import type { PhoneOptions } from './phone-options';
import type { PhoneScreen } from './phone-screen';
import { createPhoneScreen } from './phone-screen';
import { textsFor } from './phone-texts';
import { createPhoneWx } from './phone-wx';
import { createBrowserClipboard } from './ports/clipboard';
import { chooseImage } from './ports/files';
import { createPage } from './router/page';
import type { Page } from './router/page';
import { createPageLayer } from './router/page-layer';
import { createPageStack } from './router/page-stack';
import type { PageStack } from './router/page-stack';
import { launchUrlOf } from './router/page-url';
import type { PageUrl } from './router/page-url';
import type { EventChannel } from './router/event-channel';
import type { PhoneServices } from './services';
import { sharePage } from './share';
import type { ShareSource } from './share';
import { createUiPort } from './ui-port';
import { showSheet } from './ui/action-sheet';

/** A mini program as the build hands it over. */
export interface BuiltApp extends Scripts {
  /** Runs app.ts. */
  readonly app: () => unknown;
}

export interface Phone {
  readonly screen: PhoneScreen;
  readonly simulated: SimulatedWx;
  readonly stack: PageStack;
  readonly app: PhoneApp;
  readonly launch: PageUrl;
  /** Runs the scripts and opens the first page. */
  start(): void;
}

/** Builds the phone inside `element`; nothing of the app runs before `start`. */
export function createPhone(built: BuiltApp, options: PhoneOptions, element: HTMLElement): Phone {
  const { manifest } = built;
  const texts = textsFor(options.language);
  const screen = createPhoneScreen(element, options, manifest.isDarkModeOn);
  const clipboard = createBrowserClipboard();
  const launch = launchUrlOf(location.hash, manifest.pages[0] ?? '');
  const configs = createPageConfigs(built, screen);

  const ui = createUiPort({
    screen,
    texts,
    assetUrl,
    topPage: () => stack.top,
    onCovered: (isCovered) => (isCovered ? simulated.control.hide(2) : simulated.control.show()),
  });
  const share = (source: ShareSource): void => {
    const showToast = (title: string): void => services.showToast(title);
    if (stack.top !== undefined) {
      void sharePage(stack.top, source, { overlay: screen.overlay, texts, clipboard, showToast });
    }
  };
  const openMenu = async (): Promise<void> => {
    const itemList = [texts.share, texts.reload];
    const menu = { alertText: '', itemList, itemColor: '#000000', cancelText: texts.cancel };
    const chosen = await showSheet(screen.overlay, menu);
    if (chosen === 0) share({ from: 'menu' });
    if (chosen === 1) location.reload();
  };
  const makePage = (place: PageUrl, channel: EventChannel): Page => {
    const layer = createPageLayer(place.id, configs.of(place.id), {
      back: () => void stack.navigateBack(1),
      home: () => void stack.reLaunch(`/${manifest.pages[0] ?? ''}`),
      menu: () => void openMenu(),
      labels: texts,
    });
    screen.pages.append(layer.element);
    layer.paint(configs.painted(place.id));
    const { codeSpace, backend } = space;
    return createPage({ location: place, layer, codeSpace, backend, config: configs.of(place.id), channel });
  };
  const stack: PageStack = createPageStack({
    pageIds: manifest.pages,
    createPage: makePage,
    onChange: (pages) => showPages(pages, manifest.pages[0] ?? ''),
    flushReady: () => space.flushReady(),
    onNotFound(place) {
      const detail = { path: place.id, query: place.query, isEntryPage: stack.pages.length === 0 };
      simulated.control.emit('PageNotFound', detail);
      app.call('onPageNotFound', detail);
    },
  });
  const app = installApp(() => stack.pages.map(({ caller }) => caller));
  const simulated = createPhoneWx({
    user: options.user,
    launch,
    connectTimeoutMs: manifest.connectTimeoutMs,
    ui,
    navigation: stack,
    clipboard,
    system: () => screen.describe(),
    setBackground: (change) => stack.top?.layer.setBackground(change),
    topCaller: () => stack.top?.caller,
  });
  const services: PhoneServices = {
    assetUrl,
    navigate(openType, url, delta) {
      const api = openType === 'navigate' || openType === 'redirect' ? `${openType}To` : openType;
      (simulated.wx[api] as (call: object) => void)({ url, delta });
    },
    share: (dataset, id) => share({ from: 'button', target: { id, dataset } }),
    chooseImage,
    chooseItem: (itemList) =>
      showSheet(screen.overlay, { alertText: '', itemList, itemColor: '#000000', cancelText: texts.cancel }),
    showToast: (title) => ui.showToast?.({ title, icon: 'none', image: '', mask: false, duration: 1500 }),
    keyboard: createKeyboard({
      screen: element,
      drawnPx: options.keyboardPx,
      onHeight: (px) => simulated.control.setKeyboardHeight(px),
    }),
    language: options.language,
    fontScale: options.fontScale,
  };
  const space: PreviewSpace = createPreviewSpace(manifest, (codeSpace) => {
    registerBuiltins(codeSpace.getComponentSpace(), services);
  });
  screen.onTheme(() => {
    for (const page of stack.pages) page.layer.paint(configs.painted(page.location.id));
  });
  const start = (): void => startApp({ built, simulated, space, stack, app, launch, screen });
  return { screen, simulated, stack, app, launch, start };
}

/** An address the browser can load: paths count from the mini program's root, everything else is left alone. */
function assetUrl(source: string): string {
  const isAddress = /^(https?:|blob:|data:|\/\/)/.test(source);
  return isAddress ? source : new URL(`./${source.replace(/^(\.{0,2}\/)+/, '')}`, document.baseURI).href;
}

/** The settings of pages over those of the app; `painted` has the names of theme.json resolved. */
function createPageConfigs({ manifest }: BuiltApp, screen: PhoneScreen) {
  const units = new Map(manifest.units.map((unit) => [unit.id, unit.config]));
  const of = (id: string): WindowConfig => ({ ...manifest.window, ...units.get(id) });
  const painted = (id: string): WindowConfig => {
    const values = manifest.themes[screen.theme];
    const resolve = (value: unknown): unknown =>
      typeof value === 'string' && value.startsWith('@') ? values[value.slice(1)] : value;
    return Object.fromEntries(Object.entries(of(id)).map(([key, value]) => [key, resolve(value)]));
  };
  return { of, painted };
}

function showPages(pages: readonly Page[], firstPage: string): void {
  for (const [index, { layer, location: place }] of pages.entries()) {
    const isTop = index === pages.length - 1;
    const isNew = !layer.element.hasAttribute('mp-known');
    layer.element.setAttribute('mp-known', '');
    layer.element.classList.toggle('mp-top', isTop);
    layer.element.classList.toggle('mp-layer--entering', isTop && isNew && index > 0);
    layer.element.toggleAttribute('inert', !isTop);
    const isHome = place.id === firstPage;
    layer.setLeading(index > 0 ? 'back' : isHome ? 'none' : 'home');
  }
}

interface StartOptions extends Omit<Phone, 'start'> {
  readonly built: BuiltApp;
  readonly space: PreviewSpace;
}

function startApp({ built, simulated, space, stack, app, launch, screen }: StartOptions): void {
  const { wx, control } = simulated;
  Object.assign(globalThis, { wx, __appTimers: control.timers });
  // First of all listeners, so that page and app hear of a change in WeChat's order.
  (wx.onAppHide as (listener: (detail: object) => void) => void)((detail) => {
    stack.hideTop();
    app.call('onHide', detail);
  });
  (wx.onAppShow as (listener: (detail: object) => void) => void)((detail) => {
    app.call('onShow', detail);
    stack.showTop();
  });
  screen.onTheme((theme) => {
    control.setTheme(theme);
    app.call('onThemeChange', { theme });
  });
  built.app();
  loadScripts(space.codeSpace, built);
  const options = { path: launch.id, query: { ...launch.query }, scene: 1001, referrerInfo: {} };
  app.call('onLaunch', options);
  app.call('onShow', options);
  stack.openHash(location.hash);
}
