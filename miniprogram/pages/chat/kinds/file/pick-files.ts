/**
 * Files out of chats, by WeChat's picker. Pictures among them are files for the picker, but not for people.
 */
import type { OutgoingMedia } from '../../../../core/chat/chat-types';
import { asFile } from '../../../../core/protocol/kinds/file';
import { isImage } from '../../../../core/protocol/kinds/image';
import type { Attachment, Picked } from '../attachment';
import { askPicker, failedPick, MAX_AT_ONCE, namedSource, pickedMedia } from '../attachment';
import { isNetworkWeak, toPicture } from '../image/to-picture';

function toMedia(
  { name, path, size, type }: WechatMiniprogram.ChooseFile,
  isWeak: boolean,
): Promise<OutgoingMedia> {
  if (isImage({ kind: type })) return toPicture(path, size, isWeak, name);
  return Promise.resolve({ ...asFile(name), path, bytes: size });
}

async function pick(): Promise<Picked> {
  const isWeak = await isNetworkWeak();
  return askPicker((resolve) =>
    wx.chooseMessageFile({
      count: MAX_AT_ONCE,
      type: 'all',
      success: ({ tempFiles }) => resolve(pickedMedia(tempFiles.map((file) => toMedia(file, isWeak)))),
      fail: ({ errMsg }) => resolve(failedPick(errMsg)),
    }),
  );
}

export const FILE_SOURCE: Attachment = {
  ...namedSource('file'),
  isHere: () => typeof (wx as Partial<WechatMiniprogram.Wx>).chooseMessageFile === 'function',
  pick,
};
