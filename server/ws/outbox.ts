/**
 * What waits to be written to each connection. Everything enqueued in one turn of the event loop leaves in one write per
 * connection, because the write call is what fan-out costs; members who wait for the same frames share one concatenation, but
 * what is long is written as it is.
 * A socket whose buffer is full gets nothing more until it drains: waiting frames are shared and cost a pointer each.
 */

/** The part of a socket that is used here. */
export interface ByteSink {
  readonly writableNeedDrain: boolean;
  readonly writableLength: number;
  write(bytes: Buffer): boolean;
  /** What is written between the two leaves together. */
  cork(): void;
  uncork(): void;
  on(event: 'drain', listener: () => void): unknown;
}

/** All connections of one server. */
export interface OutboxGroup {
  create(sink: ByteSink, isOpen: () => boolean): Outbox;
  /** Writes what was enqueued so far, before its turn would come. */
  flush(): void;
}

/** Finds the concatenation that another connection of this flush has made of the same frames. */
function createJoiner(): (frames: readonly Buffer[]) => Buffer {
  const known = new Map<Buffer, { frames: readonly Buffer[]; joined: Buffer }>();
  return (frames) => {
    const first = frames[0] ?? Buffer.alloc(0);
    if (frames.length <= 1) return first;
    const earlier = known.get(first);
    const isSame =
      earlier?.frames.length === frames.length && frames.every((frame, i) => frame === earlier.frames[i]);
    if (earlier && isSame) return earlier.joined;
    const joined = Buffer.concat(frames);
    known.set(first, { frames, joined });
    return joined;
  };
}

type Join = ReturnType<typeof createJoiner>;

/** More than this is an answer of one connection's own: a copy would cost as much time and memory as the answer itself. */
const MAX_JOINED_BYTES = 64 * 1_024;

function writeApart(sink: ByteSink, frames: readonly Buffer[]): void {
  sink.cork();
  for (const frame of frames) sink.write(frame);
  sink.uncork();
}

/** One group per server: its connections are flushed together. */
export function createOutboxGroup(): OutboxGroup {
  const dirty = new Set<(join: Join) => void>();

  function flushAll(): void {
    const join = createJoiner();
    const writers = [...dirty];
    dirty.clear();
    for (const write of writers) write(join);
  }

  function markDirty(write: (join: Join) => void): void {
    if (dirty.size === 0) setImmediate(flushAll);
    dirty.add(write);
  }

  return { create: (sink, isOpen) => new Outbox(sink, isOpen, markDirty), flush: flushAll };
}

interface Answers {
  /** So many more bytes were queued. */
  pass(bytes: number): void;
  /** What is queued from here to `end` is an answer. */
  begin(): void;
  end(): void;
  /** Bytes of answers among the last `unsent` that were queued. */
  unwritten(unwritten: number): number;
  forget(): void;
}

/** Where in the stream the answers are that somebody asked for. */
function createAnswers(): Answers {
  let position = 0;
  let start = 0;
  let spans: { readonly from: number; readonly to: number }[] = [];
  return {
    pass: (bytes) => void (position += bytes),
    begin: () => void (start = position),
    end: () => void (position > start && spans.push({ from: start, to: position })),
    unwritten(unwritten) {
      const sent = position - unwritten;
      spans = spans.filter(({ to }) => to > sent);
      return spans.reduce((sum, { from, to }) => sum + to - Math.max(from, sent), 0);
    },
    forget: () => void (spans = []),
  };
}

/** Of one connection. */
export class Outbox {
  private waiting: Buffer[] = [];
  private held: Buffer[] | null = null;
  /** Of all that was enqueued and is not in the socket yet; `heldBytes` of those wait for `release`. */
  private bytes = 0;
  private heldBytes = 0;
  private isClosed = false;
  private readonly answers = createAnswers();
  private readonly writeLater = (join: Join): void => this.write(join);

  constructor(
    private readonly sink: ByteSink,
    private readonly isOpen: () => boolean,
    private readonly markDirty: (write: (join: Join) => void) => void,
  ) {
    sink.on('drain', () => this.write(createJoiner()));
  }

  /** Bytes that have not reached the kernel. */
  get bufferedBytes(): number {
    return this.bytes + this.sink.writableLength;
  }

  /** The same without what was released ahead: an answer may be long, and says nothing about how fast the other side reads. */
  get backlogBytes(): number {
    return this.bufferedBytes - this.answers.unwritten(this.bufferedBytes - this.heldBytes);
  }

  enqueue(frame: Buffer): void {
    if (this.isClosed) return;
    this.bytes += frame.length;
    if (!this.held) return this.push(frame);
    this.held.push(frame);
    this.heldBytes += frame.length;
  }

  /** Until `release`, what is enqueued waits; `ahead`, an answer that was asked for, is written before it. One hold at a time. */
  hold(): void {
    this.held ??= [];
  }

  release(ahead: readonly Buffer[]): void {
    const after = this.held ?? [];
    this.held = null;
    this.heldBytes = 0;
    if (this.isClosed) return;
    for (const frame of ahead) this.bytes += frame.length;
    this.answers.begin();
    for (const frame of ahead) this.push(frame);
    this.answers.end();
    for (const frame of after) this.push(frame);
  }

  /** Writes at once what waits; with `force`, even to a full socket. */
  flush(force = false): void {
    this.write(createJoiner(), force);
  }

  /** Drops what waits. */
  discard(): void {
    this.waiting = [];
    if (this.held) this.held = [];
    this.bytes = 0;
    this.heldBytes = 0;
    this.answers.forget();
  }

  /** From now on everything is dropped. */
  close(): void {
    this.isClosed = true;
    this.discard();
    this.held = null;
  }

  private push(frame: Buffer): void {
    this.waiting.push(frame);
    this.answers.pass(frame.length);
    this.markDirty(this.writeLater);
  }

  private write(join: Join, force = false): void {
    if (this.waiting.length === 0 || this.isClosed || !this.isOpen()) return;
    if (this.sink.writableNeedDrain && !force) return;
    const frames = this.waiting;
    this.waiting = [];
    const before = this.bytes;
    for (const frame of frames) this.bytes -= frame.length;
    if (frames.length > 1 && before - this.bytes > MAX_JOINED_BYTES) writeApart(this.sink, frames);
    else this.sink.write(join(frames));
  }
}
