/**
 * One page on the screen: navigation bar, the box that the page scrolls in, pull-down. Draws and reports; which
 * page is on top and what a button means is decided by the stack.
 */
import type { WindowConfig } from '../../manifest';
import { addElement } from '../builtin/define';
import type { NavigationBarChange } from '../../../wx/ui-ports';

export interface PageLayer {
  readonly element: HTMLElement;
  /** The container of lengths and fixed positions. */
  readonly page: HTMLElement;
  readonly scroller: HTMLElement;
  /** Where the page's root is put. */
  readonly placeholder: HTMLElement;
  /** Applies the colours of `window` and page settings, with theme names resolved. */
  paint(config: WindowConfig): void;
  change(change: NavigationBarChange): void;
  setBackground(change: { readonly backgroundColor?: string; readonly textStyle?: string }): void;
  setLeading(kind: 'none' | 'back' | 'home'): void;
  setPullDown(isActive: boolean): void;
}

export interface PageLayerEvents {
  back(): void;
  home(): void;
  menu(): void;
  labels: { readonly back: string; readonly home: string; readonly menu: string };
}

const WHITE = new Set(['white', '#ffffff', '#fff']);

/** Makes the elements of a page; the stack appends `element` to the screen. */
export function createPageLayer(id: string, config: WindowConfig, events: PageLayerEvents): PageLayer {
  const element = addElement('section', 'mp-layer');
  const bar = addElement('header', 'mp-nav', element);
  const leading = addElement('button', 'mp-nav__leading', bar);
  const title = addElement('h1', 'mp-nav__title', bar);
  const titleText = addElement('span', 'mp-nav__text', title);
  const capsule = addElement('button', 'mp-nav__capsule', bar);
  const page = addElement('main', 'mp-page', element);
  const pullDown = addElement('div', 'mp-pulldown', page);
  const scroller = addElement('div', 'mp-scroll', page);
  const placeholder = addElement('div', '', scroller);

  page.setAttribute('mp-path', id);
  element.toggleAttribute('mp-custom', config.navigationStyle === 'custom');
  titleText.textContent = config.navigationBarTitleText ?? '';
  scroller.style.overflowY = config.disableScroll === true ? 'hidden' : '';
  addElement('span', 'mp-dots', pullDown);
  leading.type = 'button';
  capsule.type = 'button';
  capsule.setAttribute('aria-label', events.labels.menu);
  capsule.append(addElement('span', 'mp-nav__dots'), addElement('span', 'mp-nav__ring'));
  capsule.addEventListener('click', events.menu);
  leading.addEventListener('click', () => {
    if (leading.dataset.kind === 'back') events.back();
    else events.home();
  });
  return {
    element,
    page,
    scroller,
    placeholder,
    paint(colors) {
      paintBar(bar, colors.navigationBarTextStyle, colors.navigationBarBackgroundColor);
      page.style.background = colors.backgroundColor ?? '';
    },
    change(change) {
      if (change.title !== undefined) titleText.textContent = change.title;
      if (change.loading !== undefined) bar.toggleAttribute('mp-loading', change.loading);
      if (change.frontColor !== undefined) paintBar(bar, change.frontColor, change.backgroundColor);
    },
    setBackground({ backgroundColor, textStyle }) {
      if (backgroundColor !== undefined) page.style.background = backgroundColor;
      if (textStyle !== undefined) pullDown.style.color = textStyle === 'light' ? '#fff' : '#000';
    },
    setLeading(kind) {
      leading.dataset.kind = kind;
      leading.hidden = kind === 'none';
      leading.setAttribute('aria-label', kind === 'home' ? events.labels.home : events.labels.back);
    },
    setPullDown: (isActive) => page.toggleAttribute('mp-pulled', isActive),
  };
}

function paintBar(bar: HTMLElement, front: string | undefined, background: string | undefined): void {
  bar.toggleAttribute('mp-white', WHITE.has((front ?? '').toLowerCase()));
  bar.style.background = background ?? '';
}
