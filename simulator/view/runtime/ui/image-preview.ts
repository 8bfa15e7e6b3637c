/** `wx.previewImage`: pictures over the whole phone, one beside the other; a tap or escape closes. */
import { addElement } from '../builtin/define';
import { openDialog } from './overlay';

export interface PreviewOptions {
  readonly urls: readonly string[];
  readonly current: string;
  readonly label: string;
  /** While pictures are shown the app is in the background (`onHide`, `onShow`). */
  readonly onClose: () => void;
}

export function showImages(overlay: HTMLElement, options: PreviewOptions): void {
  const close = (): void => {
    dialog.close();
    options.onClose();
  };
  const dialog = openDialog(overlay, { className: 'mp-preview', label: options.label, onDismiss: close });
  const { element } = dialog;
  for (const url of options.urls) {
    const frame = addElement('div', 'mp-preview__frame', element);
    const image = addElement('img', 'mp-preview__image', frame);
    image.src = url;
    image.alt = '';
  }
  element.addEventListener('click', close);
  element.scrollLeft = Math.max(0, options.urls.indexOf(options.current)) * element.clientWidth;
  element.focus({ preventScroll: true });
}
