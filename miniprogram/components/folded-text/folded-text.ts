/**
 * A long text outside the messages, of which the beginning is shown until it is opened; links and phone numbers in it can be
 * tapped (`open`, with the part). `folded` tells that only the beginning is shown again. Another text begins folded.
 */
import { CELL, columnsIn, isLongText } from '../../utils/text-fold';
import type { TextToken } from '../../utils/text-tokens';

Component({
  properties: {
    text: { type: String, value: '' },
    /** What the way to open it, and the one to fold it again, are called. */
    open: { type: String, value: '' },
    close: { type: String, value: '' },
  },
  data: { canFold: false, isOpen: false },
  observers: {
    text(text: string) {
      const canFold = isLongText(text, columnsIn(wx.getWindowInfo().windowWidth, CELL));
      this.setData({ canFold, isOpen: false });
    },
  },
  methods: {
    onFold() {
      const isOpen = !this.data.isOpen;
      this.setData({ isOpen });
      if (!isOpen) this.triggerEvent('folded');
    },
    onPart(event: WechatMiniprogram.CustomEvent<TextToken>) {
      this.triggerEvent('open', event.detail);
    },
  },
});
