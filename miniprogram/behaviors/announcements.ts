/**
 * Tells people who listen to the screen what others write in the open room: at most one announcement a second, and the
 * number alone when more came meanwhile. For pages with a `room` and a `<live-region class="chat__news" />`.
 */
import type { Undo } from '../core/base/emitter';
import type { RoomId } from '../core/protocol/fields';
import { selectRoom } from '../core/store/selectors';
import type { ChatState, TimelineMessage } from '../core/store/state';
import { t } from '../i18n/translate';
import { getClient } from '../services/app-client';
import { messageText, userName } from '../utils/message-text';
import { isViewShown, type BoundPage } from './view-binding';

const ANNOUNCE_MS = 1_000;

/** The text belongs to the region: an incoming message costs the page one update, not two. */
interface SpeakingPage extends BoundPage {
  selectComponent(selector: string): { say(news: string): void } | null;
}

interface Announcer {
  /** Newest seq of the room that was seen here; null before the room is known. */
  head: number | null;
  /** What others wrote and was not announced. */
  count: number;
  last: TimelineMessage | null;
  /** Runs while nothing may be said. */
  rest: Undo | null;
  undo: Undo;
}

const announcers = new WeakMap<object, Announcer>();

function say(page: BoundPage, announcer: Announcer): void {
  const { count, last } = announcer;
  if (count === 0 || !last || announcer.rest || !isViewShown(page)) return;
  const { chat, settings, after } = getClient();
  const { language } = settings;
  const name = userName(language, chat.state, last.user);
  const text = messageText(language, chat.state, last);
  const news =
    count === 1 ? t(language, 'announce.one', { name, text }) : t(language, 'announce.many', { n: count });
  announcer.count = 0;
  (page as SpeakingPage).selectComponent('.chat__news')?.say(news);
  announcer.rest = after(ANNOUNCE_MS, () => {
    announcer.rest = null;
    say(page, announcer);
  });
}

function hear(page: BoundPage, state: ChatState): void {
  const announcer = announcers.get(page);
  const room = selectRoom(state, page.data['room'] as RoomId);
  if (!announcer || !room) return;
  const added = announcer.head === null ? 0 : room.head - announcer.head;
  announcer.head = room.head;
  const isOthers = room.last && room.last.user !== state.self?.user && room.last.body.kind !== 'notice';
  // What came while nobody looked is history, not news.
  if (!isViewShown(page)) announcer.count = 0;
  else if (added > 0 && isOthers) {
    announcer.count += added;
    announcer.last = room.last;
    say(page, announcer);
  }
}

export const announcements = Behavior({
  data: { room: '' },
  observers: {
    room(this: BoundPage, room: string) {
      const { chat } = getClient();
      if (room !== '') hear(this, chat.state);
    },
  },
  lifetimes: {
    attached(this: BoundPage) {
      const undo = getClient().chat.onChange((state) => hear(this, state));
      announcers.set(this, { head: null, count: 0, last: null, rest: null, undo });
    },
    detached(this: BoundPage) {
      const announcer = announcers.get(this);
      announcers.delete(this);
      announcer?.undo();
      announcer?.rest?.();
    },
  },
});
