/**
 * Emoji to choose from, those used last on top. Events: `choose` with an emoji, `erase`, `send`.
 */
import { EMOJI_GROUPS } from './emoji-set';

interface Group {
  readonly name: string;
  readonly emoji: readonly string[];
}

Component({
  properties: {
    text: { type: Object, value: {} },
    recents: { type: Array, value: [] },
    /** There is something to erase and to send. */
    canAct: { type: Boolean, value: false },
  },
  data: {
    groups: [] as readonly Group[],
  },
  lifetimes: {
    attached() {
      // As they were when the panel was opened: they must not move away under the finger.
      const recents = this.data.recents as readonly string[];
      const used: readonly Group[] = recents.length > 0 ? [{ name: 'recent', emoji: recents }] : [];
      this.setData({ groups: [...used, ...EMOJI_GROUPS] });
    },
  },
  methods: {
    /** One listener for all cells: `target` is the one that was touched. */
    onTap(event: WechatMiniprogram.TouchEvent<object, object, { emoji?: string }>) {
      const { emoji } = event.target.dataset;
      if (emoji !== undefined) this.triggerEvent('choose', { emoji });
    },
    onErase() {
      this.triggerEvent('erase');
    },
    onSend() {
      this.triggerEvent('send');
    },
  },
});
