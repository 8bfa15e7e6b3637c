/**
 * The strip above a room's messages: who is here, with a grey dot while that is not live, the way to the room's settings (`settings`), and the announcement, which
 * people can close until it changes (`close`) and whose links they tap (`open`). Tells `shape` when it becomes higher or lower.
 */
Component({
  properties: {
    people: { type: String, value: '' },
    isLive: { type: Boolean, value: true },
    settingsLabel: { type: String, value: '' },
    closeLabel: { type: String, value: '' },
    announcement: { type: String, value: '' },
    announcementLabel: { type: String, value: '' },
  },
  data: { isUnfolded: false },
  methods: {
    onSettings() {
      this.triggerEvent('settings');
    },
    onClose() {
      this.triggerEvent('close');
    },
    onOpenPart(event: WechatMiniprogram.CustomEvent) {
      this.triggerEvent('open', event.detail);
    },
    onUnfold() {
      this.setData({ isUnfolded: !this.data.isUnfolded });
      this.triggerEvent('shape');
    },
  },
});
