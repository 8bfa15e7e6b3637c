/**
 * What people were writing in each room when they left it, as long as the app lives.
 */
import type { RoomId } from '../../core/protocol/fields';

const drafts = new Map<RoomId, string>();

export function saveDraft(room: RoomId, text: string): void {
  if (text.trim() === '') drafts.delete(room);
  else drafts.set(room, text);
}

export function loadDraft(room: RoomId): string {
  return drafts.get(room) ?? '';
}
