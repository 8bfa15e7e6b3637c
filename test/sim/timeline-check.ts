/**
 * Is what a room shows right? Each epoch's part must be a run of the server's log without holes: every message once and in
 * order, or a gap that people see. Messages that their author published again in a later epoch count where they are shown.
 */
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import type { Timeline, TimelineItem, TimelineMessage } from '../../miniprogram/core/store/state';
import type { StoredMessage } from '../../server/storage/port';

export interface TimelineFindings {
  readonly duplicated: readonly string[];
  readonly missing: readonly string[];
  /** Keys of everything on show, waiting ones included. */
  readonly shown: ReadonlySet<string>;
}

type Log = readonly StoredMessage[];

interface Section {
  readonly epoch: Epoch;
  readonly items: readonly TimelineItem[];
  /** Last seq that had been applied when it ended. */
  readonly end: number;
}

/** The divider that is shown where an epoch ended names it. */
const DIVIDER = 'epoch/';

function toSections({ items, epoch, cursor }: Timeline): readonly Section[] {
  const sections: Section[] = [];
  let part: TimelineItem[] = [];
  for (const item of items) {
    if (item.kind === 'gap' && item.key.startsWith(DIVIDER)) {
      const ended = item.key.split('/')[1] as Epoch;
      sections.push({ epoch: ended, items: part, end: item.from - 1 });
      part = [];
    } else part.push(item);
  }
  return [...sections, { epoch, items: part, end: cursor }];
}

/** A file is what its address says: one that waited has got another one meanwhile. */
function textOf({ body }: Pick<TimelineMessage, 'body'>): string {
  if (body.kind === 'file') return body.url;
  return body.kind === 'text' ? body.text : body.kind;
}
const keyOf = ({ user, clientId }: StoredMessage): string => `${user}/${clientId}`;

class Inspector {
  readonly duplicated: string[] = [];
  readonly missing: string[] = [];
  readonly shown = new Set<string>();
  /** Messages that somebody took back. */
  private readonly recalled = new Set<string>();

  constructor(
    private readonly timeline: Timeline,
    private readonly logOf: (epoch: Epoch) => Log | undefined,
  ) {}

  inspect(): TimelineFindings {
    this.collect();
    const sections = toSections(this.timeline);
    for (const { epoch } of sections) {
      for (const { body } of this.logOf(epoch) ?? []) {
        if (body.kind === 'recall') this.recalled.add(`${body.of.user}/${body.of.clientId}`);
      }
    }
    sections.forEach((section, i) => this.inspectSection(section, i === 0, i === sections.length - 1));
    return this;
  }

  private collect(): void {
    for (const item of [...this.timeline.items, ...this.timeline.pending]) {
      if (item.kind === 'gap') continue;
      if (this.shown.has(item.key)) this.duplicated.push(`"${textOf(item)}" is shown twice`);
      this.shown.add(item.key);
    }
  }

  private inspectSection(section: Section, isFirst: boolean, isLast: boolean): void {
    const { epoch, items, end } = section;
    const log = this.logOf(epoch);
    if (!log) {
      if (items.length > 0) this.missing.push(`messages of the unknown epoch ${epoch}`);
      return;
    }
    const mayBeginLate = isFirst && this.timeline.older.state !== 'complete';
    let next = mayBeginLate ? startOf(items[0], end + 1) : 1;
    for (const item of items) {
      const from = startOf(item, next);
      // What was acked beyond the end of a lost epoch is kept, though what lies before it was never seen.
      if (isLast || from <= end) this.requireRun(log, next, from - 1);
      if (from < next) this.duplicated.push(`seq ${from} is shown after seq ${next - 1}`);
      if (item.kind === 'message') this.compare(item, log[from - 1]);
      next = (item.kind === 'gap' ? item.to : from) + 1;
    }
    this.requireRun(log, next, end);
  }

  /** Nothing between these is shown here: all of it must be on show elsewhere. */
  private requireRun(log: Log, from: number, to: number): void {
    for (let seq = from; seq <= to; seq += 1) {
      const message = log[seq - 1];
      if (!message) this.missing.push(`seq ${seq} is beyond the end of the log, ${log.length}`);
      else if (!this.shown.has(keyOf(message)))
        this.missing.push(`seq ${seq} "${textOf(message)}" is skipped`);
    }
  }

  /** The log of an epoch remembers what was said; a phone that missed a recall in a lost epoch does as well. */
  private saysTheSame(item: TimelineMessage, stored: StoredMessage): boolean {
    if (item.body.kind === 'recalled') return this.recalled.has(item.key) || stored.body.kind === 'recalled';
    return stored.body.kind === 'recalled' || textOf(item) === textOf(stored);
  }

  private compare(item: TimelineMessage, stored: StoredMessage | undefined): void {
    if (stored && item.key === keyOf(stored) && this.saysTheSame(item, stored)) return;
    const there = stored ? `"${textOf(stored)}"` : 'nothing';
    this.missing.push(`"${textOf(item)}" is shown where the log has ${there}`);
  }
}

function startOf(item: TimelineItem | undefined, otherwise: number): number {
  if (!item) return otherwise;
  if (item.kind === 'gap') return item.from;
  return item.delivery.status === 'sent' ? item.delivery.seq : otherwise;
}

export function inspectTimeline(
  timeline: Timeline,
  logOf: (epoch: Epoch) => Log | undefined,
): TimelineFindings {
  // Before the server told anything there is only what waits.
  return new Inspector(timeline, timeline.items.length === 0 ? () => [] : logOf).inspect();
}
