import { bindView, isViewShown, pauseView, refreshView } from '../../behaviors/view-binding';
import type { ClientMessageId, RoomId } from '../../core/protocol/fields';
import type { TimelineMessage } from '../../core/store/state';
import { errorKind, errorText } from '../../i18n/error-text';
import { getClient } from '../../services/app-client';
import { chooseAction, showNote } from '../../utils/dialogs';
import { backToRooms, openRoom } from '../../utils/navigation';
import { createRowMaker, TEXT_LIMIT, type RowMaker } from './chat-rows';
import { chatView } from './chat-view';
import { loadDraft, saveDraft } from './drafts';
import { actionsFor, findUnsent } from './unsent-actions';

interface ComposerHandle {
  clear(): void;
  prepend(text: string): void;
  currentText(): string;
}

const NO_ROOM = '' as RoomId;
const rowMakers = new WeakMap<object, RowMaker>();

function rowMakerOf(page: object): RowMaker {
  const rowMaker = rowMakers.get(page) ?? createRowMaker();
  rowMakers.set(page, rowMaker);
  return rowMaker;
}

Component({
  behaviors: [
    bindView((context, page) => {
      const { room, closedAnnouncement } = page.data as { room: RoomId; closedAnnouncement: string };
      return chatView(context, room, rowMakerOf(page), closedAnnouncement);
    }),
  ],
  data: {
    room: NO_ROOM,
    limit: TEXT_LIMIT,
    /** The announcement that people have put away on this page. */
    closedAnnouncement: '',
    /** Why the composer's text was not taken. */
    refusal: '',
    /** Height of the keyboard in px. */
    inset: 0,
  },
  methods: {
    onLoad(query: { room?: string }) {
      const room = (query.room ?? '') as RoomId;
      this.setData({ room });
      refreshView(this);
      const draft = loadDraft(room);
      if (draft !== '') this.composer()?.prepend(draft);
    },
    onHide() {
      pauseView(this);
      this.leave();
    },
    onUnload() {
      this.leave();
    },
    leave() {
      const text = this.composer()?.currentText() ?? '';
      saveDraft(this.data.room, text);
      if (text !== '') getClient().chat.setTyping(this.data.room, false);
    },
    composer(): ComposerHandle | null {
      return this.selectComponent('.chat__composer') as unknown as ComposerHandle | null;
    },

    onSend(event: WechatMiniprogram.CustomEvent<{ text: string }>) {
      try {
        getClient().chat.sendText(this.data.room, event.detail.text);
        this.composer()?.clear();
        this.setData({ refusal: '' });
        refreshView(this);
      } catch (thrown) {
        this.setData({ refusal: this.sentence(thrown) });
      }
    },
    onInput(event: WechatMiniprogram.CustomEvent<{ text: string }>) {
      getClient().chat.setTyping(this.data.room, event.detail.text !== '');
      if (this.data.refusal !== '') this.setData({ refusal: '' });
    },
    onInset(event: WechatMiniprogram.CustomEvent<{ height: number }>) {
      if (event.detail.height !== this.data.inset) this.setData({ inset: event.detail.height });
    },
    onRest() {
      if (this.data.inset > 0) wx.hideKeyboard({ fail: () => undefined });
    },

    async onOlder() {
      // What came of it is in the timeline's `older`: the list shows it.
      await getClient()
        .chat.loadOlder(this.data.room)
        .catch(() => undefined);
    },
    async onGap(event: WechatMiniprogram.CustomEvent<{ key: string }>) {
      try {
        await getClient().chat.fillGap(this.data.room, event.detail.key);
      } catch (thrown) {
        showNote(this.sentence(thrown));
      }
    },
    onSeen() {
      if (isViewShown(this)) getClient().chat.markRead(this.data.room);
    },
    onRetry() {
      getClient().chat.retryNow();
    },
    onBack() {
      getClient().chat.rooms.dismissLost(this.data.room);
      backToRooms();
    },
    onSettings() {
      openRoom(this.data.room);
    },
    onCloseAnnouncement() {
      const room = getClient().chat.state.rooms.byId[this.data.room];
      this.setData({ closedAnnouncement: room?.settings.announcement ?? '' });
      refreshView(this);
    },

    async onAct(event: WechatMiniprogram.CustomEvent<{ clientId: string }>) {
      const message = findUnsent(getClient().chat.state, this.data.room, event.detail.clientId);
      if (!message) return;
      const action = await chooseAction(actionsFor(getClient().settings.language, message));
      if (action) this.act(action, message);
    },
    act(action: 'resend' | 'edit' | 'delete', message: TimelineMessage) {
      const { chat } = getClient();
      const id: ClientMessageId = message.clientId;
      if (action === 'resend') chat.resend(this.data.room, id);
      else {
        const text = chat.discard(this.data.room, id);
        if (action === 'edit' && text !== null) this.composer()?.prepend(text);
      }
      refreshView(this);
    },
    sentence(thrown: unknown): string {
      return errorText(getClient().settings.language, errorKind(thrown), 'text', { limit: TEXT_LIMIT });
    },
  },
});
