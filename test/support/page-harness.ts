/**
 * Opens a page in miniprogram-simulate: its real WXML, compiled by the official compiler, its real components, on a fake
 * client and a recording wx. Drives what WeChat drives: onLoad, onShow, onReady, onHide, onUnload.
 */
import path from 'node:path';
import exparser from 'miniprogram-exparser';
import simulate from 'miniprogram-simulate';
import type * as AppClient from '../../miniprogram/services/app-client';
import { FRAME_MS } from '../../miniprogram/behaviors/view-binding';
import { createFakeClient, type FakeClient, type PhoneValues } from './fake-client';
import type { Client, Settings } from '../../miniprogram/services/client-types';

const MINI_PROGRAM = path.resolve(__dirname, '../../miniprogram');
let root = MINI_PROGRAM;

/** From now on pages of this mini program are opened: a copy of ours with something added. */
export function useMiniProgram(folder: string): void {
  root = folder;
  loaded.clear();
}

export type PageName =
  'album' | 'rooms' | 'chat' | 'profile' | 'settings' | 'members' | 'room' | 'find' | 'search';

/** One element of a page, of whichever component. */
export interface Found {
  readonly text: string;
  readonly dom: HTMLElement;
  /** As written in the WXML; the DOM has another one. */
  readonly id: string;
  /** As the WXML compiler names it: `ariaLabel`. */
  attribute(name: string): unknown;
  tap(): void;
  trigger(event: string, detail?: object): void;
  /** One finger there. */
  touch(event: 'touchstart' | 'touchmove' | 'touchend', point: Point): void;
  /** The component that the element is: every argument of its `setData` from now on. */
  watchPatches(): Record<string, unknown>[];
}

export interface OpenPage {
  readonly fake: FakeClient;
  readonly dom: HTMLElement;
  readonly data: Readonly<Record<string, unknown>>;
  /** Every argument of the page's `setData` since the last `patches.length = 0`. */
  readonly patches: Record<string, unknown>[];
  /** The same of a component of the page, from now on. */
  patchesOf(selector: string): Record<string, unknown>[];
  find(className: string): Found;
  findAll(className: string): Found[];
  has(className: string): boolean;
  /** Lets a frame pass, so that changes of the state are shown. */
  frame(): Promise<void>;
  show(): void;
  hide(): void;
  unload(): void;
}

type WxMock = Record<string, jest.Mock>;

/** The wx of the test: every member pages call, recorded. Answers are set with `mockImplementation`. */
export const wxMock: WxMock = {};

const WX_MEMBERS = [
  'navigateTo',
  'navigateBack',
  'reLaunch',
  'showModal',
  'showActionSheet',
  'showToast',
  'hideKeyboard',
  'setNavigationBarTitle',
  'setNavigationBarColor',
  'setBackgroundColor',
  'setBackgroundTextStyle',
  'getAppBaseInfo',
  'getWindowInfo',
  'setClipboardData',
  'makePhoneCall',
  'chooseMedia',
  'chooseMessageFile',
  'getImageInfo',
  'getNetworkType',
  'compressImage',
  'getFileSystemManager',
  'previewImage',
  'previewMedia',
  'downloadFile',
  'openDocument',
  'chooseLocation',
  'openLocation',
  'openSetting',
  'pageScrollTo',
  'showLoading',
  'hideLoading',
];

export function resetWx(): void {
  for (const name of WX_MEMBERS) wxMock[name] = jest.fn();
  wxMock['getAppBaseInfo']?.mockReturnValue({ fontSizeSetting: 16, SDKVersion: '3.5.8' });
  wxMock['getWindowInfo']?.mockReturnValue({ windowWidth: 390, windowHeight: 780 });
  Object.assign(globalThis, {
    wx: { ...(globalThis as unknown as { wx: object }).wx, ...wxMock },
    getApp: () => ({}),
    getCurrentPages: () => [],
  });
}

/** Each dialog answers in turn; the last answer stays. */
/** These pages lie on each other, the last one on top. */
export function stackPages(...names: PageName[]): void {
  const routes = names.map((name) => ({ route: `pages/${name}/${name}` }));
  Object.assign(globalThis, { getCurrentPages: () => [...routes] });
}

interface ModalOptions {
  readonly confirmText: string;
  readonly cancelText?: string;
  success(answer: object): void;
  fail(error: { errMsg: string }): void;
}

/** A button of more than four characters shows no dialog, as on a phone. */
export function answerModals(...answers: { confirm: boolean; content?: string }[]): jest.Mock {
  const queue = [...answers];
  return wxMock['showModal']!.mockImplementation((options: ModalOptions) => {
    const tooLong = [options.cancelText ?? '', options.confirmText].filter((label) => [...label].length > 4);
    if (tooLong.length > 0) {
      options.fail({ errMsg: `showModal:fail ${tooLong.join()} is longer than 4 characters` });
      return;
    }
    const answer = queue.length > 1 ? queue.shift()! : queue[0]!;
    options.success(answer);
  });
}

export function answerActionSheet(label: string | null): jest.Mock {
  return wxMock['showActionSheet']!.mockImplementation(
    (options: { itemList: string[]; success(answer: object): void; fail(error: object): void }) => {
      const tapIndex = label === null ? -1 : options.itemList.indexOf(label);
      if (tapIndex < 0) options.fail({ errMsg: 'showActionSheet:fail cancel' });
      else options.success({ tapIndex });
    },
  );
}

interface LoadedPage {
  readonly id: string;
  readonly installClient: typeof AppClient.installClient;
}

const loaded = new Map<PageName, LoadedPage>();

/**
 * miniprogram-simulate registers a component when its module runs, anew for every page that uses it, and jest runs a module
 * once: so each page gets a module registry of its own, with its own `app-client`.
 */
function loadPage(name: PageName): LoadedPage {
  const known = loaded.get(name);
  if (known) return known;
  let page: LoadedPage | undefined;
  jest.isolateModules(() => {
    const id = simulate.load(path.join(root, `pages/${name}/${name}`), name, { rootPath: root });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only `require` knows the page's registry
    const { installClient } = require(path.join(root, 'services/app-client')) as typeof AppClient;
    page = { id, installClient };
  });
  if (!page) throw new Error(`page ${name} was not loaded`);
  loaded.set(name, page);
  return page;
}

interface ExparserNode {
  __wxElement: unknown;
}

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

function send(
  dom: HTMLElement,
  event: string,
  detail: object,
  bubbles: boolean,
  touches: readonly Point[] = [],
): void {
  const target = (dom as unknown as ExparserNode).__wxElement;
  const options = {
    bubbles,
    composed: bubbles,
    capturePhase: true,
    extraFields: { touches, changedTouches: touches },
  };
  exparser.Event.dispatchEvent(target, exparser.Event.create(event, detail, options));
}

export function wrap(dom: HTMLElement): Found {
  return {
    dom,
    get id() {
      return (dom as unknown as { __wxElement: { id: string } }).__wxElement.id;
    },
    get text() {
      return (dom.textContent ?? '').replace(/\s+/g, ' ').trim();
    },
    attribute(name) {
      const node = (
        dom as unknown as { __wxElement: { _vt?: { attrs: { name: string; value: unknown }[] } } }
      ).__wxElement;
      return node._vt?.attrs.find((attr) => attr.name === name)?.value;
    },
    tap: () => send(dom, 'tap', {}, true),
    trigger: (event, detail = {}) => send(dom, event, detail, false),
    touch: (event, point) => send(dom, event, {}, true, [point]),
    watchPatches() {
      const instance = exparser.Element.getMethodCaller(
        (dom as unknown as ExparserNode).__wxElement,
      ) as Instance;
      return recordPatches(instance);
    },
  };
}

/** Style isolation puts `<component>--` before each class. */
export const hasClass = (dom: Element, className: string): boolean =>
  (dom.getAttribute('class') ?? '')
    .split(/\s+/)
    .some((token) => token === className || token.endsWith(`--${className}`));

/**
 * miniprogram-simulate tells `ready` to what is there when the page is attached, WeChat to every component that comes later
 * too. The result tells it to those that came since the last call.
 */
function createReadiness(root: HTMLElement): () => void {
  const known = new WeakSet<Element>(root.querySelectorAll('*'));
  return () => {
    for (const dom of [...root.querySelectorAll('*')].filter((one) => !known.has(one))) {
      known.add(dom);
      const node = (dom as unknown as ExparserNode).__wxElement as
        { triggerLifeTime?(name: string): void } | undefined;
      node?.triggerLifeTime?.('ready');
    }
  };
}

interface PageMethods {
  onLoad?(query: object): void;
  onShow?(): void;
  onHide?(): void;
  onUnload?(): void;
}

interface Instance extends PageMethods {
  setData(patch: Record<string, unknown>): void;
  selectComponent(selector: string): Instance;
}

function recordPatches(instance: Instance): Record<string, unknown>[] {
  const patches: Record<string, unknown>[] = [];
  const setData = instance.setData.bind(instance);
  instance.setData = (patch, ...rest: []) => {
    patches.push(patch);
    setData(patch, ...rest);
  };
  return patches;
}

export interface OpenComponent extends Pick<OpenPage, 'find' | 'findAll' | 'has'> {
  /** What it told, in order: the event's name and detail. */
  readonly events: (readonly [name: string, detail: unknown])[];
  set(properties: Record<string, unknown>): void;
}

const findIn = (dom: HTMLElement, className: string): Found[] =>
  [...dom.querySelectorAll('*')]
    .filter((one) => hasClass(one, className))
    .map((one) => wrap(one as HTMLElement));

const firstIn = (dom: HTMLElement, className: string): Found => {
  const found = findIn(dom, className)[0];
  if (!found) throw new Error(`no .${className} in ${dom.innerHTML}`);
  return found;
};

/** One component by itself, with these properties. `listenTo`: the events that are recorded. */
export function openComponent(
  name: string,
  properties: Record<string, unknown>,
  listenTo: readonly string[] = [],
): OpenComponent {
  let id = '';
  jest.isolateModules(() => {
    id = simulate.load(path.join(root, `components/${name}/${name}`), name, { rootPath: root });
  });
  const component = simulate.render(id, properties);
  component.attach(document.createElement('div'));
  const events: OpenComponent['events'] = [];
  const speaker = component as unknown as {
    addEventListener(event: string, listener: (told: { detail: unknown }) => void): void;
  };
  for (const event of listenTo) {
    speaker.addEventListener(event, ({ detail }: { detail: unknown }) => void events.push([event, detail]));
  }
  const dom = (): HTMLElement => component.dom as HTMLElement;
  return {
    events,
    find: (className) => firstIn(dom(), className),
    findAll: (className) => findIn(dom(), className),
    has: (className) => findIn(dom(), className).length > 0,
    set: (next) => (component.instance as unknown as Instance).setData(next),
  };
}

export interface OpenOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
  /** What the phone's storage holds, and keeps for the next page that is given it. */
  readonly values?: PhoneValues;
  /** See `createFakeClient`. */
  readonly reminderAnswer?: 'accepted' | 'refused' | 'failed';
  /** Prepares the client before the page sees it. */
  before?(fake: FakeClient): void;
}

/** A page on a client, whichever it is. `becomeReady`: what came since is told that it is on the screen. */
export interface MountedPage extends Omit<OpenPage, 'fake' | 'frame'> {
  becomeReady(): void;
}

/** Opens it as WeChat does. What is open of the same page has this client from now on, too. */
export function mountPage(
  name: PageName,
  client: Client,
  query: Readonly<Record<string, string>> = {},
): MountedPage {
  const { id, installClient } = loadPage(name);
  installClient(client);
  const component = simulate.render(id);
  const instance = component.instance as unknown as Instance;
  const patches = recordPatches(instance);
  const parent = document.createElement('div');
  component.attach(parent);
  const dom = (): HTMLElement => component.dom as HTMLElement;
  /** `pageLifetimes` of the components of the page. The typings of this version leave the call out. */
  const tellComponents = (name: 'show' | 'hide'): void =>
    (component as unknown as { triggerPageLifeTime(name: string): void }).triggerPageLifeTime(name);
  const becomeReady = createReadiness(dom());
  instance.onLoad?.(query);
  instance.onShow?.();
  becomeReady();

  return {
    patches,
    becomeReady,
    patchesOf: (selector) => recordPatches(instance.selectComponent(selector)),
    findAll: (className) => findIn(dom(), className),
    get dom() {
      return dom();
    },
    get data() {
      return component.data as Record<string, unknown>;
    },
    find: (className) => firstIn(dom(), className),
    has: (className) => findIn(dom(), className).length > 0,
    show() {
      instance.onShow?.();
      tellComponents('show');
    },
    hide() {
      instance.onHide?.();
      tellComponents('hide');
    },
    unload() {
      instance.onUnload?.();
      component.detach();
    },
  };
}

export function openPage(name: PageName, options: OpenOptions = {}): OpenPage {
  const fake = createFakeClient(options.settings, options.values, options.reminderAnswer);
  options.before?.(fake);
  const mounted = mountPage(name, fake.client, options.query);
  // Not spread: `dom` and `data` are what they are at the moment.
  return Object.assign(mounted, {
    fake,
    async frame() {
      await fake.clock.advance(FRAME_MS);
      mounted.becomeReady();
    },
  });
}
