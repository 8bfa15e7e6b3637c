/**
 * A list as a phone lays it out, for tests of who owns its position: what is asked of it takes effect later, and what it tells
 * comes later still, in an order that the seed decides. Knows nothing of why it is scrolled.
 */
import type { Measured, ScrollPort } from '../../miniprogram/components/message-list/scroll-owner';

export interface LateRow {
  readonly id: string;
  height: number;
}

type Lane = 'command' | 'look' | 'answer' | 'event';

export class LateList {
  top = 0;
  start = 44;
  viewport = 600;
  rows: LateRow[];
  hasEarlier = false;
  hasMore = false;
  readonly told: boolean[] = [];
  /** Of each event that is not told: a reader, or what the list did by itself. */
  onScroll: (top: number, height: number) => void = () => undefined;
  /** Each kind keeps its order; between the kinds there is none. */
  private readonly lanes = { command: [], look: [], answer: [], event: [] } as Record<Lane, (() => void)[]>;

  constructor(
    heights: readonly number[],
    private readonly random: () => number,
    /** The platform keeps the place by itself when rows above change. */
    readonly isAnchoring = false,
    /** What the view answers and what it tells by itself come in the order in which it happened. */
    isInOrder = false,
  ) {
    if (isInOrder) this.lanes.answer = this.lanes.event;
    this.rows = heights.map((height, i) => ({ id: `r${i}`, height }));
  }

  readonly port: ScrollPort = {
    measure: (done) => {
      this.later('look', () => {
        const snapshot = this.look();
        this.later('answer', () => done(snapshot));
      });
    },
    scrollTo: (top, done) => this.command(top, done),
    scrollToEnd: (done) => this.command(Infinity, done),
    hasEarlier: () => this.hasEarlier,
    hasLater: () => this.hasMore,
    onFollowing: (isFollowing) => void this.told.push(isFollowing),
    onMeasured: () => undefined,
  };

  get height(): number {
    return this.rows.reduce((sum, row) => sum + row.height, 0);
  }

  get end(): number {
    return Math.max(0, this.height - this.viewport);
  }

  yOf(id: string): number {
    let y = 0;
    for (const row of this.rows) {
      if (row.id === id) return y;
      y += row.height;
    }
    throw new Error(`no row ${id}`);
  }

  /** Where the row is on the screen. */
  screenOf(id: string): number {
    return this.start + this.yOf(id) - this.top;
  }

  isInSight(id: string): boolean {
    const y = this.yOf(id) - this.top;
    return y >= 0 && y < this.viewport;
  }

  look(): Measured {
    const { start, top, height, viewport } = this;
    return { start, top, height, viewport, places: this.rows.map(({ id }) => ({ id, y: this.yOf(id) })) };
  }

  /** Rows, or what is around them, become others. */
  change(work: () => void): void {
    const seen = this.rows.find(({ id }) => this.yOf(id) >= this.top);
    const before = seen ? this.yOf(seen.id) : 0;
    work();
    const isThere = seen && this.rows.includes(seen);
    this.moveTo(
      isThere && this.isAnchoring && this.top > 0 ? this.top + this.yOf(seen.id) - before : this.top,
    );
  }

  /** A reader's finger, or a command that has arrived. */
  moveTo(top: number): void {
    const to = Math.max(0, Math.min(top, this.end));
    const isMoved = to !== this.top;
    this.top = to;
    const { height } = this;
    if (isMoved) this.later('event', () => this.onScroll(to, height));
  }

  /** One of the things that are under way happens. False when there are none. */
  step(): boolean {
    const busy = [...new Set(Object.values(this.lanes))].filter((lane) => lane.length > 0);
    const task = busy[Math.floor(this.random() * busy.length)]?.shift();
    task?.();
    return task !== undefined;
  }

  /** All that the view has to tell so far is told before anything else happens. */
  tellAll(): void {
    for (const tell of this.lanes.event.splice(0)) tell();
  }

  settle(): void {
    for (let n = 0; this.step(); n += 1) if (n > 2_000) throw new Error('the list never comes to rest');
  }

  private command(top: number, done: () => void): void {
    this.later('command', () => {
      this.moveTo(top);
      this.later('answer', done);
    });
  }

  private later(lane: Lane, task: () => void): void {
    this.lanes[lane].push(task);
  }
}
