/** Forwarding: what a page offers as a share card, shown with a link that opens the same page in another phone. */
import type { ClipboardPort } from '../../wx/ui-ports';
import type { PhoneTexts } from './phone-texts';
import type { Page } from './router/page';
import { parsePageUrl, stackToHash } from './router/page-url';
import { showSheet } from './ui/action-sheet';

export interface ShareOptions {
  readonly overlay: HTMLElement;
  readonly texts: PhoneTexts;
  readonly clipboard: ClipboardPort;
  readonly showToast: (title: string) => void;
}

interface ShareCard {
  readonly title?: string;
  readonly path?: string;
}

export type ShareSource =
  | { readonly from: 'menu' }
  | { readonly from: 'button'; readonly target: { readonly id: string; readonly dataset: object } };

/** Asks the page for its card and offers the link. */
export async function sharePage(page: Page, source: ShareSource, options: ShareOptions): Promise<void> {
  const { overlay, texts, clipboard, showToast } = options;
  if (!page.has('onShareAppMessage')) {
    showToast(texts.notShareable);
    return;
  }
  const card = (page.call('onShareAppMessage', source) ?? {}) as ShareCard;
  const target = parsePageUrl(card.path ?? `/${page.location.url}`, page.location.id);
  const link = `${location.origin}${location.pathname}${stackToHash([target.url])}`;
  const chosen = await showSheet(overlay, {
    alertText: card.title ?? '',
    itemList: [texts.copyLink],
    itemColor: '#000000',
    cancelText: texts.cancel,
  });
  if (chosen === null) return;
  await clipboard.write(link);
  showToast(texts.linkCopied);
}
