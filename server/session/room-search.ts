/**
 * What a connection looks for in the log of a room: texts, pictures and files, and where a time is. A request looks at a
 * bounded number of messages, however long the log is.
 */
import { isVisible } from '../../miniprogram/core/base/visible';
import type { MediaKind } from '../../miniprogram/core/protocol/fields';
import { joinKinds } from '../../miniprogram/core/protocol/kinds/facts';
import { MAX_FOUND_PAGE } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Turn } from '../cost/lane';
import { firstSeen, toMessage, type Room } from '../rooms/room';
import type { Looking } from '../storage/look-through';
import type { ChatStore, StoredMessage } from '../storage/port';
import { answerLater, keepsSeat, requireSeat } from './answers';
import type { ServerContext } from './context';
import type { Peer } from './peer';

type Search = UpFrameOf<'search'>;

/** How many messages one request looks at: a search of a long room must not keep everybody waiting. */
const SEARCH_SPAN = 5_000;
/** How many at a time. Texts may be long, so how many are quick to look at is learned on the way. */
const SLICE = { first: 50, min: 5, max: 500, quickMs: 0.5, slowMs: 1 } as const;

interface Span {
  readonly from: number;
  readonly before: number;
}

/** Where nothing has to be read, because the store has these kinds in an order of their own, the whole log is one span. */
function spanOf(oldest: number, { lastSeq }: Room, frame: Search): Span {
  const end = Math.min(frame.before, lastSeq + 1);
  return { from: isListed(frame) ? oldest : Math.max(oldest, end - SEARCH_SPAN), before: end };
}

/** Nobody can look for what shows nothing. */
const wordsOf = ({ query }: Search): string => (isVisible(query) ? query : '');

const kindsOf = ({ kinds, more }: Search): readonly MediaKind[] => joinKinds(kinds, more);

type Finder = (span: Span, looking: Looking) => Promise<readonly StoredMessage[]>;

const NOTHING: Finder = () => Promise.resolve([]);

function finderOf(store: ChatStore, frame: Search): Finder {
  const { room } = frame;
  const kinds = kindsOf(frame);
  const query = wordsOf(frame);
  if (kinds.length > 0) {
    return (span, looking) => store.media.findMedia({ room, query, ...span, ...looking, kinds });
  }
  if (query === '') return NOTHING;
  return (span, looking) => store.governance.findTexts({ room, query, ...span, ...looking });
}

/** One slice: `found` in it, and where the next one begins. */
interface Slice {
  readonly found: readonly StoredMessage[];
  readonly reached: number;
}

/**
 * Texts that are dear to look at may stand behind a thousand cheap ones, so the slice ends when its time is over, whatever was
 * planned. One text is looked at in any case.
 */
async function findInSlice(find: Finder, span: Span, limit: number): Promise<Slice> {
  let reached = span.from;
  let startedAt: number | null = null;
  const mayLook = (seq: number): boolean => {
    const now = performance.now();
    startedAt ??= now;
    if (now - startedAt < SLICE.slowMs) return true;
    reached = seq + 1;
    return false;
  };
  return { found: await find(span, { limit, mayLook }), reached };
}

/** Looks through the span from its newest end, in slices between which others have their turn. */
async function findInSlices(find: Finder, span: Span, peer: Peer, turn: Turn): Promise<StoredMessage[]> {
  const found: StoredMessage[] = [];
  let size: number = SLICE.first;
  for (let { before } = span; before > span.from;) {
    const from = Math.max(span.from, before - size);
    const startedAt = performance.now();
    const slice = await findInSlice(find, { from, before }, MAX_FOUND_PAGE - found.length);
    found.push(...slice.found);
    const tookMs = performance.now() - startedAt;
    peer.budget.charge(Math.max(before - slice.reached, tookMs * 1_000));
    if (tookMs > SLICE.slowMs) size = Math.max(SLICE.min, Math.floor(size / 2));
    else if (tookMs < SLICE.quickMs) size = Math.min(SLICE.max, size * 2);
    before = slice.reached;
    if (found.length >= MAX_FOUND_PAGE) break;
    await turn();
  }
  return found;
}

/** Whether the store has these kinds in an order of their own, so that nothing has to be looked through. */
const isListed = (frame: Search): boolean => kindsOf(frame).length > 0 && wordsOf(frame) === '';

async function find(store: ChatStore, frame: Search, span: Span, peer: Peer, turn: Turn) {
  const finder = finderOf(store, frame);
  if (isListed(frame) || finder === NOTHING) return finder(span, { limit: MAX_FOUND_PAGE });
  return findInSlices(finder, span, peer, turn);
}

/** Answers with what was found and where to go on; may have found nothing and not be at the end. */
export function handleSearch(context: ServerContext, peer: Peer, frame: Search): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  const work = async (turn: Turn): Promise<void> => {
    const { room, epoch } = seat.room;
    const oldest = firstSeen(seat.room, seat.since);
    const span = spanOf(oldest, seat.room, frame);
    const found = await find(context.store, frame, span, peer, turn);
    if (!keepsSeat(peer, frame, seat)) return;
    const messages = found.map((message) => toMessage(message, epoch));
    // A full page may have stopped anywhere in the span.
    const isFull = messages.length === MAX_FOUND_PAGE;
    const reached = isFull ? (messages[messages.length - 1]?.seq ?? span.from) : span.from;
    const before = reached > oldest ? reached : 0;
    peer.send({ type: 'found', tag: peer.tag, id: frame.id, room, epoch, messages, before });
  };
  answerLater(context, peer, frame, () => context.lane.run(peer.budget, work));
}

/** 0: there is none; what came before this member did is not theirs. */
function seenFrom(found: number, lastSeq: number, since: number): number {
  const seq = found === 0 ? 0 : Math.max(found, since);
  return seq <= lastSeq ? seq : 0;
}

/** Answers with the first message at or after the time; 0 when there is none. */
export function handleLocate(context: ServerContext, peer: Peer, frame: UpFrameOf<'locate'>): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  answerLater(context, peer, frame, async () => {
    const found = await context.store.seqAt(frame.room, frame.at);
    if (!keepsSeat(peer, frame, seat)) return;
    const { room, epoch, lastSeq } = seat.room;
    // What is committed but not yet fanned out comes as a live message.
    const seq = seenFrom(found, lastSeq, seat.since);
    peer.send({ type: 'located', tag: peer.tag, id: frame.id, room, epoch, seq });
  });
}
