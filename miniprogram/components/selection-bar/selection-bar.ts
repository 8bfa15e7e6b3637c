/**
 * In place of the composer while messages are being selected: how many, and what can be done with all of them. Events:
 * `forward`, `delete`, `close`.
 */
Component({
  properties: {
    /** `{ count, forward, remove, close }`: words. */
    text: { type: Object, value: {} },
    isEmpty: { type: Boolean, value: true },
  },
  methods: {
    onForward() {
      if (!this.data.isEmpty) this.triggerEvent('forward');
    },
    onDelete() {
      if (!this.data.isEmpty) this.triggerEvent('delete');
    },
    onClose() {
      this.triggerEvent('close');
    },
  },
});
