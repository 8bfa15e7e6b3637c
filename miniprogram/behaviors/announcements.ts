/**
 * Tells people who listen to the screen what others write in the open room: at most one announcement a second, and the
 * number alone when more came meanwhile. For pages with a `room` and a `<live-region class="chat__news" />`.
 */
import type { Undo } from '../core/base/emitter';
import type { RoomId } from '../core/protocol/fields';
import { isRecalled } from '../core/protocol/kinds/recalled';
import { absenceOf } from '../core/store/copies';
import { isBlocked, unreadAfter, selectRoom, selectTimeline } from '../core/store/selectors';
import type { ChatState, TimelineMessage } from '../core/store/state';
import { t } from '../i18n/translate';
import { getClient } from '../services/app-client';
import { countText } from '../utils/count-text';
import { messageText, userName } from '../utils/message-text';
import { visitPart } from '../utils/visit';
import { isViewShown, type BoundPage } from './view-binding';

const ANNOUNCE_MS = 1_000;

/** The text belongs to the region: an incoming message costs the page one update, not two. */
interface SpeakingPage extends BoundPage {
  selectComponent(selector: string): { say(news: string): void } | null;
}

interface Announcer {
  /** Newest seq of the room that came here; null before the room is known. */
  seen: number | null;
  /** What others wrote and was not announced. */
  count: number;
  last: TimelineMessage | null;
  /** Runs while nothing may be said. */
  rest: Undo | null;
  undo: Undo;
}

const visitOf = visitPart('news', () => ({ announcer: null as Announcer | null }));

const put = (page: BoundPage, news: string): void =>
  (page as SpeakingPage).selectComponent('.chat__news')?.say(news);

/** What was said, or was about to be, is not there any more. */
function unsay(page: BoundPage, announcer: Announcer, state: ChatState): void {
  const { last } = announcer;
  if (!last || isRecalled(last.body)) return;
  if (absenceOf(state, page.data['room'] as RoomId, last.key) === null) return;
  announcer.last = null;
  announcer.count = Math.max(0, announcer.count - 1);
  put(page, '');
}

function say(page: BoundPage, announcer: Announcer): void {
  const { count, last } = announcer;
  if (count === 0 || announcer.rest || !isViewShown(page)) return;
  const { chat, settings, after } = getClient();
  if (last && isBlocked(chat.state, last.user)) return;
  const { language } = settings;
  const one = (message: TimelineMessage): string =>
    t(language, 'announce.one', {
      name: userName(language, chat.state, message.user),
      text: messageText(language, chat.state, message),
    });
  announcer.count = 0;
  put(page, count === 1 && last ? one(last) : t(language, 'chat.news', { n: countText(count) }));
  announcer.rest = after(ANNOUNCE_MS, () => {
    announcer.rest = null;
    say(page, announcer);
  });
}

function hear(page: BoundPage, state: ChatState): void {
  const { announcer } = visitOf(page);
  const room = selectRoom(state, page.data['room'] as RoomId);
  if (!announcer || !room) return;
  const before = announcer.seen;
  announcer.seen = selectTimeline(state, room.room)?.cursor ?? room.lastSeq;
  unsay(page, announcer, state);
  const news = before === null || before >= announcer.seen ? [] : unreadAfter(state, room.room, before);
  // What came while nobody looked is history, not news.
  if (!isViewShown(page)) announcer.count = 0;
  else if (news.length > 0) {
    announcer.count += news.length;
    announcer.last = news[0] ?? null;
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
      visitOf(this).announcer = { seen: null, count: 0, last: null, rest: null, undo };
    },
    detached(this: BoundPage) {
      const { announcer } = visitOf(this);
      visitOf(this).announcer = null;
      announcer?.undo();
      announcer?.rest?.();
    },
  },
});
