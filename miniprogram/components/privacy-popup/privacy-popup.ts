/**
 * Asks for the agreement to the privacy guide before personal data is used. Events: `agree`, `refuse`, `read` (the guide).
 */
Component({
  properties: {
    text: { type: Object, value: {} },
  },
  methods: {
    onAgree() {
      this.triggerEvent('agree');
    },
    onRefuse() {
      this.triggerEvent('refuse');
    },
    onRead() {
      this.triggerEvent('read');
    },
    /** The page below stays where it is. */
    onHold() {
      return;
    },
  },
});
