/**
 * The scrolling list of a room's messages: follows the end, keeps its place when rows come or go above it, asks for more
 * near its edges and goes where it is told: all of that is asked of the one owner of its position, scroll-owner.ts. Events: `older` and `newer` (more rows are
 * wanted), `bottom` (the newest ones), `leave` and `seen` (the reader left the end, or is there), `unread` (the first unread
 * message is wanted), `gap`, `comings` (a run of lines is opened or folded), `rest` (a tap beside everything). What a bubble tells passes by it to the page.
 */
import { visitPart } from '../../utils/visit';
import { appendedIds, hasNew, isUnreadAbove, nearEdges, rowsInSight } from './scroll-rules';
import { ScrollOwner } from './scroll-owner';
import { isNear } from './hand-watch';
import { measureList } from './measure-list';
import { goesOnAbove, listIds, lastRows, NO_LIST, type ShownList } from './shown-list';

/** What a list is besides its data. */
interface ListState {
  readonly owner: ScrollOwner;
  ids: readonly string[];
  /** Rows came or went since more was wanted last. */
  isChanged: boolean;
  /** Where the list was when it was last decided whether more is wanted. */
  decidedTop: number;
  target: number;
  /** The end has been asked for in this turn: asking twice would toggle the marks back and scroll nowhere. */
  isBoundForEnd: boolean;
  /** The first unread message was in sight. */
  isUnreadDone: boolean;
  /** There from the first measurement on. */
  endWatch: WechatMiniprogram.IntersectionObserver | null;
  isGone: boolean;
}

const visitOf = visitPart('rows', () => ({ state: null as ListState | null }));

function stateOf(list: object): ListState {
  const { state } = visitOf(list);
  if (!state) throw new Error('a list has its state from its creation on');
  return state;
}

const ownerOf = (list: object): ScrollOwner => stateOf(list).owner;

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
      ownerOf(this).change();
    },
  },
  lifetimes: {
    created() {
      const owner = new ScrollOwner({
        measure: (done) => measureList(this, done),
        scrollTo: (top, done) => this.scrollTo(top, done),
        scrollToEnd: (done) => this.scrollToEnd(done),
        hasEarlier: () => goesOnAbove(this.data.list as ShownList),
        hasLater: () => (this.data.list as ShownList).hasLater,
        onFollowing: (isFollowing) => this.onFollowing(isFollowing),
        onMeasured: () => this.onPlaces(),
      });
      const idle = {
        isChanged: false,
        decidedTop: 0,
        isBoundForEnd: false,
        isUnreadDone: false,
        endWatch: null,
        isGone: false,
      };
      visitOf(this).state = { owner, ids: [], target: 0, ...idle };
    },
    ready() {
      const { ids, owner } = stateOf(this);
      // Rows that came with the component itself: the end, unless another place was asked for, is there only now.
      if (ids.length > 0 && owner.isFollowing) {
        owner.goToEnd();
        this.tellSeen();
      } else owner.check();
    },
    detached() {
      const state = stateOf(this);
      state.isGone = true;
      state.endWatch?.disconnect();
    },
  },
  pageLifetimes: {
    resize() {
      ownerOf(this).check();
    },
  },
  methods: {
    /** Whatever takes the end out of sight, and the reader did not: the owner finds out which of the two it was. */
    watchEnd() {
      const state = stateOf(this);
      if (state.endWatch || state.isGone) return;
      const watch = this.createIntersectionObserver({});
      state.endWatch = watch;
      watch.relativeTo('.message-list__scroll').observe('.message-list__floor', () => ownerOf(this).check());
    },
    onList(list: ShownList) {
      const state = stateOf(this);
      const previous = state.ids;
      state.ids = listIds(list);
      state.isChanged = true;
      // What was loaded may be nothing that people see, such as reactions: there must be more above it.
      if (state.ids.length === 0) return state.owner.check();
      if (list.target.count !== state.target) this.goTo(list);
      else this.onRows(list, previous);
    },
    onRows(list: ShownList, previous: readonly string[]) {
      const { ids, owner } = stateOf(this);
      const added = appendedIds(previous, ids);
      // Only an own message takes along a reader who is not at the end.
      const isOwn = lastRows(list, added.length).some((row) => row.own);
      if (isOwn) owner.goToEnd();
      else owner.change();
      // What waits to be sent stays below what comes meanwhile.
      if (owner.isFollowing && hasNew(previous, ids)) this.tellSeen();
    },
    goTo(list: ShownList) {
      stateOf(this).target = list.target.count;
      this.setData({ litId: list.target.id, litTurn: list.target.count % 2 });
      ownerOf(this).goTo(list.target.id);
    },
    scrollTo(top: number, done: () => void) {
      // wx: a value that equals the one set last is not applied, whatever happened to the position since.
      const nudge = top === this.data.scrollTop ? 0.1 : 0;
      this.setData({ intoView: '', scrollTop: top + nudge }, done);
    },
    onPlaces() {
      const state = stateOf(this);
      this.watchEnd();
      this.showUnread();
      // For those who did not move, what was asked for once is on its way. No event may have told where they moved to.
      const { isFollowing, known } = state.owner;
      if (state.isChanged || isFollowing || !isNear(known.top, state.decidedTop)) this.wantMore();
      state.isChanged = state.isChanged && state.owner.isMoving;
    },
    /** The list is short of rows above or below, or the reader comes near its edge. */
    wantMore() {
      const state = stateOf(this);
      const { ids } = state;
      const { isFollowing, isMoving, known } = state.owner;
      const { hasEarlier, hasLater, older } = this.data.list as ShownList;
      if (known.height === 0 || (isMoving && !isFollowing)) return;
      state.decidedTop = known.top;
      // A list that is being taken to its end may not have arrived there yet.
      const top = isFollowing ? known.height - known.viewport : known.top;
      const { isFirstNear, isLastNear } = nearEdges({ ...known, top }, ids);
      const { first, last } = rowsInSight({ ...known, top });
      if (isFirstNear && (hasEarlier || older === 'idle')) this.triggerEvent('older', { keep: last });
      else if (!isFollowing && hasLater && isLastNear) this.triggerEvent('newer', { keep: first });
    },
    onScroll(event: WechatMiniprogram.ScrollViewScroll) {
      ownerOf(this).onScroll(event.detail.scrollTop, event.detail.scrollHeight);
      this.showUnread();
      this.wantMore();
    },
    // wx: events of touches come from both renderers, `dragstart` only where a scroll-view is enhanced.
    onTouch() {
      ownerOf(this).onTouch(true);
    },
    onRelease() {
      ownerOf(this).onTouch(false);
    },
    onUpper() {
      stateOf(this).isChanged = true;
      ownerOf(this).check();
    },
    /** A long text that is opened as the newest, or folded again, begins where people can read it. */
    onFold(event: WechatMiniprogram.CustomEvent<{ isOpen: boolean }>) {
      const { ids, owner } = stateOf(this);
      const { id } = event.currentTarget;
      const isNewest = id === ids[ids.length - 1];
      if (!event.detail.isOpen || isNewest) owner.goTo(id);
      else owner.change();
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
      if ((this.data.list as ShownList).hasLater) this.triggerEvent('bottom');
      ownerOf(this).goToEnd();
    },
    onUnread() {
      this.triggerEvent('unread');
    },
    onEdit(event: WechatMiniprogram.TouchEvent) {
      const { key } = event.currentTarget.dataset as { key: string };
      this.triggerEvent('edit', { key });
    },
    /** Those who came and went are opened or folded: as with a long text, what people turned stays in sight. */
    onComings(event: WechatMiniprogram.TouchEvent) {
      const { ids, owner } = stateOf(this);
      const { row, key, open } = event.currentTarget.dataset as { row: string; key: string; open: boolean };
      this.triggerEvent('comings', { key });
      if (open || row === ids[ids.length - 1]) owner.goTo(row);
    },
    onTapList() {
      this.triggerEvent('rest');
    },

    /** The pill goes for good once the first unread message was in sight. */
    showUnread() {
      const state = stateOf(this);
      const { isFollowing, known } = state.owner;
      const { height, places, top, viewport } = known;
      const { unread } = this.data.list as ShownList;
      if (height === 0 || unread.count === 0) return;
      const isAbove = isUnreadAbove(places, unread.id, isFollowing ? height - viewport : top);
      state.isUnreadDone = state.isUnreadDone || !isAbove;
      const isShown = !state.isUnreadDone;
      if (isShown !== this.data.isUnreadShown) this.setData({ isUnreadShown: isShown });
    },
    onFollowing(isFollowing: boolean) {
      this.setData({ isAway: !isFollowing });
      if (isFollowing) this.tellSeen();
      else this.triggerEvent('leave');
      // Where the rows are is needed once the reader is among them.
      if (!isFollowing) ownerOf(this).check();
    },
    tellSeen() {
      this.triggerEvent('seen', { isHeld: ownerOf(this).isHeld });
    },
    scrollToEnd(done: () => void) {
      const state = stateOf(this);
      if (state.isBoundForEnd) return this.setData({}, done);
      state.isBoundForEnd = true;
      void Promise.resolve().then(() => {
        state.isBoundForEnd = false;
      });
      // Two marks at the end, used in turn: a value that does not change would not scroll.
      this.setData({ intoView: this.data.intoView === 'end-a' ? 'end-b' : 'end-a' }, done);
    },
  },
});
