/**
 * Draws a message of a kind of this mini program's own, by the template of that kind. Event: `choose` with `value`, the `data-value`
 * of what was tapped in it.
 */
Component({
  properties: {
    template: { type: String, value: '' },
    view: { type: Object, value: {} },
    own: { type: Boolean, value: false },
    /** For the screen reader: who, when, what, and how far it got. */
    label: { type: String, value: '' },
  },
  methods: {
    onTap(event: WechatMiniprogram.TouchEvent<object, { value?: unknown }>) {
      const { value = '' } = event.currentTarget.dataset;
      this.triggerEvent('choose', { value: String(value) });
    },
  },
});
