/**
 * A field to search in: tells what is typed (`change`) and that people want the answer (`confirm`).
 */
import { MAX_QUERY_CODE_POINTS } from '../../core/protocol/limits';

Component({
  properties: {
    value: { type: String, value: '' },
    hint: { type: String, value: '' },
    clearLabel: { type: String, value: '' },
    focus: { type: Boolean, value: false },
  },
  /** The phone counts UTF-16 units, of which a text never has fewer than characters. */
  data: { limit: MAX_QUERY_CODE_POINTS },
  methods: {
    onInput(event: WechatMiniprogram.Input) {
      this.triggerEvent('change', { value: event.detail.value });
    },
    onConfirm(event: WechatMiniprogram.Input) {
      this.triggerEvent('confirm', { value: event.detail.value });
    },
    onClear() {
      this.triggerEvent('change', { value: '' });
    },
  },
});
