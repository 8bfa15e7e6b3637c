import { bindView, isViewShown, pauseView, refreshView, resumeView } from '../../behaviors/view-binding';
import type { Undo } from '../../core/base/emitter';
import { throwMistake } from '../../core/chat/chat-error';
import { errorKind, errorText } from '../../i18n/error-text';
import { getClient } from '../../services/app-client';
import { showNote, whileBusy } from '../../utils/dialogs';
import { openChat } from '../../utils/navigation';
import { cancelJoinAfterQuestion } from '../../utils/room-flows';
import { visitPart } from '../../utils/visit';
import { findView, NOTHING_FOUND, type FindView, type FoundRooms } from './find-view';

/** Nobody types faster than this on a phone and wants an answer to each letter. */
const TYPING_PAUSE_MS = 300;

interface Visit {
  found: FoundRooms;
  /** Ends the wait for the end of typing. */
  stopPause: Undo;
}

const visitOf = visitPart<Visit>('find', () => ({ found: NOTHING_FOUND, stopPause: () => undefined }));
const foundOf = (page: object): FoundRooms => visitOf(page).found;

Component({
  behaviors: [bindView((context, page) => findView(context, foundOf(page)))],
  data: { query: '', isOnline: false, rows: {} as FindView['rows'] },
  observers: {
    isOnline(isOnline: boolean) {
      if (isOnline && foundOf(this).state === 'failed') void this.load(0);
    },
  },
  methods: {
    onShow() {
      resumeView(this);
      void this.load(0, undefined, foundOf(this).rooms.length);
    },
    onHide() {
      pauseView(this);
      visitOf(this).stopPause();
    },
    onUnload() {
      visitOf(this).stopPause();
    },
    note(found: FoundRooms) {
      visitOf(this).found = found;
      refreshView(this);
    },
    onQuery(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ query: event.detail.value });
      visitOf(this).stopPause();
      visitOf(this).stopPause = getClient().after(TYPING_PAUSE_MS, () => void this.load(0));
    },
    async onRetry() {
      await this.load(0);
    },
    async onMore() {
      const { rooms, more, next, state } = foundOf(this);
      if (more && state !== 'loading') await this.load(rooms.length, next);
    },
    /** One page, or so many that at least `wanted` rooms are there again. */
    async load(skip: number, after?: string, wanted = 0) {
      const { query } = this.data;
      const before = foundOf(this);
      this.note({ ...before, state: 'loading' });
      try {
        let rooms = skip === 0 ? [] : before.rooms;
        for (let next = after; ;) {
          const place = next === undefined ? [] : ([next] as const);
          const page = await getClient().chat.rooms.directory(
            query,
            skip === 0 ? rooms.length : skip,
            ...place,
          );
          // What was typed meanwhile has a question of its own.
          if (query !== this.data.query) return;
          const known = new Set(rooms.map(({ room }) => room));
          rooms = [...rooms, ...page.rooms.filter(({ room }) => !known.has(room))];
          const { more } = page;
          ({ next } = page);
          if (more && rooms.length > known.size && rooms.length < wanted) continue;
          this.note({ rooms, more, next, state: 'idle' });
          return;
        }
      } catch (thrown) {
        if (query === this.data.query) this.note({ ...before, state: 'failed' });
        throwMistake(thrown);
      }
    },
    async onRoom(event: WechatMiniprogram.TouchEvent) {
      const client = getClient();
      const { id } = event.currentTarget.dataset as { id: string };
      const waits = this.data.rows[id]?.waits ?? false;
      if (waits) {
        await cancelJoinAfterQuestion(client, id);
        return;
      }
      try {
        const room = await whileBusy(client, () => client.chat.joinRoom(id));
        if (isViewShown(this)) openChat(room);
      } catch (thrown) {
        showNote(errorText(client.settings.language, errorKind(thrown), 'room'));
      }
    },
  },
});
