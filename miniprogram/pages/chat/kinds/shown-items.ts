/**
 * What of a room people see on this phone, and where the file of a message can be loaded from.
 */
import { filesOf } from '../../../core/protocol/kinds/facts';
import { selectItems, selectTimeline } from '../../../core/store/selectors';
import type { ChatState, TimelineItem, TimelineMessage } from '../../../core/store/state';
import { getClient } from '../../../services/app-client';

/** This phone, as long as it has the file itself. */
export function sourceOf(state: ChatState, { key, body }: TimelineMessage): string {
  return state.files[key]?.path ?? getClient().fileUrl(filesOf(body)[0] ?? '');
}

export function shownItems(message: TimelineMessage): readonly TimelineItem[] {
  const { state } = getClient().chat;
  const timeline = selectTimeline(state, message.room);
  return timeline ? selectItems(timeline, state.hidden) : [];
}
