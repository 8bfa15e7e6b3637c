/**
 * The people whom an `@` can name, as a list above the field. Event: `choose` with `{ user, name }`.
 */
interface Entry {
  readonly user: string;
  readonly name: string;
}

Component({
  properties: {
    /** `{ user, name, avatar }` of each. */
    members: { type: Array, value: [] },
    label: { type: String, value: '' },
  },
  methods: {
    onTap(event: WechatMiniprogram.TouchEvent<object, { index: number }>) {
      const members = this.data.members as readonly Entry[];
      const entry = members[event.currentTarget.dataset.index];
      if (entry) this.triggerEvent('choose', { user: entry.user, name: entry.name });
    },
  },
});
