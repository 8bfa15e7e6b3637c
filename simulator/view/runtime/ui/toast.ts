/** Toast and loading: one box, the later call replaces the earlier one, as in WeChat. */
import type { ToastOptions } from '../../../wx/ui-ports';
import { addElement } from '../builtin/define';

export interface ToastBox {
  show(options: ToastOptions): void;
  showLoading(title: string, mask: boolean): void;
  hide(): void;
}

export function createToastBox(overlay: HTMLElement, assetUrl: (source: string) => string): ToastBox {
  let box: HTMLElement | null = null;
  let timer = 0;
  const hide = (): void => {
    window.clearTimeout(timer);
    box?.remove();
    box = null;
  };
  const open = (title: string, icon: string, image: string, mask: boolean): void => {
    hide();
    box = addElement('div', mask ? 'mp-toast-area mp-toast-area--mask' : 'mp-toast-area', overlay);
    const toast = addElement('div', 'mp-toast', box);
    toast.setAttribute('role', 'status');
    if (image !== '') addElement('img', 'mp-toast__image', toast).src = assetUrl(image);
    else if (icon !== 'none') addElement('span', `mp-toast__icon mp-toast__icon--${icon}`, toast);
    else toast.classList.add('mp-toast--text');
    addElement('span', 'mp-toast__title', toast).textContent = title;
  };
  return {
    show({ title, icon, image, mask, duration }) {
      open(title, icon, image, mask);
      timer = window.setTimeout(hide, duration);
    },
    showLoading: (title, mask) => open(title, 'loading', '', mask),
    hide,
  };
}
