/**
 * The scrolling list of a room's messages: follows the end, keeps its place when rows come or go above it, asks for more
 * near its edges and goes where it is told, all by the rules of scroll-rules.ts. Events: `older` and `newer` (more rows are
 * wanted), `bottom` (the newest ones), `leave` and `seen` (the reader left the end, or is there), `unread` (the first unread
 * message is wanted), `gap`, `rest` (a tap beside everything). What a bubble tells passes by it to the page.
 */
import { NEAR_EDGE_PX, anchoredTop, appendedIds, isAtEnd, isUnreadAbove, topOfTarget } from './scroll-rules';
import { measureList, type Measured } from './measure-list';
import { listIds, lastRows, NO_LIST, type ShownList } from './shown-list';

/** What is known of the scroll position without asking the view. */
interface Position extends Measured {
  isFollowing: boolean;
  ids: readonly string[];
  target: number;
  /** The end has been asked for in this turn: asking twice would toggle the marks back and scroll nowhere. */
  isBoundForEnd: boolean;
  /** The first unread message was in sight. */
  isUnreadDone: boolean;
  /** Where the list was sent and has not arrived yet. */
  onItsWay: { readonly to: number; patience: number } | null;
  /** A correction is being measured, and whether rows changed once more meanwhile. */
  isKeeping: boolean;
  isChangedAgain: boolean;
}

/** So many events may tell of a position from before. */
const MAX_LATE_SCROLLS = 3;

const positions = new WeakMap<object, Position>();

function positionOf(list: object): Position {
  let position = positions.get(list);
  if (!position) {
    const nowhere = { top: 0, height: 0, viewport: 0, places: [] };
    const idle = {
      isBoundForEnd: false,
      isKeeping: false,
      isChangedAgain: false,
      isUnreadDone: false,
      onItsWay: null,
    };
    position = { ...nowhere, ...idle, isFollowing: true, ids: [], target: 0 };
    positions.set(list, position);
  }
  return position;
}

Component({
  properties: {
    list: { type: Object, value: NO_LIST },
    text: { type: Object, value: {} },
    /** Any value that changes when the height of the list does (keyboard, lines above or below). */
    layout: { type: String, value: '' },
  },
  data: {
    intoView: '',
    scrollTop: 0,
    isAway: false,
    isUnreadShown: false,
    /** The row that was jumped to; its light goes on anew each time one of the two names changes. */
    litId: '',
    litTurn: 0,
  },
  observers: {
    list() {
      this.onList(this.data.list as ShownList);
    },
    layout() {
      // Until it is measured anew nobody knows from a position whether that is the end.
      positionOf(this).viewport = 0;
      this.stayAtEnd();
      this.measure();
    },
  },
  lifetimes: {
    ready() {
      const { ids, isFollowing } = positionOf(this);
      // Rows that came with the component itself: the end, unless another place was asked for, is there only now.
      if (ids.length > 0 && isFollowing) {
        this.scrollToEnd();
        this.triggerEvent('seen');
      }
      this.measure();
    },
  },
  methods: {
    onList(list: ShownList) {
      const position = positionOf(this);
      const previous = position.ids;
      position.ids = listIds(list);
      // What was loaded may be nothing that people see, such as reactions: there must be more above it.
      if (position.ids.length === 0) return this.measure();
      if (list.target.count !== position.target) this.goTo(list);
      else this.onRows(list, appendedIds(previous, position.ids));
    },
    onRows(list: ShownList, added: readonly string[]) {
      const position = positionOf(this);
      // Only an own message takes along a reader who is not at the end.
      if (lastRows(list, added.length).some((row) => row.own)) this.setFollowing(true);
      if (!position.isFollowing) this.keepPlace();
      else {
        // A row may also have grown: by the reason why it is not sent.
        this.scrollToEnd();
        if (added.length > 0) this.triggerEvent('seen');
        this.measure();
      }
    },
    goTo(list: ShownList) {
      positionOf(this).target = list.target.count;
      this.setFollowing(false);
      this.setData({ litId: list.target.id, litTurn: list.target.count % 2 });
      measureList(this, (now) => {
        this.onPlaces(now);
        const top = topOfTarget(now.places, list.target.id);
        if (top !== null) this.scrollTo(Math.min(top, Math.max(0, now.height - now.viewport)));
        this.showUnread();
      });
    },
    /** Rows came or went: what is on the screen must not move. */
    keepPlace() {
      const position = positionOf(this);
      if (position.isKeeping) {
        position.isChangedAgain = true;
        return;
      }
      const { top, places } = position;
      position.isKeeping = true;
      measureList(this, (now) => {
        position.isKeeping = false;
        this.onPlaces(now);
        const wanted = anchoredTop({ top, places }, now);
        if (wanted !== null) this.scrollTo(wanted);
        if (position.isChangedAgain) {
          position.isChangedAgain = false;
          this.keepPlace();
        } else this.wantMore();
        this.showUnread();
      });
    },
    scrollTo(top: number) {
      const position = positionOf(this);
      position.top = top;
      position.onItsWay = { to: top, patience: MAX_LATE_SCROLLS };
      // wx: a value that equals the one set last is not applied, whatever happened to the position since.
      const nudge = top === this.data.scrollTop ? 0.1 : 0;
      this.setData({ intoView: '', scrollTop: top + nudge });
    },
    measure() {
      measureList(this, (measured) => {
        const position = positionOf(this);
        // While a correction is under way its places from before are still needed.
        if (position.isKeeping) return;
        this.onPlaces(measured);
        this.showUnread();
        if (position.isFollowing) this.wantMore();
      });
    },
    onPlaces(measured: Measured) {
      Object.assign(positionOf(this), measured);
    },
    /** The list is short of rows above or below, or the reader comes near its edge. */
    wantMore() {
      const { isFollowing, isKeeping, top, height, viewport } = positionOf(this);
      const { hasEarlier, hasLater, older } = this.data.list as ShownList;
      if (isKeeping || height === 0) return;
      // A list that is being taken to its end may not have arrived there yet.
      const above = isFollowing ? height - viewport : top;
      if (above < NEAR_EDGE_PX && (hasEarlier || older === 'idle')) this.triggerEvent('older');
      else if (!isFollowing && hasLater && height - top - viewport < NEAR_EDGE_PX) this.triggerEvent('newer');
    },
    onScroll(event: WechatMiniprogram.ScrollViewScroll) {
      const position = positionOf(this);
      if (this.isLate(event.detail.scrollTop)) return;
      position.top = event.detail.scrollTop;
      position.height = event.detail.scrollHeight;
      const distance = position.height - position.top - position.viewport;
      const { hasLater } = this.data.list as ShownList;
      if (position.viewport > 0) this.setFollowing(isAtEnd(distance, hasLater));
      this.showUnread();
      this.wantMore();
    },
    /** wx: for a moment after the list was sent somewhere, events still tell where it was. */
    isLate(top: number): boolean {
      const position = positionOf(this);
      const way = position.onItsWay;
      if (!way) return false;
      const hasArrived = Math.abs(top - way.to) < position.viewport;
      way.patience -= 1;
      if (hasArrived || way.patience < 0) position.onItsWay = null;
      return !hasArrived && way.patience >= 0;
    },
    onUpper() {
      const { hasEarlier, older } = this.data.list as ShownList;
      const { isKeeping, onItsWay } = positionOf(this);
      if (!isKeeping && !onItsWay && (hasEarlier || older === 'idle')) this.triggerEvent('older');
    },
    onOlderTap() {
      if ((this.data.list as ShownList).older === 'failed') this.triggerEvent('older');
    },
    onGapTap(event: WechatMiniprogram.TouchEvent) {
      const { key } = event.currentTarget.dataset as { key?: string };
      const y = event.touches[0]?.clientY ?? 0;
      // Who reads downwards meets a gap in the lower half, and wants what follows.
      const end = y > wx.getWindowInfo().windowHeight / 2 ? 'oldest' : 'newest';
      if (key) this.triggerEvent('gap', { key, end });
    },
    onPill() {
      this.setFollowing(true);
      if ((this.data.list as ShownList).hasLater) this.triggerEvent('bottom');
      this.scrollToEnd();
    },
    onUnread() {
      this.triggerEvent('unread');
    },
    onEdit(event: WechatMiniprogram.TouchEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      this.triggerEvent('edit', { key });
    },
    onTapList() {
      this.triggerEvent('rest');
    },

    /** The pill goes for good once the first unread message was in sight. */
    showUnread() {
      const position = positionOf(this);
      const { height, isFollowing, places, top, viewport } = position;
      const { unread } = this.data.list as ShownList;
      if (height === 0 || unread.count === 0) return;
      const isAbove = isUnreadAbove(places, unread.id, isFollowing ? height - viewport : top);
      position.isUnreadDone = position.isUnreadDone || !isAbove;
      const isShown = !position.isUnreadDone;
      if (isShown !== this.data.isUnreadShown) this.setData({ isUnreadShown: isShown });
    },
    stayAtEnd() {
      const { isFollowing, ids } = positionOf(this);
      if (isFollowing && ids.length > 0) this.scrollToEnd();
    },
    setFollowing(isFollowing: boolean) {
      const position = positionOf(this);
      if (isFollowing === position.isFollowing) return;
      position.isFollowing = isFollowing;
      this.setData({ isAway: !isFollowing });
      this.triggerEvent(isFollowing ? 'seen' : 'leave');
      // Where the rows are is needed once the reader is among them.
      if (!isFollowing) this.measure();
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
  },
});
