/**
 * One page of the stack and its life: load, show, ready, hide, unload, and what its scrolling means. Owns the
 * root component of glass-easel; the stack decides when what happens.
 */
import type { GeneralBackendElement } from 'glass-easel';
import type { AssociatedBackend, CodeSpace } from 'glass-easel-miniprogram-adapter';
import type { WindowConfig } from '../../manifest';
import { reportThrown } from '../report';
import type { EventChannel } from './event-channel';
import type { PageLayer } from './page-layer';
import type { PageUrl } from './page-url';

type PageRoot = ReturnType<AssociatedBackend['createRoot']>;
/** `this` of the page's script. */
type PageCaller = Record<string, unknown> & {
  route: string;
  options: Readonly<Record<string, string>>;
};

export interface Page {
  readonly location: PageUrl;
  readonly caller: PageCaller;
  readonly layer: PageLayer;
  readonly isShown: boolean;
  /** Calls a method of the page if it has one; what it throws is reported. */
  call(name: string, ...values: unknown[]): unknown;
  /** Whether the page's script has a method of this name. */
  has(name: string): boolean;
  load(): void;
  show(): void;
  /** After the first layout; once. */
  ready(): void;
  hide(): void;
  /** The window has another size now. */
  resize(size: WindowSize): void;
  unload(): void;
}

interface WindowSize {
  readonly windowWidth?: number;
  readonly windowHeight?: number;
}

export interface PageOptions {
  readonly location: PageUrl;
  readonly layer: PageLayer;
  readonly codeSpace: CodeSpace;
  readonly backend: AssociatedBackend;
  readonly config: WindowConfig;
  readonly channel: EventChannel;
}

const REACH_BOTTOM_PX = 50;

/** Makes the page's component and attaches it to its layer; `load` has to follow. */
export function createPage(options: PageOptions): Page {
  const { location, layer, codeSpace, backend } = options;
  const root = backend.createRoot('page', codeSpace, `/${location.url}`);
  const caller = root.get() as unknown as PageCaller;
  caller.route = location.id;
  caller.options = location.query;
  caller.getOpenerEventChannel = () => options.channel;
  const call = (name: string, ...values: unknown[]): unknown => {
    const method = caller[name];
    if (typeof method !== 'function') return undefined;
    try {
      return method.apply(caller, values) as unknown;
    } catch (error) {
      reportThrown(`${location.id} ${name}`, error);
      return undefined;
    }
  };
  attach(root, layer);
  const life = createLife(root, call, location);
  watchScroll(options, { call, has: (name) => typeof caller[name] === 'function' });
  return {
    location,
    caller,
    layer,
    get isShown() {
      return life.isShown;
    },
    call,
    has: (name) => typeof caller[name] === 'function',
    ...life.steps,
    unload() {
      life.steps.hideSilently();
      call('onUnload');
      root.release();
      layer.element.remove();
    },
  };
}

function attach(root: PageRoot, layer: PageLayer): void {
  const element = (node: HTMLElement): GeneralBackendElement => node as unknown as GeneralBackendElement;
  root.attach(element(layer.scroller), element(layer.placeholder));
}

function createLife(root: PageRoot, call: Page['call'], location: PageUrl) {
  const state = { isShown: false, isReady: false };
  const component = root.getComponent();
  return {
    get isShown() {
      return state.isShown;
    },
    steps: {
      load: () => void call('onLoad', { ...location.query }),
      show() {
        if (state.isShown) return;
        state.isShown = true;
        component.triggerPageLifetime('show', []);
        call('onShow');
      },
      ready() {
        if (state.isReady) return;
        state.isReady = true;
        call('onReady');
      },
      hide() {
        if (!state.isShown) return;
        state.isShown = false;
        component.triggerPageLifetime('hide', []);
        call('onHide');
      },
      resize(size: WindowSize) {
        component.triggerPageLifetime('resize', [{ size }]);
        call('onResize', { size });
      },
      /** wx: a page that is closed gets onUnload without onHide. */
      hideSilently() {
        state.isShown = false;
      },
    },
  };
}

function watchScroll({ layer, config }: PageOptions, page: Pick<Page, 'call' | 'has'>): void {
  const { scroller } = layer;
  let isNearBottom = false;
  scroller.addEventListener('scroll', () => {
    if (page.has('onPageScroll')) page.call('onPageScroll', { scrollTop: scroller.scrollTop });
    const below = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    const wasNear = isNearBottom;
    isNearBottom = below <= (config.onReachBottomDistance ?? REACH_BOTTOM_PX);
    if (isNearBottom && !wasNear) page.call('onReachBottom');
  });
}
