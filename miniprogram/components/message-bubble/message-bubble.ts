/**
 * One message of a person: avatar, name, bubble, the message it answers, reactions and, for one's own, how far it got. What
 * is done to it goes to the page, past the list: `act` (tap on one that is not sent), `menu` (long press, with the bubble's
 * place), `quote`, `react`, `mention` (long press on the avatar), `select` (a tap while several are being selected); the body
 * adds its own.
 */
import { NO_AVATAR } from '../../utils/avatar-view';

const NO_ROW = {
  key: '',
  clientId: '',
  own: false,
  status: '',
  actLabel: '',
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
  },
  methods: {
    onAct() {
      const { actLabel, clientId } = this.data.row;
      if (actLabel !== '') this.triggerEvent('act', { clientId }, TO_THE_PAGE);
    },
    /** A picture that is being uploaded can be looked at meanwhile. */
    onTapBox() {
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
