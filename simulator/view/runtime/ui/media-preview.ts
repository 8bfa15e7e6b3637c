/**
 * `wx.previewImage` and `wx.previewMedia`: pictures and videos over the whole phone, one beside the other; a tap beside a video, or
 * escape, closes.
 */
import type { PreviewSource } from '../../../wx/ui-ports';
import { addElement } from '../builtin/define';
import { openDialog } from './overlay';

export interface PreviewOptions {
  readonly sources: readonly PreviewSource[];
  /** The place of the one that is shown first. */
  readonly current: number;
  readonly label: string;
  /** While they are shown the app is in the background (`onHide`, `onShow`). */
  readonly onClose: () => void;
}

function addVideo(frame: HTMLElement, { url, poster }: PreviewSource, isFirst: boolean): void {
  const video = addElement('video', 'mp-preview__video', frame);
  video.controls = true;
  video.playsInline = true;
  video.autoplay = isFirst;
  if (poster) video.poster = poster;
  video.src = url;
  // It has controls of its own there.
  video.addEventListener('click', (event) => event.stopPropagation());
}

function addImage(frame: HTMLElement, { url }: PreviewSource): void {
  const image = addElement('img', 'mp-preview__image', frame);
  image.src = url;
  image.alt = '';
}

export function showMedia(overlay: HTMLElement, options: PreviewOptions): void {
  const close = (): void => {
    dialog.close();
    options.onClose();
  };
  const dialog = openDialog(overlay, { className: 'mp-preview', label: options.label, onDismiss: close });
  const { element } = dialog;
  options.sources.forEach((source, i) => {
    const frame = addElement('div', 'mp-preview__frame', element);
    if (source.type === 'video') addVideo(frame, source, i === options.current);
    else addImage(frame, source);
  });
  element.addEventListener('click', close);
  element.scrollLeft = Math.max(0, options.current) * element.clientWidth;
  element.focus({ preventScroll: true });
}
