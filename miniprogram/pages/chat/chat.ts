import { bindView, pauseView, refreshView } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { MAX_TEXT_CODE_POINTS } from '../../core/protocol/limits';
import type { TimelineMessage } from '../../core/store/state';
import { errorKind, errorText } from '../../i18n/error-text';
import { getClient } from '../../services/app-client';
import type { DraftQuote } from '../../services/client-types';
import { chooseAction } from '../../utils/dialogs';
import { readEntry, type ChatQuery } from '../../utils/room-link';
import { chatDuties } from './chat-duties';
import { chatView } from './chat-view';
import { keepDraft, NOTHING_WRITTEN, type Composed, type ComposerHandle } from './compose/composer-handle';
import { shareRoom } from './link-entry';
import { goToMessage, listEvents, listOf } from './list/list-events';
import { extrasOf } from './compose/written';
import { mediaEvents, offeredSources } from './media/media-events';
import { mentionable, mentionEvents } from './compose/mention-events';
import { messageEvents } from './menu/message-events';
import { roomEvents } from './room-events';
import { actionsFor, findPending, runPending, type PendingAction } from './menu/pending-actions';

const NO_ROOM = '' as RoomId;

Component({
  behaviors: [
    bindView((context, page) => {
      const { room } = page.data as { room: RoomId };
      const closed = getClient().announcements.closed(room);
      const { view, refreshInMs } = chatView(context, room, listOf(page), closed);
      const own = { members: mentionable(context, page), sources: offeredSources(context.language) };
      return { view: { ...view, ...own }, refreshInMs };
    }),
    chatDuties,
    listEvents,
    mediaEvents,
    mentionEvents,
    messageEvents,
    roomEvents,
  ],
  data: {
    room: NO_ROOM,
    limit: MAX_TEXT_CODE_POINTS,
    /** Why the composer's text was not taken. */
    refusal: '',
    /** Height of the keyboard, or of what has its place, in px. */
    inset: 0,
    /** The message that the composer's text answers. */
    quote: null as DraftQuote | null,
    recents: [] as readonly string[],
  },
  methods: {
    onLoad(query: ChatQuery) {
      const entry = readEntry(query);
      const room = entry.room as RoomId;
      const { drafts, recentEmoji } = getClient();
      const draft = drafts.draft(room);
      this.setData({
        room,
        isLink: entry.isLink,
        linkId: entry.id ?? '',
        quote: draft?.quote ?? null,
        recents: recentEmoji.current,
      });
      refreshView(this);
      if (draft) this.composer()?.restore(draft.text, draft.mentions ?? []);
      if (query.seq) void goToMessage(this, Number(query.seq));
    },
    onShareAppMessage() {
      return shareRoom(this.data.room);
    },
    onHide() {
      pauseView(this);
      this.leave();
    },
    onUnload() {
      this.leave();
    },
    leave() {
      getClient().player.stop();
      const written = this.composer()?.content();
      if (written) this.keep(written);
      if (written && written.text !== '') getClient().chat.setTyping(this.data.room, false);
    },
    keep(written: Composed) {
      keepDraft(this.data.room, written, this.data.quote);
    },
    composer(): ComposerHandle | null {
      return this.selectComponent('.chat__composer') as unknown as ComposerHandle | null;
    },

    onSend({ detail }: WechatMiniprogram.CustomEvent<Composed>) {
      const { room, quote } = this.data;
      try {
        getClient().chat.sendText(room, detail.text, extrasOf(room, detail, quote));
        this.composer()?.clear();
        this.setData({ refusal: '', quote: null });
        this.keep(NOTHING_WRITTEN);
        refreshView(this);
      } catch (thrown) {
        this.setData({ refusal: this.sentence(thrown) });
      }
    },
    onInput(event: WechatMiniprogram.CustomEvent<Composed>) {
      this.keep(event.detail);
      getClient().chat.setTyping(this.data.room, event.detail.text !== '');
      if (this.data.refusal !== '') this.setData({ refusal: '' });
    },
    onInset(event: WechatMiniprogram.CustomEvent<{ height: number }>) {
      if (event.detail.height !== this.data.inset) this.setData({ inset: event.detail.height });
    },
    onRest() {
      if (this.data.inset > 0) this.composer()?.rest();
    },
    onEmoji(event: WechatMiniprogram.CustomEvent<{ emoji: string }>) {
      const { recentEmoji } = getClient();
      recentEmoji.use(event.detail.emoji);
      this.setData({ recents: recentEmoji.current });
    },
    answer(quote: DraftQuote) {
      this.setData({ quote });
      this.keep(this.composer()?.content() ?? NOTHING_WRITTEN);
      this.composer()?.focusField();
    },
    onUnquote() {
      this.setData({ quote: null });
      this.keep(this.composer()?.content() ?? NOTHING_WRITTEN);
    },

    onRetry() {
      getClient().chat.retryNow();
    },

    async onAct(event: WechatMiniprogram.CustomEvent<{ clientId: string }>) {
      const message = findPending(getClient().chat.state, this.data.room, event.detail.clientId);
      if (!message) return;
      const { chat, settings } = getClient();
      const isUnsure = chat.state.unsure[message.key] ?? false;
      const action = await chooseAction(actionsFor(settings.language, message, isUnsure));
      if (action) this.act(action, message);
    },
    act(action: PendingAction, message: TimelineMessage) {
      const again = runPending(action, this.data.room, message);
      if (again) this.composer()?.prepend(again.text, again.mentions);
      refreshView(this);
    },
    sentence(thrown: unknown): string {
      return errorText(getClient().settings.language, errorKind(thrown), 'text', { limit: this.data.limit });
    },
  },
});
