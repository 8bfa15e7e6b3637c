/**
 * What the list asks of the chat page: more rows, earlier messages, a hole, the first unread message. A behavior of that page
 * only, which has `room` in its data.
 */
import { isViewShown, refreshView, type BoundPage } from '../../../behaviors/view-binding';
import type { RoomId } from '../../../core/protocol/fields';
import type { Undo } from '../../../core/base/emitter';
import { hasOnlyQuiet, knowsRooms, selectItems, selectTimeline } from '../../../core/store/selectors';
import type { Timeline, TimelineItem } from '../../../core/store/state';
import { errorKind, errorText } from '../../../i18n/error-text';
import { t } from '../../../i18n/translate';
import type { TextKey } from '../../../i18n/text-key';
import { getClient } from '../../../services/app-client';
import { showNote } from '../../../utils/dialogs';
import { visitPart } from '../../../utils/visit';
import { ChatList } from './chat-list';
import { loadUntil } from './load-until';
import { findAtOrAfter, findFirstUnread, nextStep } from './unread-mark';

interface Visit {
  readonly list: ChatList;
  /** Another value each time a way to a message begins or is called off. */
  journey: number;
  isTravelling: boolean;
  /** Ends the waiting for a room that is not here yet. */
  stopWaiting: Undo;
  stopReading: Undo;
}

/** The row in sight that stays, whatever gives way. */
interface Kept {
  readonly keep?: string;
}

const visitOf = visitPart<Visit>('list', () => ({
  list: new ChatList(),
  journey: 0,
  isTravelling: false,
  stopWaiting: () => undefined,
  stopReading: () => undefined,
}));

export const listOf = (page: object): ChatList => visitOf(page).list;

const roomOf = (page: BoundPage): RoomId => page.data['room'] as RoomId;
const timelineOf = (page: BoundPage): Timeline | null => selectTimeline(getClient().chat.state, roomOf(page));

function tell(key: TextKey, thrown: unknown): void {
  const { language } = getClient().settings;
  showNote(t(language, key, { reason: errorText(language, errorKind(thrown)) }));
}

function showProgress(page: BoundPage, left: number | null): void {
  listOf(page).showProgress(left);
  refreshView(page);
}

/** Loads what lies between and goes to the item that `find` then finds. A second call takes the place of the first. */
async function travel(
  page: BoundPage,
  seq: number,
  find: () => TimelineItem | undefined,
  failed: TextKey,
): Promise<void> {
  const visit = visitOf(page);
  const journey = (visit.journey += 1);
  visit.isTravelling = true;
  try {
    const outcome = await loadUntil({
      chat: getClient().chat,
      room: roomOf(page),
      seq,
      onProgress: (left) => showProgress(page, left),
      isCancelled: () => visit.journey !== journey,
    });
    const item = outcome === 'there' ? find() : undefined;
    if (item) {
      // The list itself tells that the end was left, but not while it is only being made.
      visit.list.leave(getClient().chat.state, roomOf(page));
      visit.list.jump(item);
    } else if (outcome !== 'cancelled') tell(failed, { kind: 'not_found' });
  } catch (thrown) {
    if (visit.journey === journey) tell(failed, thrown);
  }
  if (visit.journey !== journey) return;
  visit.isTravelling = false;
  showProgress(page, null);
}

/** The message `seq`, or what is shown next where it was. */
function findShown(page: BoundPage, seq: number): TimelineItem | undefined {
  const timeline = timelineOf(page);
  return timeline ? findAtOrAfter(selectItems(timeline, getClient().chat.state.hidden), seq) : undefined;
}

/** After a cold start by a link the room comes with the first welcome, or when it is joined. */
function whenRoomIsHere(page: BoundPage, seq: number): Promise<void> {
  const { chat } = getClient();
  const isHere = (): boolean => {
    const timeline = timelineOf(page);
    return timeline !== null && (knowsRooms(chat.state) || nextStep(timeline, seq).do === 'none');
  };
  if (isHere()) return Promise.resolve();
  return new Promise((resolve) => {
    visitOf(page).stopWaiting = chat.onChange(() => {
      if (!isHere()) return;
      visitOf(page).stopWaiting();
      resolve();
    });
  });
}

/** Where a found message is. */
export async function goToMessage(page: BoundPage, seq: number): Promise<void> {
  await whenRoomIsHere(page, seq);
  await travel(page, seq, () => findShown(page, seq), 'chat.jump_failed');
}

function callOff(page: BoundPage): void {
  const visit = visitOf(page);
  visit.journey += 1;
  visit.isTravelling = false;
  showProgress(page, null);
}

/** What comes without a row of its own is read by whoever is at the end: no row tells that it was seen. */
function readQuiet(page: BoundPage): void {
  const { chat } = getClient();
  const room = roomOf(page);
  if (!listOf(page).isAtEnd || !isViewShown(page) || !hasOnlyQuiet(chat.state, room)) return;
  chat.markRead(room);
}

export const listEvents = Behavior({
  lifetimes: {
    attached(this: BoundPage) {
      visitOf(this).stopReading = getClient().chat.onChange(() => readQuiet(this));
    },
    detached(this: BoundPage) {
      const visit = visitOf(this);
      visit.stopReading();
      visit.journey += 1;
      visit.stopWaiting();
    },
  },
  methods: {
    async onOlder(this: BoundPage, { detail }: WechatMiniprogram.CustomEvent<Kept>) {
      const list = listOf(this);
      if (list.hasEarlier) {
        list.move({ to: 'older', ...detail });
        refreshView(this);
        return;
      }
      // What came of it is in the timeline's `older`: the list shows it.
      await getClient()
        .chat.loadOlder(roomOf(this))
        .catch(() => undefined);
    },
    onNewer(this: BoundPage, { detail }: WechatMiniprogram.CustomEvent<Kept>) {
      listOf(this).move({ to: 'newer', ...detail });
      refreshView(this);
    },
    onComings(this: BoundPage, { detail }: WechatMiniprogram.CustomEvent<{ key: string }>) {
      listOf(this).turnRun(detail.key);
      refreshView(this);
    },
    onBottom(this: BoundPage) {
      listOf(this).move({ to: 'end' });
      refreshView(this);
    },
    onLeaveEnd(this: BoundPage) {
      listOf(this).leave(getClient().chat.state, roomOf(this));
    },
    onSeen(this: BoundPage, { detail }: WechatMiniprogram.CustomEvent<{ isHeld: boolean }>) {
      const list = listOf(this);
      if (list.arrive(detail.isHeld)) refreshView(this);
      if (isViewShown(this)) getClient().chat.markRead(roomOf(this));
    },
    async onGap(
      this: BoundPage,
      event: WechatMiniprogram.CustomEvent<{ key: string; end: 'newest' | 'oldest' }>,
    ) {
      const { key, end } = event.detail;
      const list = listOf(this);
      list.showGapLoading(key, true);
      refreshView(this);
      try {
        await getClient().chat.fillGap(roomOf(this), key, end);
      } catch (thrown) {
        showNote(errorText(getClient().settings.language, errorKind(thrown)));
      }
      list.showGapLoading(key, false);
      refreshView(this);
    },
    /** A tap while it is on its way calls it off. */
    async onUnread(this: BoundPage) {
      const { mark } = listOf(this);
      if (!mark) return;
      if (visitOf(this).isTravelling) return callOff(this);
      const find = (): TimelineItem | undefined => {
        const timeline = timelineOf(this);
        if (!timeline) return undefined;
        const { state } = getClient().chat;
        const shown = selectItems(timeline, state.hidden);
        const at = findFirstUnread(timeline, mark, state, shown);
        return shown[at] ?? findAtOrAfter(shown, mark.epoch === timeline.epoch ? mark.from : 0);
      };
      await travel(this, mark.from, find, 'chat.unread_failed');
    },
    async onQuote(this: BoundPage, event: WechatMiniprogram.CustomEvent<{ key: string; seq: number }>) {
      const { key, seq } = event.detail;
      const find = () => timelineOf(this)?.items.find((item) => item.key === key);
      await travel(this, seq, find, 'chat.jump_failed');
    },
  },
});
