/** `<swiper>` and `<swiper-item>`: pages that snap, by the browser's own scroll snapping. */
import { addElement } from './define';
import type { Builtin, BuiltinHost } from './define';

/** How long after the last scroll event the swiper counts as at rest. */
const REST_MS = 120;

export const swiperBuiltin: Builtin = {
  tag: 'swiper',
  properties: {
    indicatorDots: false,
    indicatorColor: 'rgba(0, 0, 0, .3)',
    indicatorActiveColor: '#000000',
    autoplay: false,
    current: 0,
    interval: 5000,
    duration: 500,
    circular: false,
    vertical: false,
    previousMargin: '0px',
    nextMargin: '0px',
    displayMultipleItems: 1,
    easingFunction: 'default',
  },
  create(host) {
    const track = addElement('div', 'mp-swiper', host.element);
    const dots = addElement('div', 'mp-swiper-dots', host.element);
    const swiper = createSwiper(host, track, dots);
    let timer = 0;
    const schedule = (): void => {
      window.clearInterval(timer);
      if (host.get<boolean>('autoplay'))
        timer = window.setInterval(swiper.next, host.get<number>('interval'));
    };
    return {
      slot: track,
      update(name, value) {
        if (name === 'vertical') host.element.toggleAttribute('mp-vertical', value === true);
        if (name === 'current') queueMicrotask(() => swiper.show(Number(value), ''));
        if (name === 'autoplay' || name === 'interval') schedule();
        swiper.drawDots();
      },
      attached() {
        schedule();
        swiper.show(host.get<number>('current'), '');
      },
      detached: () => window.clearInterval(timer),
    };
  },
};

function createSwiper(host: BuiltinHost, track: HTMLElement, dots: HTMLElement) {
  let shown = 0;
  let restTimer = 0;
  const isVertical = (): boolean => host.get<boolean>('vertical');
  const pageSize = (): number => (isVertical() ? track.clientHeight : track.clientWidth) || 1;
  const tell = (name: string, source: string): void => host.trigger(name, { current: shown, source });

  const drawDots = (): void => {
    const count = host.get<boolean>('indicatorDots') ? track.children.length : 0;
    dots.replaceChildren(
      ...Array.from({ length: count }, (_, index) => {
        const dot = addElement('span', 'mp-swiper-dot');
        dot.style.background = host.get(index === shown ? 'indicatorActiveColor' : 'indicatorColor');
        return dot;
      }),
    );
  };
  const show = (index: number, source: string): void => {
    const offset = index * pageSize();
    track.scrollTo(isVertical() ? { top: offset } : { left: offset });
    if (index === shown) return;
    shown = index;
    drawDots();
    tell('change', source);
  };
  track.addEventListener('scroll', () => {
    window.clearTimeout(restTimer);
    restTimer = window.setTimeout(() => {
      const index = Math.round((isVertical() ? track.scrollTop : track.scrollLeft) / pageSize());
      if (index !== shown) {
        shown = index;
        drawDots();
        host.set('current', index);
        tell('change', 'touch');
      }
      tell('animationfinish', 'touch');
    }, REST_MS);
  });
  return { show, drawDots, next: () => show((shown + 1) % Math.max(1, track.children.length), 'autoplay') };
}

export const swiperItemBuiltin: Builtin = {
  tag: 'swiper-item',
  properties: { itemId: '', skipHiddenItemLayout: false },
  create: () => ({}),
};
