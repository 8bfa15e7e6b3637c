/**
 * The page stack: navigateTo, redirectTo, navigateBack, reLaunch, switchTab, with the limits and the order of life cycles
 * that WeChat has. Keeps the stack in the address of the browser. Knows pages, not what is on them.
 */
import type { NavigateToOptions, NavigationPort } from '../../../wx/ui-ports';
import { createEventChannel } from './event-channel';
import type { EventChannel } from './event-channel';
import type { Page } from './page';
import { hashToStack, parsePageUrl, stackToHash } from './page-url';
import type { PageUrl } from './page-url';

/** wx: at most ten pages (framework/app-service/route). */
const MAX_PAGES = 10;

export interface PageStackOptions {
  readonly pageIds: readonly string[];
  /** Makes a page; it is on the stack before its onLoad runs. */
  createPage(location: PageUrl, channel: EventChannel): Page;
  /** After every change, with the pages bottom first. */
  onChange(pages: readonly Page[]): void;
  /** Lets attached components become ready. */
  flushReady(): void;
  /** Told about an address that is no page; the phone calls `onPageNotFound`. */
  onNotFound(location: PageUrl): void;
}

export interface PageStack extends NavigationPort {
  readonly pages: readonly Page[];
  readonly top: Page | undefined;
  /** Opens what the address says: a stack, or the first page. */
  openHash(hash: string): void;
  hideTop(): void;
  showTop(): void;
}

export function createPageStack(options: PageStackOptions): PageStack {
  const { pageIds } = options;
  let pages: Page[] = [];
  const top = (): Page | undefined => pages[pages.length - 1];

  const resolve = (url: string): PageUrl => {
    const location = parsePageUrl(url, top()?.location.id ?? '');
    if (pageIds.includes(location.id)) return location;
    options.onNotFound(location);
    throw new Error(`page "${location.id}" is not found`);
  };
  const isKnown = (url: string): boolean => {
    const location = parsePageUrl(url, '');
    const isPage = pageIds.includes(location.id);
    if (!isPage) options.onNotFound(location);
    return isPage;
  };
  const settle = (): void => {
    options.onChange(pages);
    history.replaceState(null, '', stackToHash(pages.map(({ location }) => location.url)));
  };
  const open = (location: PageUrl, channel: EventChannel = createEventChannel({}).opened): void => {
    const page = options.createPage(location, channel);
    pages = [...pages, page];
    settle();
    page.load();
    page.show();
    setTimeout(() => {
      options.flushReady();
      page.ready();
    }, 0);
  };
  const close = (count: number): void => {
    const closed = pages.slice(pages.length - count).reverse();
    pages = pages.slice(0, pages.length - count);
    for (const page of closed) page.unload();
  };

  const navigateTo = (url: string, events: NavigateToOptions['events']): EventChannel => {
    const location = resolve(url);
    if (pages.length >= MAX_PAGES) throw new Error('webview count limit exceed');
    top()?.hide();
    const channel = createEventChannel(events);
    open(location, channel.opened);
    return channel.opener;
  };
  const reLaunch = (url: string): void => {
    const location = resolve(url);
    close(pages.length);
    open(location);
  };
  // This simulator draws no tab bar, so no page is one of a tab.
  const switchTab = (): never => {
    throw new Error('can not switch to no-tabBar page');
  };
  const redirectTo = (url: string): void => {
    const location = resolve(url);
    close(1);
    open(location);
  };
  const navigateBack = (delta: number): void => {
    if (pages.length <= 1) throw new Error('cannot navigate back at first page.');
    close(Math.min(Math.max(1, delta), pages.length - 1));
    settle();
    top()?.show();
  };
  const openHash = (hash: string): void => {
    const urls = hashToStack(hash).filter((url) => isKnown(url));
    const [first = `/${pageIds[0] ?? ''}`, ...rest] = urls;
    reLaunch(first);
    for (const url of rest) navigateTo(url, {});
  };

  /** wx: the stack changes after the call, never inside it. */
  const later = async <T>(act: () => T): Promise<T> => {
    await Promise.resolve();
    return act();
  };
  return {
    get pages() {
      return pages;
    },
    get top() {
      return top();
    },
    navigateTo: ({ url, events }) => later(() => ({ eventChannel: navigateTo(url, events) })),
    redirectTo: (url) => later(() => redirectTo(url)),
    reLaunch: (url) => later(() => reLaunch(url)),
    switchTab: () => later(switchTab),
    navigateBack: (delta) => later(() => navigateBack(delta)),
    openHash,
    hideTop: () => top()?.hide(),
    showTop: () => top()?.show(),
  };
}
