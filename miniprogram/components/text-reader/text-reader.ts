/**
 * A text on a screen of its own, big and selectable. A tap closes it (`close`).
 */
Component({
  properties: {
    text: { type: String, value: '' },
    label: { type: String, value: '' },
  },
  methods: {
    onClose() {
      this.triggerEvent('close');
    },
  },
});
