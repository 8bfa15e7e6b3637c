/**
 * The refresher of a scroll-view: pulled out by a finger at the top, or by `refresher-triggered`. Draws itself
 * as the first child of the host element, where the template never looks.
 */
import { addElement } from './define';
import type { BuiltinHost, BuiltinInstance } from './define';

/** The finger moves further than the content. */
const RESISTANCE = 0.5;

export function createRefresher(host: BuiltinHost): BuiltinInstance {
  const box = addElement('div', 'mp-refresher');
  box.setAttribute('aria-hidden', 'true');
  addElement('span', 'mp-dots', box);
  const open = (px: number): void => {
    if (box.parentElement !== host.element) host.element.prepend(box);
    box.style.height = `${px}px`;
  };
  const threshold = (): number => host.get<number>('refresherThreshold');
  const settle = (isOpen: boolean): void => {
    box.classList.add('mp-refresher--moving');
    open(isOpen ? threshold() : 0);
  };
  listenToPull(host, open, (px) => {
    const isFar = px >= threshold();
    settle(isFar);
    if (isFar) {
      host.set('refresherTriggered', true);
      host.trigger('refresherrefresh', { dy: px });
    } else if (px > 0) host.trigger('refresherabort', { dy: px });
  });
  let wasTriggered = false;
  return {
    update(name, value) {
      if (name === 'refresherBackground') box.style.background = String(value);
      if (name === 'refresherDefaultStyle') box.setAttribute('mp-style', String(value));
      if (name !== 'refresherTriggered' || value === wasTriggered) return;
      wasTriggered = value === true;
      settle(wasTriggered);
      if (!wasTriggered) host.trigger('refresherrestore', { dy: 0 });
    },
  };
}

function listenToPull(host: BuiltinHost, open: (px: number) => void, release: (px: number) => void): void {
  const { element } = host;
  let startY: number | null = null;
  let pulled = 0;
  element.addEventListener(
    'touchstart',
    (event) => {
      const canPull = host.get<boolean>('refresherEnabled') && element.scrollTop <= 0;
      startY = canPull ? (event.touches[0]?.clientY ?? null) : null;
      pulled = 0;
    },
    { passive: true },
  );
  element.addEventListener(
    'touchmove',
    (event) => {
      if (startY === null) return;
      pulled = Math.max(0, ((event.touches[0]?.clientY ?? startY) - startY) * RESISTANCE);
      if (pulled === 0) return;
      if (event.cancelable) event.preventDefault();
      open(pulled);
      host.trigger('refresherpulling', { dy: pulled });
    },
    { passive: false },
  );
  const end = (): void => {
    if (startY !== null && pulled > 0) release(pulled);
    startY = null;
  };
  element.addEventListener('touchend', end);
  element.addEventListener('touchcancel', end);
}
