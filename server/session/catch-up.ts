/**
 * What a returning phone missed of its rooms: read in small slices between which others have their turn, from the newest end,
 * until it is whole or its share of the bytes of one handshake is full. What did not fit is a gap, which the phone pages.
 * So the welcome never waits for a month of talk, and never makes its own connection look slow.
 */
import type { Gap, RoomId } from '../../miniprogram/core/protocol/fields';
import { MAX_DOWN_BATCH } from '../../miniprogram/core/protocol/down';
import { MAX_HISTORY_PAGE_BYTES } from '../../miniprogram/core/protocol/limits';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import { toMessage, type Room } from '../rooms/room';
import type { MessageStore } from '../storage/port';
import { encodeList } from '../text-frame';
import { tellReactors, type ReactionReader } from './reactors';
import type { ResumePlan } from './resume';
import { sizeNextSlice } from './slices';

const KIB = 1_024;

/** Encoded, so that it can go out as it is; sizes are in bytes. */
export interface Missed {
  /** First seq of the run; the room's head + 1 when there is none. */
  readonly from: number;
  readonly gap?: Gap;
  readonly frames: readonly Buffer[];
  readonly bytes: number;
}

/** What reading needs of the server and of the person. */
export interface Reader extends ReactionReader {
  readonly store: Pick<MessageStore, 'messagesBefore' | 'reactedOf'>;
  readonly turn: Turn;
  /** True when the room has to go without what could not be read. */
  noteDamage(room: RoomId, thrown: unknown): boolean;
}

/** Cuts a run into frames of a bounded number of messages and bytes, one in each turn: they are long. */
async function pack(messages: readonly Buffer[], turn: Turn): Promise<readonly Buffer[]> {
  const frames: Buffer[] = [];
  let parts: Buffer[] = [];
  let size = 0;
  const close = (): void => {
    if (parts.length > 0) frames.push(encodeList('[', parts, ']'));
    parts = [];
    size = 0;
  };
  for (const message of messages) {
    if (parts.length === MAX_DOWN_BATCH || size + message.length > MAX_HISTORY_PAGE_BYTES) {
      close();
      await turn();
    }
    parts.push(message);
    size += message.length;
  }
  close();
  return frames;
}

/** The end of a run, oldest first. At least one message fits. */
class RunEnd {
  /** Each as bytes of JSON. */
  readonly messages: Buffer[] = [];
  bytes = 0;
  /** Oldest seq that is in it. */
  from: number;

  constructor(
    private readonly room: Room,
    private readonly plan: ResumePlan,
    private readonly maxBytes: number,
  ) {
    this.from = plan.to + 1;
  }

  get isWhole(): boolean {
    return this.from <= this.plan.from;
  }

  /** False when there is no more to read: it is full, or something is missing in the log. */
  async extend(reader: Reader): Promise<boolean> {
    const { store, budget } = reader;
    const limit = Math.min(sizeNextSlice(this.messages.length, this.bytes), this.from - this.plan.from);
    const found = await store.messagesBefore(this.room.room, this.from, limit);
    const slice = await tellReactors(reader, found);
    const before = this.bytes;
    const isTaken = [...slice].reverse().every((message) => {
      if (message.seq !== this.from - 1) return false;
      return this.take(Buffer.from(JSON.stringify(toMessage(message, this.room.epoch))));
    });
    budget.charge(slice.length * EACH.row + ((this.bytes - before) / KIB) * EACH.kib);
    return isTaken && slice.length === limit;
  }

  private take(message: Buffer): boolean {
    if (this.messages.length > 0 && this.bytes + message.length > this.maxBytes) return false;
    this.messages.unshift(message);
    this.bytes += message.length;
    this.from -= 1;
    return true;
  }
}

/** What of the plan did not fit lies in its gap too. */
function widenGap({ from, gap }: ResumePlan, firstSent: number): { gap?: Gap } {
  if (firstSent <= from || gap?.code === 'epoch') return gap ? { gap } : {};
  return { gap: { from: gap?.from ?? from, to: firstSent - 1, code: 'trimmed' } };
}

/** What cannot be read is left out as a gap, when the room may go without it; else it rejects. */
export async function readMissed(
  room: Room,
  plan: ResumePlan,
  maxBytes: number,
  reader: Reader,
): Promise<Missed> {
  const end = new RunEnd(room, plan, maxBytes);
  try {
    while (!end.isWhole && (await end.extend(reader))) await reader.turn();
  } catch (thrown) {
    if (!reader.noteDamage(room.room, thrown)) throw thrown;
  }
  const { from, bytes } = end;
  return { from, bytes, frames: await pack(end.messages, reader.turn), ...widenGap(plan, from) };
}

/** A room and what is to be read of it. */
export interface Run {
  readonly room: Room;
  readonly plan: ResumePlan;
}

/** Each room gets an equal share of `maxBytes`; what short ones leave is for the longer ones. In the order of `runs`. */
export async function readAllMissed(
  runs: readonly Run[],
  maxBytes: number,
  reader: Reader,
): Promise<readonly Missed[]> {
  const length = ({ plan }: Run): number => plan.to - plan.from;
  const inOrder = [...runs].sort((a, b) => length(a) - length(b));
  const found = new Map<Run, Missed>();
  let left = maxBytes;
  for (const [i, run] of inOrder.entries()) {
    const missed = await readMissed(run.room, run.plan, left / (inOrder.length - i), reader);
    left = Math.max(0, left - missed.bytes);
    found.set(run, missed);
  }
  return runs.flatMap((run) => found.get(run) ?? []);
}
