/**
 * The layer above all pages where toasts, dialogs and sheets are drawn, and what dialogs have in common: focus, escape,
 * the name a screen reader says.
 */
import { addElement } from '../builtin/define';

export interface Dialog {
  readonly element: HTMLElement;
  close(): void;
}

export interface DialogOptions {
  readonly className: string;
  readonly label: string;
  /** Escape or a tap beside the dialog; absent when the person has to choose. */
  readonly onDismiss?: () => void;
}

/** Opens a modal dialog on `overlay` and gives back the focus when it closes. */
export function openDialog(overlay: HTMLElement, options: DialogOptions): Dialog {
  const before = document.activeElement;
  const mask = addElement('div', 'mp-mask', overlay);
  const element = addElement('div', options.className, mask);
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-modal', 'true');
  element.setAttribute('aria-label', options.label);
  element.tabIndex = -1;
  mask.addEventListener('click', (event) => {
    if (event.target === mask) options.onDismiss?.();
  });
  mask.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') options.onDismiss?.();
  });
  return {
    element,
    close() {
      mask.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
  };
}

/** A button of the phone itself, not of a page. */
export function addButton(
  parent: HTMLElement,
  className: string,
  text: string,
  act: () => void,
): HTMLButtonElement {
  const button = addElement('button', className, parent);
  button.type = 'button';
  button.textContent = text;
  button.addEventListener('click', act);
  return button;
}
