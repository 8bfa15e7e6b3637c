/**
 * What a message says: the template of its kind, which is in `pages/chat/kinds/`, and what happens in it: a long text is folded, and
 * a picture that did not load is asked for again. Events to the page: `open` (a link, phone number or person), `read` (a double tap on a text), `media` (a tap on what opens),
 * `reload` (on a picture that did not load), `fold` (a long text was opened or folded again).
 */
import { mayBeClear } from '../../utils/picture-ground';
import { columnsIn, isLongText } from '../../utils/text-fold';
import { visitPart } from '../../utils/visit';

interface Part {
  readonly kind: string;
  readonly text: string;
  readonly user?: string;
}

interface Fold {
  readonly open: string;
  readonly close: string;
}

const NO_BODY = { kind: '', parts: null as readonly Part[] | null, muted: false, emoji: 0, fold: null };
const TO_THE_PAGE = { bubbles: true, composed: true };
/** Two taps this close are one double tap. */
const DOUBLE_TAP_MS = 300;

const pathOf = (src: string): string => src.split('?')[0] ?? '';

/** When the text was tapped last; null after a double tap. */
const visitOf = visitPart('taps', () => ({ lastAt: null as number | null }));

Component({
  properties: {
    rowKey: { type: String, value: '' },
    /** For the screen reader: who, when, what, and how far it got. A text has it on its bubble. */
    label: { type: String, value: '' },
    text: { type: String, value: '' },
    body: { type: Object, value: NO_BODY },
    own: { type: Boolean, value: false },
    /** Somebody went to this message: another number each time, 0 while nobody did. */
    lit: { type: Number, value: 0 },
  },
  data: {
    /** The picture did not load; a tap loads it again. */
    isBroken: false,
    /** The address that is on screen: another one of the same picture takes its place only when it does not load. */
    shownSrc: '',
    /** The text is long enough to be folded, and whether it is open. */
    canFold: false,
    isOpen: false,
    openedFor: 0,
    isClear: false,
  },
  observers: {
    'text, body.fold, lit'(text: string, fold: Fold | null | undefined, lit: number) {
      this.fold(text, fold ?? null, lit);
    },
    'body.src'(src: string | undefined) {
      this.showSrc(src ?? '');
    },
  },
  methods: {
    fold(text: string, fold: Fold | null, lit: number) {
      const canFold = fold !== null && isLongText(text, columnsIn(wx.getWindowInfo().windowWidth));
      if (canFold !== this.data.canFold) this.setData({ canFold });
      if (lit === this.data.openedFor) return;
      // Who was led here wants to see what was found, wherever in the text it is.
      this.setData({ openedFor: lit, isOpen: lit > 0 || this.data.isOpen });
    },
    onFold() {
      const isOpen = !this.data.isOpen;
      this.setData({ isOpen });
      this.triggerEvent('fold', { isOpen }, TO_THE_PAGE);
    },
    onTapText(event: WechatMiniprogram.TouchEvent) {
      const visit = visitOf(this);
      const isDouble = visit.lastAt !== null && event.timeStamp - visit.lastAt < DOUBLE_TAP_MS;
      visit.lastAt = isDouble ? null : event.timeStamp;
      if (isDouble) this.triggerEvent('read', this.calledText(), TO_THE_PAGE);
    },
    calledText() {
      const { rowKey, text } = this.data;
      return { key: rowKey, text };
    },
    onTapPart(event: WechatMiniprogram.TouchEvent) {
      const { index } = event.currentTarget.dataset as { index: number };
      const part = this.data.body.parts?.[index];
      const isPerson = part?.kind === 'mention' && part.user !== undefined;
      if (part?.kind === 'link' || part?.kind === 'phone' || isPerson)
        this.triggerEvent('open', { ...part, key: this.data.rowKey }, TO_THE_PAGE);
    },
    onTapMedia() {
      if (this.data.isBroken) {
        this.setData({ isBroken: false });
        this.triggerEvent('reload', {}, TO_THE_PAGE);
      } else this.triggerEvent('media', { key: this.data.rowKey, kind: this.data.body.kind }, TO_THE_PAGE);
    },
    /** A picture that did not load keeps nobody from what it stands for. */
    onPlay() {
      if (this.data.isBroken) this.onTapMedia();
      this.onTapMedia();
    },
    onChoose(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { body, rowKey } = this.data;
      this.triggerEvent('media', { key: rowKey, kind: body.kind, ...event.detail }, TO_THE_PAGE);
    },
    showSrc(src: string) {
      const { isBroken, shownSrc } = this.data;
      if (src === shownSrc || (!isBroken && shownSrc !== '' && pathOf(src) === pathOf(shownSrc))) return;
      this.setData({ shownSrc: src, isBroken: false, isClear: mayBeClear(src) });
    },
    onBroken() {
      const { src = '' } = this.data.body as { src?: string };
      // What is on screen may be older than its address.
      if (src !== this.data.shownSrc) this.setData({ shownSrc: src, isClear: mayBeClear(src) });
      else this.setData({ isBroken: true });
    },
  },
});
