/**
 * The scrolling list of a room's messages: follows the end by the rules of scroll-rules.ts, keeps its place when earlier
 * messages come in, counts what is new below. Events: `older` (earlier messages are wanted), `gap` (a hole is wanted),
 * `act` (something about a message that is not sent), `seen` (the newest message is in view).
 */
import {
  AT_THE_END,
  NEAR_TOP_PX,
  afterAppend,
  afterScroll,
  anchoredTop,
  appendedIds,
  isPrepended,
  type Reading,
} from './scroll-rules';

interface Row {
  readonly kind: string;
  readonly own?: boolean;
  readonly canLoad?: boolean;
  readonly gapKey?: string;
}

/** What is known of the scroll position without asking the view. */
interface Position {
  reading: Reading;
  ids: readonly string[];
  top: number;
  height: number;
  viewport: number;
  /** The end has been asked for in this turn: asking twice would toggle the marks back and scroll nowhere. */
  isBoundForEnd: boolean;
}

const positions = new WeakMap<object, Position>();

function positionOf(list: object): Position {
  let position = positions.get(list);
  if (!position) {
    position = { reading: AT_THE_END, ids: [], top: 0, height: 0, viewport: 0, isBoundForEnd: false };
    positions.set(list, position);
  }
  return position;
}

interface Measured {
  readonly top: number;
  readonly height: number;
  readonly viewport: number;
}

Component({
  properties: {
    rows: { type: Object, value: {} },
    /** The keys of `rows` in order. */
    ids: { type: Array, value: [] },
    /** State of the messages above: idle, loading, failed, complete, trimmed. */
    older: { type: String, value: 'idle' },
    text: { type: Object, value: {} },
    /** Any value that changes when the height of the list does (keyboard, lines above or below). */
    layout: { type: String, value: '' },
  },
  data: {
    intoView: '',
    scrollTop: 0,
    unseen: 0,
    isAway: false,
  },
  observers: {
    ids() {
      this.onIds(this.data.ids as readonly string[]);
    },
    /** A row may have grown: by the reason why it is not sent. */
    rows() {
      this.stayAtEnd();
    },
    layout() {
      this.stayAtEnd();
    },
  },
  lifetimes: {
    ready() {
      // Rows that came with the component itself: the end is there to be scrolled to only now.
      if (this.data.ids.length > 0) {
        this.scrollToEnd();
        this.triggerEvent('seen');
      }
      this.measure((measured) => this.onMeasured(measured));
    },
  },
  methods: {
    onIds(ids: readonly string[]) {
      const position = positionOf(this);
      const previous = position.ids;
      position.ids = ids;
      if (ids.length === 0) return;
      const added = appendedIds(previous, ids);
      if (added.length > 0) this.onAppended(added);
      else if (isPrepended(previous, ids)) this.onPrepended();
      this.measure((measured) => this.onMeasured(measured));
    },
    onAppended(added: readonly string[]) {
      const position = positionOf(this);
      const rows = this.data.rows as Readonly<Record<string, Row>>;
      const messages = added.map((id) => rows[id]).filter((row) => row?.kind === 'message');
      const own = messages.filter((row) => row?.own).length;
      this.setReading(afterAppend(position.reading, { own, others: messages.length - own }));
      if (!position.reading.isFollowing) return;
      this.scrollToEnd();
      this.triggerEvent('seen');
    },
    /** Earlier rows were put in above: what is on the screen must not move. */
    onPrepended() {
      const { reading, ...before } = positionOf(this);
      if (reading.isFollowing) {
        this.scrollToEnd();
        return;
      }
      this.measure((now) => {
        const wanted = anchoredTop(before, now);
        // wx: a value that equals the one set last is not applied, whatever happened to the position since.
        if (wanted !== null) {
          const nudge = wanted === this.data.scrollTop ? 0.1 : 0;
          this.setData({ intoView: '', scrollTop: wanted + nudge });
        }
      });
    },
    onMeasured(measured: Measured) {
      Object.assign(positionOf(this), measured);
      this.wantOlder();
    },
    /** The page is short of messages above, or the reader comes near the first one. */
    wantOlder() {
      const { reading, top, height, viewport } = positionOf(this);
      if (height === 0 || this.data.older !== 'idle' || this.data.ids.length === 0) return;
      // A list that is being taken to its end may not have arrived there yet.
      const above = reading.isFollowing ? height - viewport : top;
      if (above < NEAR_TOP_PX) this.triggerEvent('older');
    },
    onScroll(event: WechatMiniprogram.ScrollViewScroll) {
      const position = positionOf(this);
      position.top = event.detail.scrollTop;
      position.height = event.detail.scrollHeight;
      const distance = position.height - position.top - position.viewport;
      if (position.viewport > 0) this.setReading(afterScroll(position.reading, distance));
      this.wantOlder();
    },
    onUpper() {
      if (this.data.older === 'idle' && this.data.ids.length > 0) this.triggerEvent('older');
    },
    onOlderTap() {
      if (this.data.older === 'failed') this.triggerEvent('older');
    },
    onGapTap(event: WechatMiniprogram.TouchEvent) {
      const { id } = event.currentTarget.dataset as { id: string };
      const { canLoad, gapKey } = (this.data.rows as Readonly<Record<string, Row>>)[id] ?? {};
      if (canLoad) this.triggerEvent('gap', { key: gapKey });
    },
    onAct(event: WechatMiniprogram.CustomEvent<{ clientId: string }>) {
      this.triggerEvent('act', event.detail);
    },
    onPill() {
      this.setReading(AT_THE_END);
      this.scrollToEnd();
    },
    onTapList() {
      this.triggerEvent('rest');
    },

    stayAtEnd() {
      const { reading, ids } = positionOf(this);
      if (reading.isFollowing && ids.length > 0) this.scrollToEnd();
    },
    setReading(reading: Reading) {
      const position = positionOf(this);
      const hasArrived = reading.isFollowing && !position.reading.isFollowing;
      position.reading = reading;
      const isAway = !reading.isFollowing;
      if (isAway !== this.data.isAway || reading.unseen !== this.data.unseen) {
        this.setData({ isAway, unseen: reading.unseen });
      }
      if (hasArrived) this.triggerEvent('seen');
    },
    scrollToEnd() {
      const position = positionOf(this);
      if (position.isBoundForEnd) return;
      position.isBoundForEnd = true;
      void Promise.resolve().then(() => {
        position.isBoundForEnd = false;
      });
      // Two marks at the end, used in turn: a value that does not change would not scroll.
      this.setData({ intoView: this.data.intoView === 'end-a' ? 'end-b' : 'end-a' });
    },
    measure(done: (measured: Measured) => void) {
      const query = this.createSelectorQuery();
      query.select('.message-list__scroll').scrollOffset();
      query.select('.message-list__scroll').boundingClientRect();
      query.select('.message-list__content').boundingClientRect();
      query.exec((answers: unknown[]) => {
        const [scroll, window, content] = answers as ({ scrollTop?: number; height?: number } | null)[];
        done({ top: scroll?.scrollTop ?? 0, height: content?.height ?? 0, viewport: window?.height ?? 0 });
      });
    },
  },
});
