/** Built-ins that are little more than a look: icon, progress, rich-text, root-portal, page-meta, slider, picker. */
import type { PhoneServices } from '../services';
import { addElement } from './define';
import type { Builtin } from './define';
import { registerControl } from './form';
import { withoutRpx } from '../../rpx';
import { renderRichText } from './rich-text';

const ICONS: Readonly<Record<string, string>> = {
  success: '✓',
  success_no_circle: '✓',
  info: 'i',
  warn: '!',
  waiting: '…',
  cancel: '×',
  download: '↓',
  search: '⌕',
  clear: '×',
};

export const iconBuiltin: Builtin = {
  tag: 'icon',
  properties: { type: 'success', size: 23, color: '' },
  create({ element, get }) {
    element.setAttribute('aria-hidden', 'true');
    return {
      update() {
        const size = get<number>('size');
        element.textContent = ICONS[get<string>('type')] ?? '?';
        element.setAttribute('type', get<string>('type'));
        element.style.setProperty('--mp-icon-size', `${size}px`);
        element.style.setProperty('--mp-icon-color', get<string>('color'));
      },
    };
  },
};

export const progressBuiltin: Builtin = {
  tag: 'progress',
  properties: {
    percent: 0,
    showInfo: false,
    borderRadius: 0,
    fontSize: 16,
    strokeWidth: 6,
    color: '#09BB07',
    activeColor: '#09BB07',
    backgroundColor: '#EBEBEB',
    active: false,
    activeMode: 'backwards',
    duration: 30,
  },
  create({ element, get }) {
    const bar = addElement('span', 'mp-progress', element);
    const done = addElement('span', 'mp-progress__done', bar);
    const info = addElement('span', 'mp-progress__info', element);
    element.setAttribute('role', 'progressbar');
    return {
      update() {
        const percent = Math.min(100, Math.max(0, get<number>('percent')));
        element.setAttribute('aria-valuenow', String(percent));
        bar.style.cssText = `height:${get<number>('strokeWidth')}px;background:${get<string>('backgroundColor')}`;
        done.style.cssText = `width:${percent}%;background:${get<string>('activeColor')}`;
        info.textContent = get<boolean>('showInfo') ? `${percent}%` : '';
      },
    };
  },
};

export const richTextBuiltin: Builtin = {
  tag: 'rich-text',
  properties: { nodes: null, space: '', userSelect: false },
  create: ({ element }) => ({
    update(name, value) {
      if (name === 'nodes') element.replaceChildren(...renderRichText(value));
    },
  }),
};

/** Its children are drawn above everything else of the page, wherever it stands. */
export const rootPortalBuiltin: Builtin = {
  tag: 'root-portal',
  properties: { enable: true },
  create(host) {
    const slot = addElement('div', 'mp-portal', host.element);
    return {
      slot,
      attached() {
        if (host.get<boolean>('enable')) host.element.closest('.mp-page')?.append(slot);
      },
      detached: () => slot.remove(),
    };
  },
};

export function pageMetaBuiltin(services: PhoneServices): Builtin {
  const fontSize = (value: unknown): string =>
    value === 'system' ? `${16 * services.fontScale}px` : String(value);
  return {
    tag: 'page-meta',
    properties: {
      backgroundTextStyle: '',
      backgroundColor: '',
      backgroundColorTop: '',
      backgroundColorBottom: '',
      rootBackgroundColor: '',
      scrollTop: '',
      scrollDuration: 300,
      pageStyle: '',
      pageFontSize: '',
      rootFontSize: '',
      pageOrientation: '',
    },
    create(host) {
      const show = (): void => {
        const page = host.element.closest<HTMLElement>('wx-page');
        const box = host.element.closest<HTMLElement>('.mp-page');
        if (page === null || box === null) return;
        const size = host.get<string>('pageFontSize');
        page.style.cssText = withoutRpx(host.get<string>('pageStyle'));
        if (size !== '') page.style.fontSize = fontSize(size);
        box.style.background = host.get<string>('rootBackgroundColor') || host.get<string>('backgroundColor');
        const root = host.get<string>('rootFontSize');
        if (root !== '') document.documentElement.style.fontSize = fontSize(root);
      };
      return {
        update: () => {
          if (host.element.isConnected) show();
        },
        attached: show,
      };
    },
  };
}

export const sliderBuiltin: Builtin = {
  tag: 'slider',
  properties: {
    name: '',
    min: 0,
    max: 100,
    step: 1,
    disabled: false,
    value: 0,
    showValue: false,
    activeColor: '',
  },
  create(host) {
    const field = addElement('input', 'mp-slider', host.element);
    const shown = addElement('span', 'mp-slider__value', host.element);
    field.type = 'range';
    const tell = (name: string): void => {
      host.set('value', field.valueAsNumber);
      host.trigger(name, { value: field.valueAsNumber });
    };
    field.addEventListener('input', () => tell('changing'));
    field.addEventListener('change', () => tell('change'));
    registerControl(host.element, {
      get name() {
        return host.get<string>('name');
      },
      get value() {
        return host.get<number>('value');
      },
      reset: () => host.set('value', host.get<number>('min')),
      activate: () => field.focus(),
    });
    return {
      update(name, value) {
        if (name === 'min' || name === 'max' || name === 'step' || name === 'value')
          field[name] = String(value);
        if (name === 'disabled') field.disabled = value === true;
        if (name === 'activeColor') field.style.accentColor = String(value);
        shown.textContent = host.get<boolean>('showValue') ? field.value : '';
      },
    };
  },
};

export function navigatorBuiltin(services: PhoneServices): Builtin {
  return {
    tag: 'navigator',
    properties: {
      target: 'self',
      url: '',
      openType: 'navigate',
      delta: 1,
      hoverClass: 'navigator-hover',
      hoverStopPropagation: false,
      hoverStartTime: 50,
      hoverStayTime: 600,
    },
    create(host) {
      host.element.setAttribute('role', 'link');
      host.element.tabIndex = 0;
      host.on('tap', () => {
        services.navigate(host.get<string>('openType'), host.get<string>('url'), host.get<number>('delta'));
      });
      return {};
    },
  };
}
