/**
 * What this phone can find without the server: the messages of a room that it has loaded or kept. Pure.
 */
import { holdsFolded } from '../../core/base/fold';
import type { Message, RoomId } from '../../core/protocol/fields';
import { searchedIn } from '../../core/protocol/kinds/facts';
import { selectTimeline } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { toMessage } from '../../core/store/timeline';

/** As many as fit on a few screens: whoever needs more needs the server. */
const MAX_HITS = 100;

/** Newest first, as the server tells them. */
export function searchLocally(state: ChatState, room: RoomId, query: string): readonly Message[] {
  const timeline = selectTimeline(state, room);
  const hits: Message[] = [];
  for (let i = (timeline?.items.length ?? 0) - 1; i >= 0 && hits.length < MAX_HITS; i -= 1) {
    const item = timeline?.items[i];
    if (item?.kind !== 'message' || item.delivery.status !== 'sent') continue;
    const searched = searchedIn(item.body);
    if (searched !== null && timeline && holdsFolded(searched, query))
      hits.push(toMessage(item, timeline.epoch));
  }
  return hits;
}
