/**
 * The `wx` of the preview: the simulated WeChat runtime with the browser behind its ports, and the members that only a host
 * with a view can offer.
 */
import { createAsyncApi } from '../../wx/api-call';
import { createWx } from '../../wx/create-wx';
import type { SimulatedWx } from '../../wx/create-wx';
import type { MediaPorts } from '../../wx/media-ports';
import type { ClipboardPort, NavigationPort, SystemState, UiPort } from '../../wx/ui-ports';
import { BUILT_TAGS } from '../tags';
import { createSelectorQuery } from './host/selector-query';
import type { QueryScope } from './host/selector-query';
import { browserHttp } from './ports/http';
import { openBrowserSocket } from './ports/socket';
import { browserStorage } from './ports/storage';
import { reportMissing } from './report';
import type { PageUrl } from './router/page-url';

/** What lies behind the page on top. */
interface BackgroundChange {
  readonly backgroundColor?: string;
  /** Of the dots of a pull-down: `dark` or `light`. */
  readonly textStyle?: string;
}

export interface PhoneWxOptions {
  /** Null is the guest of this browser, who is told apart by what the app itself keeps in storage. */
  readonly user: string | null;
  readonly launch: PageUrl;
  readonly connectTimeoutMs: number | null;
  readonly ui: UiPort;
  readonly navigation: NavigationPort;
  readonly clipboard: ClipboardPort;
  readonly system: () => Partial<SystemState>;
  readonly media: MediaPorts;
  /** `wx.setBackgroundColor` and `wx.setBackgroundTextStyle`. */
  readonly setBackground: (change: BackgroundChange) => void;
  /** `this` of the page on top. */
  readonly topCaller: () => object | undefined;
}

type Observing = QueryScope &
  Record<'createIntersectionObserver' | 'createMediaQueryObserver', (o?: object) => object>;

/** Owner of what is kept for a guest. */
export const GUEST = 'guest';

export function createPhoneWx(options: PhoneWxOptions): SimulatedWx {
  const { user, launch, ui, navigation, clipboard, system } = options;
  return createWx(
    {
      clock: {
        now: () => Date.now(),
        after(ms, fn) {
          const timer = window.setTimeout(fn, ms);
          return () => window.clearTimeout(timer);
        },
      },
      openSocket: openBrowserSocket,
      storage: browserStorage,
      http: browserHttp,
      ui,
      navigation,
      clipboard,
      media: options.media,
      system,
      hideKeyboard: () => (document.activeElement as HTMLElement | null)?.blur(),
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)).buffer,
    },
    {
      user: user ?? GUEST,
      serverUrl: location.origin,
      launchPath: launch.id,
      launchQuery: launch.query,
      connectTimeoutMs: options.connectTimeoutMs ?? undefined,
      components: BUILT_TAGS,
      extras: createExtras(options),
      onMissing: (name) => reportMissing(`wx.${name}`, 'this API is used and not built'),
    },
  );
}

function createExtras({ user, setBackground, topCaller }: PhoneWxOptions): Record<string, unknown> {
  const deliver = (fn: () => void): void => fn();
  const scope = (given?: object): Observing | undefined => (given ?? topCaller()) as Observing | undefined;
  const accept = (name: string) => createAsyncApi(name, () => undefined, deliver);
  return {
    createSelectorQuery: () => createSelectorQuery(scope()),
    createIntersectionObserver: (component?: object, settings?: object) =>
      scope(component)?.createIntersectionObserver(settings),
    createMediaQueryObserver: (component?: object) => scope(component)?.createMediaQueryObserver(),
    setBackgroundColor: createAsyncApi('setBackgroundColor', setBackground, deliver),
    setBackgroundTextStyle: createAsyncApi('setBackgroundTextStyle', setBackground, deliver),
    showShareMenu: accept('showShareMenu'),
    hideShareMenu: accept('hideShareMenu'),
    updateShareMenu: accept('updateShareMenu'),
    // Anybody's code: the server then goes by the key that the app keeps in its storage.
    ...(user === null && { login: createAsyncApi('login', () => ({ code: 'preview-guest' }), deliver) }),
  };
}
