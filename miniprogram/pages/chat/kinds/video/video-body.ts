/**
 * A video on the page: its picture with a sign to play it and its length, and the phone's viewer over the whole screen.
 */
import type { VideoBody } from '../../../../core/protocol/kinds/video';
import { t } from '../../../../i18n/translate';
import { getClient } from '../../../../services/app-client';
import { showNote } from '../../../../utils/dialogs';
import { lengthText, pictureSize } from '../../../../utils/media-size';
import { showFilm } from '../../../../utils/show-film';
import type { AnyView, PageKind } from '../page-kind';
import { sourceOf } from '../shown-items';
import { VIDEO_SOURCE } from './pick-videos';

interface VideoView extends AnyView {
  readonly kind: 'video';
  /** Of its picture; '' where there is none, or nothing to load. */
  readonly src: string;
  /** In px. */
  readonly width: number;
  readonly height: number;
  /** As players write it. */
  readonly length: string;
  readonly progress: number;
}

export const videoOnPage: PageKind<VideoBody, VideoView> = {
  attachments: [VIDEO_SOURCE],
  view({ fileUrl }, { thumbUrl = '', width, height, durationMs }, { file, progress }) {
    // 1 by 1: nobody knows how large it is.
    const size = width * height > 1 ? pictureSize(width, height) : pictureSize(0, 0);
    const src = file?.cover ?? fileUrl(thumbUrl);
    return { ...{ kind: 'video', box: 'bare', src, ...size }, length: lengthText(durationMs), progress };
  },
  open(message, { thumbUrl = '' }) {
    const { chat, fileUrl, settings } = getClient();
    // wx: the viewer covers the app, which the phone tells as if people had left.
    chat.expectHide();
    showFilm(sourceOf(chat.state, message), fileUrl(thumbUrl), () =>
      showNote(t(settings.language, 'video.not_played')),
    );
    return Promise.resolve();
  },
};
