/**
 * What a connection looks for in the log of a room: texts, pictures and files, and where a time is. A request looks at a
 * bounded number of messages, however long the log is.
 */
import { MAX_FOUND_PAGE } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { toMessage, type Room } from '../rooms/room';
import type { ChatStore, StoredMessage } from '../storage/port';
import type { ServerContext } from './context';
import type { Peer } from './peer';
import { answerLater, requireSeat } from './room-reading';

type Search = UpFrameOf<'search'>;

/** How many messages one request looks at: a search of a long room must not keep everybody waiting. */
const SEARCH_SPAN = 5_000;

interface Span {
  readonly from: number;
  readonly before: number;
}

/** Where nothing has to be read, because the store has these kinds in an order of their own, the whole log is one span. */
function spanOf({ oldest, head }: Room, { before, query, kinds = [] }: Search): Span {
  const end = Math.min(before, head + 1);
  const isListed = kinds.length > 0 && query.trim() === '';
  return { from: isListed ? oldest : Math.max(oldest, end - SEARCH_SPAN), before: end };
}

async function find(store: ChatStore, frame: Search, span: Span): Promise<readonly StoredMessage[]> {
  const { room, kinds = [] } = frame;
  const query = frame.query.trim() === '' ? '' : frame.query;
  const wanted = { room, query, ...span, limit: MAX_FOUND_PAGE };
  if (kinds.length > 0) return store.media.findMedia({ ...wanted, kinds });
  return query === '' ? [] : store.governance.findTexts(wanted);
}

export function handleSearch(context: ServerContext, peer: Peer, frame: Search): void {
  const seat = requireSeat(context, peer, frame);
  if (!seat) return;
  answerLater(context, peer, frame, async () => {
    const { room, epoch, oldest } = seat.room;
    const span = spanOf(seat.room, frame);
    const found = await find(context.store, frame, span);
    const messages = found.map((message) => toMessage(message, epoch));
    // A full page may have stopped anywhere in the span.
    const isFull = messages.length === MAX_FOUND_PAGE;
    const reached = isFull ? (messages[messages.length - 1]?.seq ?? span.from) : span.from;
    const before = reached > oldest ? reached : 0;
    peer.send({ type: 'found', tag: peer.tag, id: frame.id, room, epoch, messages, before });
  });
}

export function handleLocate(context: ServerContext, peer: Peer, frame: UpFrameOf<'locate'>): void {
  const seat = requireSeat(context, peer, frame);
  if (!seat) return;
  answerLater(context, peer, frame, async () => {
    const found = await context.store.seqAt(frame.room, frame.at);
    const { room, epoch, head } = seat.room;
    // What is committed but not yet fanned out comes as a live message.
    const seq = found <= head ? found : 0;
    peer.send({ type: 'located', tag: peer.tag, id: frame.id, room, epoch, seq });
  });
}
