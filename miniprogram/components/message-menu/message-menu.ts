/**
 * The dark menu of a message with an arrow to it, and a line of emoji on top. Knows no entry: it is given `{ id, label, icon }`
 * and tells `pick` with the id, `react` with the emoji, or `close` when people tap beside it.
 */
import type { Box } from '../../utils/menu-entry';
import { placeMenu } from './menu-place';

const NOWHERE: Box = { left: 0, right: 0, top: 0, bottom: 0 };

Component({
  properties: {
    entries: { type: Array, value: [] },
    /** `{ emoji, own, label }`. */
    emoji: { type: Array, value: [] },
    /** Of the message, in px of the window. */
    place: { type: Object, value: NOWHERE },
    scale: { type: Number, value: 1 },
    label: { type: String, value: '' },
  },
  data: {
    at: { left: 0, top: 0, width: 0, cell: 0, arrow: 0, side: 'above' },
  },
  observers: {
    'entries, emoji, place, scale'() {
      const { windowWidth, windowHeight } = wx.getWindowInfo();
      const screen = { left: 0, right: windowWidth, top: 0, bottom: windowHeight };
      const { emoji, entries, place, scale } = this.data;
      if (entries.length === 0) return;
      const counts = { count: entries.length, emojiCount: emoji.length };
      this.setData({ at: placeMenu({ message: place as Box, screen, ...counts, scale }) });
    },
  },
  methods: {
    onPick(event: WechatMiniprogram.TouchEvent) {
      this.triggerEvent('pick', { id: (event.currentTarget.dataset as { id: string }).id });
    },
    onEmoji(event: WechatMiniprogram.TouchEvent) {
      this.triggerEvent('react', { emoji: (event.currentTarget.dataset as { emoji: string }).emoji });
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
