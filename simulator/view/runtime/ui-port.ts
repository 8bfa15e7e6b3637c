/**
 * The screen and the hands of the simulated phone: toast, dialogs, pictures, navigation bar, scrolling. Puts the pieces of
 * `ui/` behind the port that `simulator/wx` asks for.
 */
import type { PreviewSource, UiPort } from '../../wx/ui-ports';
import type { PhoneScreen } from './phone-screen';
import type { PhoneTexts } from './phone-texts';
import { chooseMedia, chooseMessageFile, openDocument } from './ports/pickers';
import type { Page } from './router/page';
import { showSheet } from './ui/action-sheet';
import { showMedia } from './ui/media-preview';
import { showModal } from './ui/modal';
import { choosePlace, showPlace } from './ui/place';
import { createToastBox } from './ui/toast';

export interface UiPortOptions {
  readonly screen: PhoneScreen;
  readonly texts: PhoneTexts;
  readonly assetUrl: (source: string) => string;
  readonly topPage: () => Page | undefined;
  /** Native views over the app: it goes to the background and comes back. */
  readonly onCovered: (isCovered: boolean) => void;
}

/** wx: a native view hides the app while it is shown (wx.previewImage, wx.chooseMedia). */
async function covered<T>(onCovered: UiPortOptions['onCovered'], work: () => Promise<T>): Promise<T> {
  onCovered(true);
  try {
    return await work();
  } finally {
    onCovered(false);
  }
}

/** Shows pictures and videos beside each other, from the one at `current` on. */
function previewOf({ screen, texts, assetUrl, onCovered }: UiPortOptions) {
  return (sources: readonly PreviewSource[], current: number): void => {
    onCovered(true);
    showMedia(screen.overlay, {
      sources: sources.map(({ url, type, poster }) => ({
        ...{ url: assetUrl(url), type },
        poster: poster && assetUrl(poster),
      })),
      ...{ current, label: texts.images },
      onClose: () => onCovered(false),
    });
  };
}

export function createUiPort(options: UiPortOptions): UiPort {
  const { screen, texts, assetUrl, topPage, onCovered } = options;
  const { overlay } = screen;
  const toast = createToastBox(overlay, assetUrl);
  const inOwnLanguage = (text: string): string => {
    if (text === '确定') return texts.confirm;
    return text === '取消' ? texts.cancel : text;
  };
  const preview = previewOf(options);
  return {
    showToast: (toastOptions) => toast.show(toastOptions),
    hideToast: () => toast.hide(),
    showLoading: ({ title, mask }) => toast.showLoading(title, mask),
    hideLoading: () => toast.hide(),
    showModal: (modal) =>
      showModal(overlay, {
        ...modal,
        cancelText: inOwnLanguage(modal.cancelText),
        confirmText: inOwnLanguage(modal.confirmText),
      }),
    showActionSheet: (sheet) => showSheet(overlay, { ...sheet, cancelText: texts.cancel }),
    previewImage: ({ urls, current }) =>
      preview(
        urls.map((url) => ({ url, type: 'image', poster: '' })),
        urls.indexOf(current),
      ),
    previewMedia: ({ sources, current }) => preview(sources, current),
    chooseMedia: (choice) => covered(onCovered, () => chooseMedia(choice)),
    chooseMessageFile: (choice) => covered(onCovered, () => chooseMessageFile(choice)),
    chooseLocation: () => covered(onCovered, () => choosePlace(overlay, texts)),
    openLocation(place) {
      onCovered(true);
      showPlace(overlay, { place, label: texts.map, onClose: () => onCovered(false) });
    },
    openDocument: (path, fileType) => covered(onCovered, () => openDocument(path, fileType)),
    vibrate(length) {
      navigator.vibrate?.(length === 'short' ? 15 : 400);
    },
    setNavigationBar: (change) => topPage()?.layer.change(change),
    setPullDownRefresh(isActive) {
      const page = topPage();
      page?.layer.setPullDown(isActive);
      if (isActive) page?.call('onPullDownRefresh');
    },
    pageScrollTo({ scrollTop, selector, offsetTop, duration }) {
      const scroller = topPage()?.layer.scroller;
      const target = selector === undefined ? null : scroller?.querySelector(byPlainId(selector));
      const place = target?.getBoundingClientRect().top ?? 0;
      const fromTarget =
        place - (scroller?.getBoundingClientRect().top ?? 0) + (scroller?.scrollTop ?? 0) + offsetTop;
      const top = target ? fromTarget : scrollTop;
      scroller?.scrollTo({ top, behavior: duration > 0 ? 'smooth' : 'instant' });
    },
  };
}

function byPlainId(selector: string): string {
  return selector.replace(/#([\w-]+)/g, '[wx-id="$1"]');
}
