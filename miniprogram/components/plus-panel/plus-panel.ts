/**
 * What else can be sent: only the sources that somebody handles are shown. Event: `pick` with a source.
 */
Component({
  properties: {
    text: { type: Object, value: {} },
    /** `id`, `icon` and `name`. */
    sources: { type: Array, value: [] },
  },
  methods: {
    onTap(event: WechatMiniprogram.TouchEvent<object, { source: string }>) {
      this.triggerEvent('pick', { source: event.currentTarget.dataset.source });
    },
  },
});
