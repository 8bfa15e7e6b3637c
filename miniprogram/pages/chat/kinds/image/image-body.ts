/**
 * A picture on the page: its place before it is loaded, and the viewer over the room's pictures.
 */
import type { ImageBody } from '../../../../core/protocol/fields';
import { isImage } from '../../../../core/protocol/kinds/image';
import { isBlocked } from '../../../../core/store/selectors';
import { getClient } from '../../../../services/app-client';
import { pictureSize } from '../../../../utils/media-size';
import type { AnyView, PageKind } from '../page-kind';
import { shownItems, sourceOf } from '../shown-items';
import { PICTURE_SOURCES } from './pick-pictures';

interface ImageView extends AnyView {
  readonly kind: 'image';
  /** '' while there is nothing to load. */
  readonly src: string;
  /** In px, known before the picture is. */
  readonly width: number;
  readonly height: number;
  /** Of the upload, 0 to 100; -1 when nothing is being uploaded. */
  readonly progress: number;
}

export const imageOnPage: PageKind<ImageBody, ImageView> = {
  attachments: PICTURE_SOURCES,
  view({ fileUrl }, body, { file, progress }) {
    const size = pictureSize(body.width, body.height);
    // The phone's own file stays, also when the server has it: a picture that is loaded anew blinks.
    return { kind: 'image', box: 'bare', src: file?.path ?? fileUrl(body.thumbUrl), ...size, progress };
  },
  /** All pictures of the room that are loaded, at the one that was tapped. */
  async open(message) {
    const { chat } = getClient();
    const { state } = chat;
    const urls = shownItems(message).flatMap((item) =>
      item.kind === 'message' && isImage(item.body) && !isBlocked(state, item.user)
        ? [sourceOf(state, item)]
        : [],
    );
    // wx: the viewer covers the app, which the phone tells as if people had left.
    chat.expectHide();
    wx.previewImage({ urls, current: sourceOf(state, message), fail: () => undefined });
  },
};
