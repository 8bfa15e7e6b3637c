/** `wx.showModal`, with a text field when `editable`. */
import type { ModalOptions, ModalResult } from '../../../wx/ui-ports';
import { addElement } from '../builtin/define';
import { addButton, openDialog } from './overlay';

export function showModal(overlay: HTMLElement, options: ModalOptions): Promise<ModalResult> {
  return new Promise((resolve) => {
    const label = options.title === '' ? options.content : options.title;
    const dialog = openDialog(overlay, { className: 'mp-modal', label });
    const { element } = dialog;
    if (options.title !== '') addElement('div', 'mp-modal__title', element).textContent = options.title;
    const field = options.editable ? addElement('textarea', 'mp-modal__field', element) : null;
    if (field !== null) {
      // wx: with `editable` the content is what the field starts with.
      field.value = options.content;
      field.placeholder = options.placeholderText;
      field.rows = 2;
    } else addElement('div', 'mp-modal__content', element).textContent = options.content;

    const actions = addElement('div', 'mp-modal__actions', element);
    const finish = (confirm: boolean): void => {
      dialog.close();
      resolve(field === null ? { confirm } : { confirm, content: field.value });
    };
    if (options.showCancel) {
      const cancel = addButton(actions, 'mp-modal__button', options.cancelText, () => finish(false));
      if (options.cancelColor !== '#000000') cancel.style.color = options.cancelColor;
    }
    const confirm = addButton(actions, 'mp-modal__button', options.confirmText, () => finish(true));
    confirm.classList.add('mp-modal__button--confirm');
    if (options.confirmColor !== '#576B95') confirm.style.color = options.confirmColor;
    (field ?? confirm).focus({ preventScroll: true });
  });
}
