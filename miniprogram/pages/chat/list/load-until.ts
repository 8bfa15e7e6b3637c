/**
 * Loads page after page until a message is there, or at once what is around one that is far away. Knows when to give up: on a refusal, when somebody calls it off, and when
 * a page brings nothing nearer.
 */
import type { RoomId } from '../../../core/protocol/fields';
import type { ChatState } from '../../../core/store/state';
import { selectTimeline } from '../../../core/store/selectors';
import { countAhead, nextStep } from './unread-mark';

interface Loader {
  readonly state: ChatState;
  loadOlder(room: RoomId): Promise<void>;
  fillGap(room: RoomId, gapKey: string): Promise<void>;
  loadAround(room: RoomId, seq: number): Promise<void>;
}

/** Farther than this nobody reads all the way: what lies between stays a gap. */
const FAR = 300;

export interface LoadUntilOptions {
  readonly chat: Loader;
  readonly room: RoomId;
  readonly seq: number;
  /** How many messages are still ahead. */
  onProgress(left: number): void;
  isCancelled(): boolean;
}

/** `there`: what can be had of it is loaded. @throws ChatError as the chat's own commands do */
export async function loadUntil(options: LoadUntilOptions): Promise<'there' | 'cancelled' | 'stuck'> {
  const { chat, room, seq } = options;
  for (let before = Infinity; ;) {
    const timeline = selectTimeline(chat.state, room);
    if (!timeline) return 'stuck';
    const step = nextStep(timeline, seq);
    if (step.do === 'none') return 'there';
    const left = countAhead(timeline, seq);
    if (left >= before) return 'stuck';
    before = left;
    if (options.isCancelled()) return 'cancelled';
    options.onProgress(left);
    if (left > FAR) await chat.loadAround(room, seq);
    else await (step.do === 'older' ? chat.loadOlder(room) : chat.fillGap(room, step.key));
    if (options.isCancelled()) return 'cancelled';
  }
}
