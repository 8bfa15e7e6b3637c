/**
 * A field to search in: tells what is typed (`change`) and that people want the answer (`confirm`).
 */
Component({
  properties: {
    value: { type: String, value: '' },
    hint: { type: String, value: '' },
    clearLabel: { type: String, value: '' },
    focus: { type: Boolean, value: false },
  },
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
