/**
 * One phone with one mini program in it: puts screen, glass-easel, page stack and the simulated WeChat runtime together and
 * runs the app through its life. The only file that knows all the others.
 */
import { sceneOf } from '../../wx/account';
import type { SimulatedWx } from '../../wx/create-wx';
import type { FilesPort } from '../../wx/media-ports';
import { isHarmony, type UiPort } from '../../wx/ui-ports';
import type { AppManifest, WindowConfig } from '../manifest';
import { registerBuiltins } from './builtin';
import { createPreviewSpace, loadScripts } from './host/code-space';
import type { PreviewSpace, Scripts } from './host/code-space';
import { loadPackagePictures } from './host/package-pictures';
import { createKeyboard } from './keyboard';
import { installApp } from './phone-app';
import type { PhoneApp } from './phone-app';
import type { PhoneOptions } from './phone-options';
import type { PhoneScreen } from './phone-screen';
import { createPhoneScreen } from './phone-screen';
import { textsFor } from './phone-texts';
import type { PhoneTexts } from './phone-texts';
import { createPhoneWx } from './phone-wx';
import { createBrowserClipboard } from './ports/clipboard';
import { addressOf } from './ports/files';
import { chooseImage } from './ports/pickers';
import { browserPictures } from './ports/pictures';
import { browserLoudspeaker, browserMicrophone } from './ports/sound';
import { createPage } from './router/page';
import type { Page } from './router/page';
import { createPageLayer } from './router/page-layer';
import { PageStack } from './router/page-stack';
import { launchUrlOf } from './router/page-url';
import type { PageUrl } from './router/page-url';
import type { EventChannel } from './router/event-channel';
import type { PhoneServices } from './services';
import { sharePage } from './share';
import type { ShareSource } from './share';
import { createUiPort } from './ui-port';
import { showSheet } from './ui/action-sheet';

/** `onAppHide` with this reason: a native view, such as a picker, lies over the app (3.5.7). */
const COVERED_BY_NATIVE_PAGE = 2;

/** A mini program as the build hands it over. */
export interface BuiltApp extends Scripts {
  /** Runs app.ts. */
  readonly app: () => unknown;
}

/** One phone. Nothing of the app runs before `start`. */
export class Phone {
  readonly screen: PhoneScreen;
  readonly simulated: SimulatedWx;
  readonly stack: PageStack;
  readonly app: PhoneApp;
  private readonly texts: PhoneTexts;
  private readonly clipboard = createBrowserClipboard();
  private readonly launch: PageUrl;
  private readonly configs: PageConfigs;
  private readonly ui: UiPort;
  private readonly space: PreviewSpace;

  constructor(
    private readonly built: BuiltApp,
    private readonly options: PhoneOptions,
    element: HTMLElement,
    /** What the person's phone has saved; absent where the browser keeps nothing. */
    private readonly files: FilesPort | undefined,
  ) {
    const { manifest } = built;
    this.texts = textsFor(options.language);
    this.screen = createPhoneScreen(element, options, manifest.isDarkModeOn);
    this.configs = createPageConfigs(manifest, this.screen);
    this.launch = launchUrlOf(location.hash, this.firstPage);
    this.ui = this.createUi();
    this.stack = this.createStack();
    this.app = installApp(() => this.stack.pages.map(({ caller }) => caller));
    this.simulated = this.createWx();
    if (options.needsPrivacy) this.simulated.control.privacy.require();
    const services = this.createServices();
    this.space = createPreviewSpace(manifest, (codeSpace) => {
      registerBuiltins(codeSpace.getComponentSpace(), services);
    });
  }

  /** Runs the scripts of the app and opens the pages that the address names. */
  start(): void {
    const { built, simulated, space, stack, app, launch } = this;
    loadPackagePictures(built.manifest.pictures.map(assetUrl));
    Object.assign(globalThis, { wx: simulated.wx, __appTimers: simulated.control.timers });
    this.followApp();
    built.app();
    loadScripts(space.codeSpace, built);
    const query = { ...launch.query };
    const options = { path: launch.id, query, scene: sceneOf(query), referrerInfo: {} };
    app.call('onLaunch', options);
    app.call('onShow', options);
    stack.openHash(location.hash);
  }

  private get firstPage(): string {
    return this.built.manifest.pages[0] ?? '';
  }

  /** First of all listeners, so that page and app hear of a change in WeChat's order. */
  private followApp(): void {
    const { simulated, stack, app, screen, configs, options } = this;
    type On = (listener: (detail: object) => void) => void;
    (simulated.wx.onAppHide as On)((detail) => {
      stack.hideTop();
      app.call('onHide', detail);
    });
    (simulated.wx.onAppShow as On)((detail) => {
      app.call('onShow', detail);
      stack.showTop();
    });
    screen.onTheme((theme) => {
      for (const page of stack.pages) page.layer.paint(configs.painted(page.location.id));
      if (isHarmony(options.platform)) return;
      simulated.control.setTheme(theme);
      app.call('onThemeChange', { theme });
    });
  }

  private createUi(): UiPort {
    return createUiPort({
      screen: this.screen,
      texts: this.texts,
      assetUrl,
      topPage: () => this.stack.top,
      onCovered: (isCovered) => {
        if (isCovered) this.simulated.control.hide(COVERED_BY_NATIVE_PAGE);
        else this.simulated.control.show();
      },
    });
  }

  private createWx(): SimulatedWx {
    const { options, launch, ui, stack, clipboard, screen } = this;
    return createPhoneWx({
      user: options.user,
      launch,
      connectTimeoutMs: this.built.manifest.connectTimeoutMs,
      ui,
      navigation: stack,
      clipboard,
      media: {
        ...(this.files ? { files: this.files } : {}),
        pictures: browserPictures,
        microphone: browserMicrophone(options.hasToneOnly),
        loudspeaker: browserLoudspeaker,
      },
      system: () => screen.describe(),
      setBackground: (change) => stack.top?.layer.setBackground(change),
      topCaller: () => stack.top?.caller,
    });
  }

  private createStack(): PageStack {
    return new PageStack({
      pageIds: this.built.manifest.pages,
      createPage: (place, channel) => this.createPage(place, channel),
      onChange: (pages) => showPages(pages, this.firstPage),
      flushReady: () => this.space.flushReady(),
      onNotFound: (place) => {
        const detail = { path: place.id, query: place.query, isEntryPage: this.stack.pages.length === 0 };
        this.simulated.control.emit('PageNotFound', detail);
        this.app.call('onPageNotFound', detail);
      },
    });
  }

  private createPage(place: PageUrl, channel: EventChannel): Page {
    const { configs, screen, stack, texts } = this;
    const config = configs.of(place.id);
    const layer = createPageLayer(place.id, config, {
      back: () => void stack.navigateBack(1),
      home: () => void stack.reLaunch(`/${this.firstPage}`),
      menu: () => void this.openMenu(),
      labels: texts,
    });
    screen.pages.append(layer.element);
    layer.paint(configs.painted(place.id));
    const { codeSpace, backend } = this.space;
    return createPage({ location: place, layer, codeSpace, backend, config, channel });
  }

  private createServices(): PhoneServices {
    const { options, screen, simulated } = this;
    return {
      assetUrl,
      navigate(openType, url, delta) {
        const api = openType === 'navigate' || openType === 'redirect' ? `${openType}To` : openType;
        (simulated.wx[api] as (call: object) => void)({ url, delta });
      },
      share: (dataset, id) => this.share({ from: 'button', target: { id, dataset } }),
      chooseImage,
      authorize: (api) =>
        simulated.authorize(api).then(
          () => true,
          () => false,
        ),
      chooseItem: (itemList) => this.choose(itemList),
      showToast: (title) => this.toast(title),
      keyboard: createKeyboard({
        screen: screen.element,
        drawnPx: options.keyboardPx,
        onHeight: (px) => simulated.control.setKeyboardHeight(px),
      }),
      language: options.language,
      fontScale: options.fontScale,
    };
  }

  private choose(itemList: readonly string[]): Promise<number | null> {
    const sheet = { alertText: '', itemList, itemColor: '#000000', cancelText: this.texts.cancel };
    return showSheet(this.screen.overlay, sheet);
  }

  private toast(title: string): void {
    this.ui.showToast?.({ title, icon: 'none', image: '', mask: false, duration: 1500 });
  }

  private share(source: ShareSource): void {
    const { clipboard, screen, stack, texts } = this;
    const showToast = (title: string): void => this.toast(title);
    if (stack.top === undefined) return;
    void sharePage(stack.top, source, { overlay: screen.overlay, texts, clipboard, showToast });
  }

  private async openMenu(): Promise<void> {
    const chosen = await this.choose([this.texts.share, this.texts.reload]);
    if (chosen === 0) this.share({ from: 'menu' });
    if (chosen === 1) location.reload();
  }
}

/** An address the browser can load: paths count from the mini program's root, everything else is left alone. */
function assetUrl(path: string): string {
  const source = addressOf(path);
  const isAddress = /^(https?:|blob:|data:|\/\/)/.test(source);
  return isAddress ? source : new URL(`./${source.replace(/^(\.{0,2}\/)+/, '')}`, document.baseURI).href;
}

interface PageConfigs {
  /** The settings of a page over those of the app. */
  of(id: string): WindowConfig;
  /** The same with the names of theme.json resolved for the present theme. */
  painted(id: string): WindowConfig;
}

function createPageConfigs(manifest: AppManifest, screen: PhoneScreen): PageConfigs {
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
