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

/** wx: the stack changes after the call, never inside it. */
async function later<T>(act: () => T): Promise<T> {
  await Promise.resolve();
  return act();
}

export class PageStack implements NavigationPort {
  private open: readonly Page[] = [];
  private isRestoring = false;

  constructor(private readonly options: PageStackOptions) {}

  get pages(): readonly Page[] {
    return this.open;
  }

  get top(): Page | undefined {
    return this.open[this.open.length - 1];
  }

  navigateTo({ url, events }: NavigateToOptions): Promise<{ readonly eventChannel: unknown }> {
    return later(() => ({ eventChannel: this.push(url, events) }));
  }

  redirectTo(url: string): Promise<void> {
    return later(() => {
      const place = this.resolve(url);
      this.close(1);
      this.add(place);
    });
  }

  reLaunch(url: string): Promise<void> {
    return later(() => this.replaceAll(url));
  }

  /** This simulator draws no tab bar, so no page is one of a tab. */
  switchTab(): Promise<never> {
    return Promise.reject(new Error('can not switch to no-tabBar page'));
  }

  navigateBack(delta: number): Promise<void> {
    return later(() => {
      if (this.open.length <= 1) throw new Error('cannot navigate back at first page.');
      this.close(Math.min(Math.max(1, delta), this.open.length - 1));
      this.settle();
      this.top?.show();
    });
  }

  /** Opens what the address says: a stack, or the first page. */
  openHash(hash: string): void {
    const urls = hashToStack(hash).filter((url) => this.isPage(parsePageUrl(url, '')));
    const [first = `/${this.options.pageIds[0] ?? ''}`, ...rest] = urls;
    this.isRestoring = true;
    this.replaceAll(first);
    for (const url of rest) this.push(url, {});
    this.isRestoring = false;
    this.writeHash();
  }

  hideTop(): void {
    this.top?.hide();
  }

  showTop(): void {
    this.top?.show();
  }

  private push(url: string, events: NavigateToOptions['events']): EventChannel {
    const place = this.resolve(url);
    if (this.open.length >= MAX_PAGES) throw new Error('webview count limit exceed');
    this.top?.hide();
    const channel = createEventChannel(events);
    this.add(place, channel.opened);
    return channel.opener;
  }

  private replaceAll(url: string): void {
    const place = this.resolve(url);
    this.close(this.open.length);
    this.add(place);
  }

  private add(place: PageUrl, channel: EventChannel = createEventChannel({}).opened): void {
    const page = this.options.createPage(place, channel);
    this.open = [...this.open, page];
    this.settle();
    page.load();
    page.show();
    setTimeout(() => {
      this.options.flushReady();
      page.ready();
    }, 0);
  }

  private close(count: number): void {
    const kept = this.open.length - count;
    const closed = this.open.slice(kept).reverse();
    this.open = this.open.slice(0, kept);
    for (const page of closed) page.unload();
  }

  private settle(): void {
    this.options.onChange(this.open);
    // Half a stack in the address would be what a reload in this moment finds.
    if (!this.isRestoring) this.writeHash();
  }

  private writeHash(): void {
    history.replaceState(null, '', stackToHash(this.open.map(({ location }) => location.url)));
  }

  private resolve(url: string): PageUrl {
    const place = parsePageUrl(url, this.top?.location.id ?? '');
    if (!this.isPage(place)) throw new Error(`page "${place.id}" is not found`);
    return place;
  }

  private isPage(place: PageUrl): boolean {
    const isKnown = this.options.pageIds.includes(place.id);
    if (!isKnown) this.options.onNotFound(place);
    return isKnown;
  }
}
