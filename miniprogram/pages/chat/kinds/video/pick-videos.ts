/**
 * Videos that are recorded or chosen, by WeChat's picker, which asks which of both.
 */
import type { OutgoingMedia } from '../../../../core/chat/chat-types';
import { asVideo } from '../../../../core/protocol/kinds/video';
import { askPicker, failedPick, MAX_AT_ONCE, namedSource, pickedMedia, type Attachment } from '../attachment';

/** wx: the longest that its camera records. */
const MAX_RECORDED_S = 60;

type Chosen = Pick<
  WechatMiniprogram.MediaFile,
  'tempFilePath' | 'size' | 'width' | 'height' | 'duration' | 'thumbTempFilePath'
>;

/** wx: some phones make no picture of a video. */
const toVideo = ({ tempFilePath, size, width, height, duration, thumbTempFilePath }: Chosen): OutgoingMedia =>
  asVideo({
    ...{ path: tempFilePath, bytes: size, width, height },
    durationMs: duration * 1_000,
    ...(thumbTempFilePath ? { cover: thumbTempFilePath } : {}),
  });

export const VIDEO_SOURCE: Attachment = {
  ...namedSource('video'),
  pick: () =>
    askPicker((resolve) =>
      wx.chooseMedia({
        count: MAX_AT_ONCE,
        mediaType: ['video'],
        sourceType: ['album', 'camera'],
        maxDuration: MAX_RECORDED_S,
        sizeType: ['compressed'],
        camera: 'back',
        success: ({ tempFiles }) =>
          resolve(pickedMedia(tempFiles.map((file) => Promise.resolve(toVideo(file))))),
        fail: ({ errMsg }) => resolve(failedPick(errMsg)),
      }),
    ),
};
