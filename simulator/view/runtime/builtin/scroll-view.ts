/**
 * `<scroll-view>`: the host element itself scrolls. Position by `scroll-top`, `scroll-left`, `scroll-into-view`; events
 * at the edges; the refresher that a finger pulls out at the top lives in `refresher.ts`.
 */
import { toPx } from '../host/lengths';
import type { Builtin, BuiltinHost, BuiltinInstance } from './define';
import { createRefresher } from './refresher';

/** wx: an edge is reported at most once in this time. */
const EDGE_INTERVAL_MS = 200;

export const scrollViewBuiltin: Builtin = {
  tag: 'scroll-view',
  properties: {
    scrollX: false,
    scrollY: false,
    upperThreshold: 50,
    lowerThreshold: 50,
    scrollTop: 0,
    scrollLeft: 0,
    scrollIntoView: '',
    scrollIntoViewOffset: 0,
    scrollIntoViewAlignment: 'start',
    scrollWithAnimation: false,
    enableBackToTop: false,
    enableFlex: false,
    enablePassive: false,
    scrollAnchoring: false,
    refresherEnabled: false,
    refresherThreshold: 45,
    refresherDefaultStyle: 'black',
    refresherBackground: 'transparent',
    refresherTriggered: false,
    enhanced: false,
    bounces: true,
    showScrollbar: true,
    pagingEnabled: false,
    fastDeceleration: false,
    type: 'list',
    clip: true,
    cacheExtent: 0,
    usingSticky: false,
  },
  create(host) {
    // A browser scrolls by keys only what has the focus.
    host.element.tabIndex = 0;
    const refresher = createRefresher(host);
    const edges = createEdges(host);
    let lastTop = 0;
    let lastLeft = 0;
    host.element.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = host.element;
      const deltaX = lastLeft - scrollLeft;
      const deltaY = lastTop - scrollTop;
      lastTop = scrollTop;
      lastLeft = scrollLeft;
      host.trigger('scroll', { scrollLeft, scrollTop, scrollHeight, scrollWidth, deltaX, deltaY });
      edges(deltaX, deltaY);
    });
    return { update: (name, value) => updateScrollView(host, refresher, name, value) };
  },
};

function updateScrollView(host: BuiltinHost, refresher: BuiltinInstance, name: string, value: unknown): void {
  const { element } = host;
  const page = element.closest<HTMLElement>('.mp-page')?.clientWidth ?? window.innerWidth;
  if (name === 'scrollX') element.style.overflowX = value === true ? 'auto' : 'hidden';
  else if (name === 'scrollY') element.style.overflowY = value === true ? 'auto' : 'hidden';
  else if (name === 'scrollAnchoring') element.style.overflowAnchor = value === true ? 'auto' : 'none';
  else if (name === 'enableFlex') element.toggleAttribute('mp-flex', value === true);
  else if (name === 'showScrollbar') element.toggleAttribute('mp-no-scrollbar', value === false);
  else if (name === 'scrollTop' || name === 'scrollLeft') {
    const position = toPx(value, page);
    // wx: the rows that a position is about arrive in the same setData, after it.
    queueMicrotask(() => scrollTo(host, name === 'scrollTop' ? { top: position } : { left: position }));
  } else if (name === 'scrollIntoView' && value !== '') {
    queueMicrotask(() => scrollToId(host, String(value)));
  } else refresher.update?.(name, value);
}

/** Scrolls a scroll-view, with or without animation as its page said. */
function scrollTo(host: BuiltinHost, position: ScrollToOptions): void {
  const behavior = host.get<boolean>('scrollWithAnimation') ? 'smooth' : 'instant';
  host.element.scrollTo({ ...position, behavior });
}

function scrollToId(host: BuiltinHost, id: string): void {
  const { element } = host;
  const target = element.querySelector<HTMLElement>(`[wx-id="${CSS.escape(id)}"]`);
  if (target === null) return;
  const inner = target.getBoundingClientRect();
  const outer = element.getBoundingClientRect();
  const spare = outer.height - inner.height;
  const share = { start: 0, center: 0.5, end: 1 }[host.get<string>('scrollIntoViewAlignment')] ?? 0;
  const offset = host.get<number>('scrollIntoViewOffset');
  const top = element.scrollTop + inner.top - outer.top - element.clientTop - spare * share + offset;
  const left = element.scrollLeft + inner.left - outer.left - element.clientLeft;
  scrollTo(host, host.get<boolean>('scrollX') ? { top, left } : { top });
}

/** Reports an edge when the content moves towards it and is near it. */
function createEdges(host: BuiltinHost): (deltaX: number, deltaY: number) => void {
  const lastAt = { scrolltoupper: -EDGE_INTERVAL_MS, scrolltolower: -EDGE_INTERVAL_MS };
  const tell = (name: keyof typeof lastAt, direction: string): void => {
    const now = performance.now();
    if (now - lastAt[name] < EDGE_INTERVAL_MS) return;
    lastAt[name] = now;
    host.trigger(name, { direction });
  };
  return (deltaX, deltaY) => {
    const { element } = host;
    const page = element.closest<HTMLElement>('.mp-page')?.clientWidth ?? window.innerWidth;
    const upper = toPx(host.get('upperThreshold'), page);
    const lower = toPx(host.get('lowerThreshold'), page);
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    const rightOf = element.scrollWidth - element.clientWidth - element.scrollLeft;
    if (host.get<boolean>('scrollY')) {
      if (deltaY > 0 && element.scrollTop <= upper) tell('scrolltoupper', 'top');
      if (deltaY < 0 && below <= lower) tell('scrolltolower', 'bottom');
    }
    if (host.get<boolean>('scrollX')) {
      if (deltaX > 0 && element.scrollLeft <= upper) tell('scrolltoupper', 'left');
      if (deltaX < 0 && rightOf <= lower) tell('scrolltolower', 'right');
    }
  };
}
