/**
 * A place from WeChat's map.
 */
import { makeLocation } from '../../../../core/protocol/kinds/location';
import { askPicker, failedPick, namedSource, type Attachment } from '../attachment';

export const LOCATION_SOURCE: Attachment = {
  ...namedSource('location'),
  isHere: () => typeof (wx as Partial<WechatMiniprogram.Wx>).chooseLocation === 'function',
  notes: { refused: 'location.not_allowed', failed: 'location.not_opened' },
  pick: () =>
    askPicker((resolve) =>
      wx.chooseLocation({
        success({ name, address, ...point }) {
          // wx: a version of the map tells degrees as texts.
          const [latitude, longitude] = [Number(point.latitude), Number(point.longitude)];
          const isPoint = Number.isFinite(latitude) && Number.isFinite(longitude);
          if (!isPoint) return resolve({ outcome: 'failed' });
          resolve({ outcome: 'made', body: makeLocation({ name, address, latitude, longitude }) });
        },
        fail: ({ errMsg }) => resolve(failedPick(errMsg)),
      }),
    ),
};
