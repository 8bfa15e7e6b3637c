/**
 * One room of the list. A tap asks the page to open it (`open` with the room's id).
 */
Component({
  properties: {
    row: { type: Object, value: {} },
  },
  methods: {
    onTap() {
      this.triggerEvent('open', { id: (this.data.row as { id: string }).id });
    },
  },
});
