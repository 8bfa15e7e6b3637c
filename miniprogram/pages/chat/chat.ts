import { bindView, pauseView, refreshView } from '../../behaviors/view-binding';
import type { ClientMessageId, RoomId } from '../../core/protocol/fields';
import type { TimelineMessage } from '../../core/store/state';
import { errorKind, errorText } from '../../i18n/error-text';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { backToRooms } from '../../utils/navigation';
import { TEXT_LIMIT } from './chat-rows';
import { chatView } from './chat-view';
import { loadDraft, saveDraft } from './drafts';
import { listEvents, listOf } from './list-events';
import { messageEvents } from './message-events';
import { actionsFor, findUnsent } from './unsent-actions';

interface ComposerHandle {
  clear(): void;
  prepend(text: string): void;
  currentText(): string;
}

const NO_ROOM = '' as RoomId;

Component({
  behaviors: [
    bindView((context, page) => chatView(context, page.data['room'] as RoomId, listOf(page))),
    listEvents,
    messageEvents,
  ],
  data: {
    room: NO_ROOM,
    limit: TEXT_LIMIT,
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

    onRetry() {
      getClient().chat.retryNow();
    },
    onBack() {
      backToRooms();
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
