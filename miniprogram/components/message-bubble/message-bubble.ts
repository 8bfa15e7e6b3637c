/**
 * One message of a person: avatar, name, bubble, the message it answers, reactions and, for one's own, how far it got. What
 * is done to it goes to the page, past the list: `act` (tap on one that is not sent), `menu` (long press, a key, or the sign beside the bubble; with the
 * bubble's place), `quote`, `react`, `mention` (long press on the avatar), `select` (a tap while several are being selected); the body
 * adds its own.
 */
import { NO_AVATAR } from '../../utils/avatar-view';

const NO_ROW = {
  key: '',
  clientId: '',
  own: false,
  status: '',
  actLabel: '',
  labelStart: '',
  check: '',
  text: '',
  avatar: NO_AVATAR,
  quote: null,
  reactions: [],
  body: {},
};
const TO_THE_PAGE = { bubbles: true, composed: true };

interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

Component({
  properties: {
    row: { type: Object, value: NO_ROW },
    /** Another number each time somebody was led to this message. */
    lit: { type: Number, value: 0 },
    /** Names what opens the menu without a long press. */
    menuLabel: { type: String, value: '' },
  },
  methods: {
    onAct() {
      const { actLabel, clientId } = this.data.row;
      if (actLabel !== '') this.triggerEvent('act', { clientId }, TO_THE_PAGE);
    },
    /** A picture that is being uploaded can be looked at meanwhile. */
    onTapBox(event: WechatMiniprogram.TouchEvent<{ x?: number; y?: number }>) {
      const { x, y } = event.detail;
      // wx: a tap that a key makes is nowhere. A finger is somewhere, and a tap on a text means nothing.
      if (x === 0 && y === 0 && this.data.row.actLabel === '') return this.onMenu();
      if (this.data.row.status !== 'sending') this.onAct();
    },
    onSelect() {
      this.triggerEvent('select', { key: this.data.row.key }, TO_THE_PAGE);
    },
    onMenu() {
      const { key } = this.data.row;
      const query = this.createSelectorQuery();
      query.select('.message-bubble__box').boundingClientRect();
      query.exec(([place]: (Place | null)[]) => {
        if (place) this.triggerEvent('menu', { key, place }, TO_THE_PAGE);
      });
    },
    onAvatar() {
      this.triggerEvent('mention', { key: this.data.row.key }, TO_THE_PAGE);
    },
    onQuote() {
      this.triggerEvent('quote', this.data.row.quote, TO_THE_PAGE);
    },
    onReaction(event: WechatMiniprogram.TouchEvent) {
      const { emoji } = event.currentTarget.dataset as { emoji: string };
      this.triggerEvent('react', { key: this.data.row.key, emoji }, TO_THE_PAGE);
    },
  },
});
