/**
 * Pictures from the album or the camera, by WeChat's picker.
 */
import type { Attachment, Picked } from '../attachment';
import { askPicker, failedPick, MAX_AT_ONCE, namedSource, pickedMedia } from '../attachment';
import { isNetworkWeak, toPicture } from './to-picture';

async function pick(source: 'album' | 'camera'): Promise<Picked> {
  const isWeak = await isNetworkWeak();
  return askPicker((resolve) =>
    wx.chooseMedia({
      count: MAX_AT_ONCE,
      mediaType: ['image'],
      sourceType: [source],
      sizeType: ['original', 'compressed'],
      success: ({ tempFiles }) =>
        resolve(
          pickedMedia(tempFiles.map(({ tempFilePath, size }) => toPicture(tempFilePath, size, isWeak))),
        ),
      fail: ({ errMsg }) => resolve(failedPick(errMsg)),
    }),
  );
}

export const PICTURE_SOURCES: readonly Attachment[] = (['album', 'camera'] as const).map((id) => ({
  ...namedSource(id),
  pick: () => pick(id),
}));
