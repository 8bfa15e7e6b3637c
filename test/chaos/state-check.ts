/**
 * What must hold in the chat's state whatever a server says: nothing is there twice, nothing is out of order, and what
 * belongs together agrees.
 */
import type { ChatState, Timeline } from '../../miniprogram/core/store/state';
import { seqOf } from '../../miniprogram/core/store/timeline';
import { sectionStart } from '../../miniprogram/core/store/timeline-sections';

function checkTimeline(room: string, timeline: Timeline): string[] {
  const found: string[] = [];
  const keys = [...timeline.items, ...timeline.pending].map(({ key }) => key);
  if (new Set(keys).size !== keys.length) found.push(`${room} has an item twice`);
  let last = 0;
  for (const item of timeline.items.slice(sectionStart(timeline.items))) {
    const [from, to] = item.kind === 'gap' ? [item.from, item.to] : [seqOf(item), seqOf(item)];
    if (from <= last || to < from) found.push(`${room}: ${from}-${to} comes after ${last}`);
    last = to;
  }
  if (last > timeline.cursor) found.push(`${room}: ${last} is shown, the cursor is ${timeline.cursor}`);
  return found;
}

/** Findings in words; empty when the state is well formed. */
export function checkState(state: ChatState): readonly string[] {
  const found: string[] = [];
  const ids = [...state.rooms.ids].sort();
  if (ids.join() !== Object.keys(state.rooms.byId).sort().join()) found.push(`rooms ${ids.join()} differ`);
  for (const [id, room] of Object.entries(state.rooms.byId)) {
    if (room.room !== id) found.push(`${room.room} is kept as ${id}`);
    const timeline = state.timelines[id];
    if (!timeline) found.push(`${id} has no timeline`);
    else if (timeline.epoch !== room.epoch) found.push(`${id} has two epochs`);
  }
  for (const [id, user] of Object.entries(state.users)) {
    if (user.user !== id) found.push(`${user.user} is kept as ${id}`);
  }
  for (const [room, timeline] of Object.entries(state.timelines))
    found.push(...checkTimeline(room, timeline));
  return found;
}
