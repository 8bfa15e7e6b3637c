/**
 * The dark menu of a message with an arrow to it. Knows no entry: it is given `{ id, label, icon }` and tells `pick` with the
 * id, or `close` when people tap beside it.
 */
import type { Box } from '../../utils/menu-entry';
import { placeMenu } from './menu-place';

const NOWHERE: Box = { left: 0, right: 0, top: 0, bottom: 0 };

Component({
  properties: {
    entries: { type: Array, value: [] },
    /** Of the message, in px of the window. */
    place: { type: Object, value: NOWHERE },
    scale: { type: Number, value: 1 },
    label: { type: String, value: '' },
  },
  data: {
    at: { left: 0, top: 0, width: 0, arrow: 0, side: 'above' },
  },
  observers: {
    'entries, place, scale'() {
      const { windowWidth, windowHeight } = wx.getWindowInfo();
      const screen = { left: 0, right: windowWidth, top: 0, bottom: windowHeight };
      const { entries, place, scale } = this.data;
      if (entries.length === 0) return;
      this.setData({ at: placeMenu({ message: place as Box, screen, count: entries.length, scale }) });
    },
  },
  methods: {
    onPick(event: WechatMiniprogram.TouchEvent) {
      this.triggerEvent('pick', { id: (event.currentTarget.dataset as { id: string }).id });
    },
    onClose() {
      this.triggerEvent('close');
    },
    /** Nothing behind the menu scrolls while it is open. */
    onMove() {
      this.triggerEvent('close');
    },
  },
});
