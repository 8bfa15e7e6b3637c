/** `wx.showActionSheet`, and the list that a picker opens. */
import type { ActionSheetOptions } from '../../../wx/ui-ports';
import { addElement } from '../builtin/define';
import { addButton, openDialog } from './overlay';

export interface SheetOptions extends ActionSheetOptions {
  readonly cancelText: string;
}

/** Resolves with the index of the chosen item, or null. */
export function showSheet(overlay: HTMLElement, options: SheetOptions): Promise<number | null> {
  return new Promise((resolve) => {
    const finish = (index: number | null): void => {
      dialog.close();
      resolve(index);
    };
    const label = options.alertText === '' ? options.itemList.join(', ') : options.alertText;
    const dialog = openDialog(overlay, { className: 'mp-sheet', label, onDismiss: () => finish(null) });
    const { element } = dialog;
    if (options.alertText !== '')
      addElement('div', 'mp-sheet__alert', element).textContent = options.alertText;
    const list = addElement('div', 'mp-sheet__list', element);
    for (const [index, item] of options.itemList.entries()) {
      const button = addButton(list, 'mp-sheet__item', item, () => finish(index));
      if (options.itemColor !== '#000000') button.style.color = options.itemColor;
    }
    addButton(element, 'mp-sheet__item mp-sheet__cancel', options.cancelText, () => finish(null));
    element.focus({ preventScroll: true });
  });
}
