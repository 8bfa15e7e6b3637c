/**
 * A text in which links and phone numbers can be tapped (`open`, with the part). Knows nobody's names, and not what is done
 * with what was tapped.
 */
import { tokenize, type TextToken } from '../../utils/text-tokens';

interface Part extends TextToken {
  readonly id: number;
}

Component({
  properties: { text: { type: String, value: '' } },
  data: { parts: [] as readonly Part[] },
  observers: {
    text(text: string) {
      this.setData({ parts: tokenize(text).map((token, id) => ({ ...token, id })) });
    },
  },
  methods: {
    onTapPart(event: WechatMiniprogram.TouchEvent) {
      const { index } = event.currentTarget.dataset as { index: number };
      const part = this.data.parts[index];
      if (part) this.triggerEvent('open', part);
    },
  },
});
