/**
 * The one owner of the scroll position. Whatever wants to move the list asks here: follow the newest, go to a row, or keep
 * what is read where it is because something changed its size. The last request holds until a measurement shows that it is
 * met, so that none that was taken for another reason can undo it. Knows no platform: it is given a way to measure and two to
 * scroll, which all take effect later.
 */
import { HandWatch, isNear, ROUNDING_PX } from './hand-watch';
import { findAnchor, isAtEnd, NEAR_BOTTOM_PX, TARGET_BELOW_TOP_PX, type RowPlace } from './scroll-rules';

/** The list as the view showed it at one moment. */
export interface Measured {
  /** Where the list begins on the page. */
  readonly start: number;
  readonly top: number;
  readonly height: number;
  readonly viewport: number;
  /** In order; y counts from the beginning of the content. */
  readonly places: readonly RowPlace[];
}

export interface ScrollPort {
  measure(done: (now: Measured) => void): void;
  /** `done`: the view has been told. */
  scrollTo(top: number, done: () => void): void;
  scrollToEnd(done: () => void): void;
  /** Rows that are not shown are before the first one, or may be. */
  hasEarlier(): boolean;
  /** Rows that are not shown follow the last one. */
  hasLater(): boolean;
  /** The reader is at the end or not any more, or a row holds them there or none does any more. */
  onFollowing(isFollowing: boolean): void;
  onMeasured(): void;
}

interface RowGoal {
  readonly kind: 'row';
  readonly id: string;
  /** Where it is wanted: so far below where the list began at `start`, or below where it begins now. */
  readonly gap: number;
  readonly start: number | null;
  /** Somebody wants to see it; otherwise it only stays where it was. */
  readonly isAsked: boolean;
  tries: number;
  from: number;
}

type Goal = RowGoal | { readonly kind: 'end'; tries: number };

/** So often a row or the end is asked for until the view is there. */
const MAX_ROW_TRIES = 5;
const MAX_END_TRIES = 3;
/** So many events may tell of a position from before. */
const MAX_LATE_SCROLLS = 3;
/** wx: at its very top no platform keeps the place when rows come above, so a list that goes on there rests a little below. */
const CLEAR_OF_TOP_PX = 2;

const NOWHERE: Measured = { start: 0, top: 0, height: 0, viewport: 0, places: [] };

const distanceOf = ({ height, top, viewport }: Measured): number => height - top - viewport;

/** Two measurements between which only the position can be another one. */
const isSameLayout = (a: Measured, b: Measured): boolean =>
  isNear(a.height, b.height) && a.viewport === b.viewport && a.start === b.start;

/** Whether the reader took a list away that was at its end. */
function hasLeft(before: Measured, now: Measured): boolean {
  const { height, top, viewport } = now;
  // A list that became shorter, or a window that became higher, takes the position along by as much.
  const given = Math.max(0, before.height - height) + Math.max(0, viewport - before.viewport);
  return before.top - top - given > (isSameLayout(before, now) ? ROUNDING_PX : viewport / 3);
}

export class ScrollOwner {
  /** The reader is at the end, and is taken along. */
  isFollowing = true;
  known = NOWHERE;
  private goal: Goal | null = null;
  /** The row that was gone to when that led to the end: following does not push it off the screen. */
  private guard: string | null = null;
  private readonly hand = new HandWatch();
  /** So many times the view was asked where things are, and from which answer on it is known whether a hand moved the list. */
  private asked = 0;
  private unsureUntil = 0;
  private isMeasuring = false;
  private isChanged = false;
  /** Commands that the view has not been told yet: before that it is not worth asking. */
  private unreported = 0;
  private late = { from: 0, to: 0, patience: 0 };

  constructor(private readonly port: ScrollPort) {}

  /** They are at the end because a row is there that they went to: it is not pushed off the screen. */
  get isHeld(): boolean {
    return this.guard !== null;
  }

  /** The list is on its way: what its position says of the reader does not count. */
  get isMoving(): boolean {
    return this.goal !== null;
  }

  /** To the newest row, from anywhere. */
  goToEnd(): void {
    this.forgetWay();
    this.stand(true);
    this.stayAtEnd();
  }

  goTo(id: string): void {
    this.forgetWay();
    const gap = TARGET_BELOW_TOP_PX;
    this.goal = { kind: 'row', id, gap, start: null, isAsked: true, tries: 0, from: 0 };
    this.stand(false);
    this.check();
  }

  /** Rows came, went or changed, or something around the list did. */
  change(): void {
    if (this.isFollowing) this.stayAtEnd();
    else this.check();
  }

  /** Something may have another size or another place. */
  check(): void {
    if (this.isMeasuring || this.unreported > 0) {
      this.isChanged = true;
      return;
    }
    this.isMeasuring = true;
    this.asked += 1;
    this.port.measure((now) => {
      this.isMeasuring = false;
      const isAgain = this.isChanged;
      this.isChanged = false;
      this.take(now, isAgain);
      if (isAgain) this.check();
      else this.port.onMeasured();
    });
  }

  /** The view tells a position. */
  onScroll(top: number, height: number): void {
    if (this.goal) return this.onWay(this.goal, top, height);
    const { known } = this;
    const isKnown = known.viewport > 0 && isNear(height, known.height);
    if (!isKnown || this.isLate(top)) return this.check();
    const distance = known.height - top - known.viewport;
    // So little may also come from a window that became higher, which no event tells.
    const isUnsure = this.isFollowing && distance > NEAR_BOTTOM_PX && distance < known.viewport / 2;
    if (isUnsure) return this.check();
    const guard = isNear(top, known.top) ? this.guard : null;
    this.known = { ...known, top };
    this.stand(this.isEnd(), guard);
  }

  /** A finger came down on the list, or is up again. */
  onTouch(isDown: boolean): void {
    this.hand.isTouched = isDown;
  }

  /** On its way the position is not the reader's, unless a hand moves the list from where it had arrived. */
  private onWay(goal: Goal, top: number, height: number): void {
    const { hand, known } = this;
    if (!hand.isMovedBack(top, height, goal.kind === 'end' ? null : this.late.to)) return;
    const isSure = goal.kind === 'row' || known.viewport === 0 || hand.endIn([known.viewport]) !== null;
    if (hand.isTouched && isSure) {
      this.goal = null;
      this.known = known.viewport > 0 ? { ...known, top, height } : known;
      const isEnd = goal.kind === 'end' && isAtEnd(hand.wayBack(top), this.port.hasLater());
      this.stand(isEnd);
    } else if (goal.kind === 'end') this.unsureUntil = this.asked + 1;
    this.check();
  }

  private forgetWay(): void {
    this.goal = null;
    this.unsureUntil = 0;
    this.hand.reset();
  }

  private take(now: Measured, isAgain: boolean): void {
    const { goal, known } = this;
    this.known = now;
    // What was tried for another layout says nothing about this one.
    if (goal && !isSameLayout(known, now)) goal.tries = 0;
    if (goal?.kind === 'row') this.towardsRow(goal, isAgain);
    else if (goal) this.towardsEnd(goal, known);
    else if (this.isFollowing) this.follow(known);
    else this.keep(known);
  }

  private towardsRow(goal: RowGoal, isAgain: boolean): void {
    const { start, top, height, viewport, places } = this.known;
    const place = places.find(({ id }) => id === goal.id);
    if (!place) {
      // It may not be laid out yet.
      goal.tries += isAgain ? 0 : 1;
      if (goal.tries >= MAX_ROW_TRIES) this.goal = null;
      else this.check();
      return;
    }
    const wanted = place.y + start - (goal.start ?? start) - goal.gap;
    const floor = this.port.hasEarlier() ? CLEAR_OF_TOP_PX : 0;
    const to = Math.max(0, Math.min(Math.max(floor, wanted), height - viewport));
    const isMovedOn = !goal.isAsked && goal.tries > 0 && Math.abs(top - to) < Math.abs(top - goal.from);
    if (isNear(top, to) || isMovedOn || goal.tries >= MAX_ROW_TRIES) return this.arrive(goal);
    goal.from = top;
    goal.tries += 1;
    this.command(to, (done) => this.port.scrollTo(to, done));
  }

  private arrive(goal: RowGoal): void {
    this.goal = null;
    if (!goal.isAsked || !this.isEnd()) return;
    this.stand(true, goal.id);
  }

  private towardsEnd(goal: { tries: number }, before: Measured): void {
    const { height, viewport, places } = this.known;
    const guarded = places.find(({ id }) => id === this.guard);
    // What came would push it off the screen, or waits below.
    if (guarded && (height - viewport > guarded.y || this.port.hasLater())) {
      this.goal = null;
      this.stand(false);
    } else if (this.isMovedByHand(before)) {
      this.goal = null;
      this.stand(this.isEnd());
    } else if (distanceOf(this.known) <= ROUNDING_PX) this.goal = null;
    else if (goal.tries >= MAX_END_TRIES) this.giveUpEnd();
    else if (this.unsureUntil <= this.asked) this.scrollToEnd(goal);
  }

  /** Somebody holds the list elsewhere, or the view is slow: what is not at the end does not follow it until it tells that it is. */
  private giveUpEnd(): void {
    this.goal = null;
    if (this.known.viewport > 0 && distanceOf(this.known) > NEAR_BOTTOM_PX) this.stand(false);
  }

  /** An event told that the list was moved back from its end: it was, unless what is around it became another size. */
  private isMovedByHand(before: Measured): boolean {
    if (this.unsureUntil === 0) return false;
    if (this.unsureUntil <= this.asked) this.unsureUntil = 0;
    const end = this.hand.endIn([this.known.viewport, before.viewport]);
    return end !== null && hasLeft({ ...this.known, ...end }, this.known);
  }

  /** One rule for whatever changes the height of the list or of what is in it: the end stays in sight. */
  private follow(before: Measured): void {
    const isGone = hasLeft(before, this.known) && distanceOf(this.known) > NEAR_BOTTOM_PX;
    if (isGone) this.stand(false);
    else if (!isSameLayout(before, this.known) && distanceOf(this.known) > ROUNDING_PX) this.stayAtEnd();
  }

  /** What the reader sees stays where it is on the screen. */
  private keep(before: Measured): void {
    const { known: now } = this;
    const places = new Map(now.places.map(({ id, y }) => [id, y]));
    const anchor = findAnchor(before, places);
    const shift = anchor ? (places.get(anchor.id) ?? anchor.y) - anchor.y + now.start - before.start : 0;
    // A list that became shorter than where the reader was took them along: that was not their finger.
    const isForced = now.height < before.height && isNear(now.top, Math.max(0, now.height - now.viewport));
    const moved = isForced ? 0 : now.top - before.top;
    // The reader may have moved a little meanwhile; whether the platform moved as far as the rows did still shows.
    const isKept = Math.abs(moved - shift) < Math.abs(moved);
    if (anchor && Math.abs(shift) > 1 && !isKept) {
      this.forgetWay();
      const gap = anchor.y - before.top - moved;
      const { start } = before;
      const goal = { kind: 'row', id: anchor.id, gap, start, isAsked: false, tries: 0, from: 0 } as const;
      this.goal = { ...goal };
      this.towardsRow(this.goal, false);
      return;
    }
    const isMoved = !isNear(moved, isKept ? shift : 0);
    // A list that fits the screen has no other place than its end.
    const isShort = now.height - now.viewport <= NEAR_BOTTOM_PX;
    if ((isMoved || isShort) && this.isEnd()) this.stand(true);
  }

  private isEnd(): boolean {
    return this.known.viewport > 0 && isAtEnd(distanceOf(this.known), this.port.hasLater());
  }

  private stayAtEnd(): void {
    if (this.goal?.kind !== 'end') this.forgetWay();
    const goal = { kind: 'end', tries: 0 } as const;
    this.goal = { ...goal };
    // Before it is known whether a hand moved it, the list is not moved under it.
    if (this.guard === null && this.unsureUntil === 0) this.scrollToEnd(this.goal);
    else this.check();
  }

  private scrollToEnd(goal: { tries: number }): void {
    goal.tries += 1;
    this.command(Infinity, (done) => this.port.scrollToEnd(done));
  }

  private command(to: number, scroll: (done: () => void) => void): void {
    const { top, height, viewport } = this.known;
    this.late = { from: top, to: Math.min(to, height - viewport), patience: MAX_LATE_SCROLLS };
    this.unreported += 1;
    scroll(() => {
      this.unreported -= 1;
      this.check();
    });
  }

  /** wx: for a moment after the list was sent somewhere, events still tell where it was. */
  private isLate(top: number): boolean {
    const { from, to, patience } = this.late;
    const { viewport } = this.known;
    const isBefore = Math.abs(top - to) >= viewport && Math.abs(top - from) <= viewport / 2;
    if (!isBefore) this.late.patience = 0;
    else this.late.patience -= 1;
    return isBefore && patience > 0;
  }

  /** Where the reader is: at the end, perhaps held there by a row, or elsewhere. */
  private stand(isFollowing: boolean, guard: string | null = null): void {
    const wasHeld = this.isHeld;
    const hasChanged = isFollowing !== this.isFollowing;
    this.isFollowing = isFollowing;
    this.guard = isFollowing ? guard : null;
    if (hasChanged || this.isHeld !== wasHeld) this.port.onFollowing(isFollowing);
  }
}
