/**
 * What waits to be written to each connection. Everything enqueued in one turn of the event loop leaves in one write per
 * connection, because the write call is what fan-out costs; members who wait for the same frames share one concatenation.
 * A socket whose buffer is full gets nothing more until it drains: waiting frames are shared and cost a pointer each.
 */

/** The part of a socket that is used here. */
export interface ByteSink {
  readonly writableNeedDrain: boolean;
  readonly writableLength: number;
  write(bytes: Buffer): boolean;
  on(event: 'drain', listener: () => void): unknown;
}

export interface Outbox {
  enqueue(frame: Buffer): void;
  /** Until `release`, what is enqueued waits; `ahead` is written before it. One hold at a time. */
  hold(): void;
  release(ahead: readonly Buffer[]): void;
  /** Writes at once what waits; with `force`, even to a full socket. */
  flush(force?: boolean): void;
  /** Drops what waits. */
  discard(): void;
  /** Bytes that have not reached the kernel. */
  readonly bufferedBytes: number;
  /** From now on everything is dropped. */
  close(): void;
}

export interface OutboxGroup {
  create(sink: ByteSink, isOpen: () => boolean): Outbox;
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

  return { create: (sink, isOpen) => createOutbox(sink, isOpen, markDirty) };
}

function createOutbox(
  sink: ByteSink,
  isOpen: () => boolean,
  markDirty: (write: (join: Join) => void) => void,
): Outbox {
  let waiting: Buffer[] = [];
  let held: Buffer[] | null = null;
  let bytes = 0;
  let isClosed = false;

  function write(join: Join, force = false): void {
    if (waiting.length === 0 || isClosed || !isOpen()) return;
    if (sink.writableNeedDrain && !force) return;
    const frames = waiting;
    waiting = [];
    for (const frame of frames) bytes -= frame.length;
    sink.write(join(frames));
  }

  function push(frame: Buffer): void {
    waiting.push(frame);
    markDirty(write);
  }

  function discard(): void {
    waiting = [];
    if (held) held = [];
    bytes = 0;
  }

  sink.on('drain', () => {
    write(createJoiner());
  });

  return {
    enqueue(frame) {
      if (isClosed) return;
      bytes += frame.length;
      if (held) held.push(frame);
      else push(frame);
    },
    hold() {
      held ??= [];
    },
    release(ahead) {
      const after = held ?? [];
      held = null;
      if (isClosed) return;
      for (const frame of ahead) bytes += frame.length;
      for (const frame of [...ahead, ...after]) push(frame);
    },
    flush(force = false) {
      write(createJoiner(), force);
    },
    get bufferedBytes() {
      return bytes + sink.writableLength;
    },
    discard,
    close() {
      isClosed = true;
      discard();
      held = null;
    },
  };
}
