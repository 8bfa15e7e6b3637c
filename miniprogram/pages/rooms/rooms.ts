import { bindView, isViewShown, refreshView } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { openChat, openFind, openProfile, openSettings } from '../../utils/navigation';
import { attempt, leaveAfterQuestion } from '../../utils/room-flows';
import { appCard } from '../../utils/room-link';
import { addRoom, type AddRoomWay } from './add-room';
import { roomsView } from './rooms-view';
import { heldActions, type RowAction } from './row-actions';

type RowEvent = WechatMiniprogram.CustomEvent<{ id: string }>;

Component({
  behaviors: [bindView((context, page) => roomsView(context, String(page.data['filter'] ?? '')))],
  data: {
    /** What people search their rooms for. */
    filter: '',
    /** The row that is swiped open. */
    openRow: '',
  },
  methods: {
    onOpen(event: RowEvent) {
      // A tap beside the actions puts them away, as in WeChat.
      if (this.data.openRow !== '') this.setData({ openRow: '' });
      else openChat(event.detail.id);
    },
    onShareAppMessage: () => appCard(t(getClient().settings.language, 'share.app')),
    onRetry() {
      getClient().chat.retryNow();
    },
    onProfile() {
      openProfile();
    },
    onSettings() {
      openSettings();
    },
    onFind() {
      openFind();
    },
    onFilter(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ filter: event.detail.value, openRow: '' });
      refreshView(this);
    },
    onDismiss(event: WechatMiniprogram.TouchEvent) {
      const { room } = event.currentTarget.dataset as { room: RoomId };
      getClient().chat.rooms.dismissLost(room);
    },

    onSwipeOpen(event: WechatMiniprogram.BaseEvent) {
      this.setData({ openRow: (event.currentTarget.dataset as { id: string }).id });
    },
    onSwipeShut(event: WechatMiniprogram.BaseEvent) {
      if (this.data.openRow === (event.currentTarget.dataset as { id: string }).id) {
        this.setData({ openRow: '' });
      }
    },
    async onSwipeAction(event: WechatMiniprogram.CustomEvent<{ value: RowAction }>) {
      await this.act((event.currentTarget.dataset as { id: RoomId }).id, event.detail.value);
    },
    async onMore(event: RowEvent) {
      const { chat, settings } = getClient();
      const room = chat.state.rooms.byId[event.detail.id];
      if (!room) return;
      const action = await chooseAction<RowAction>(heldActions(settings.language, chat.state, room));
      if (action) await this.act(room.room, action);
    },
    async act(room: RoomId, action: RowAction) {
      const client = getClient();
      const { chat, settings } = client;
      if (action === 'leave') await leaveAfterQuestion(client, room);
      else if (action === 'read') chat.markRead(room);
      else {
        const change = {
          ...(action === 'pin' || action === 'unpin' ? { pinned: action === 'pin' } : {}),
          ...(action === 'mute' || action === 'unmute' ? { muted: action === 'mute' } : {}),
          ...(action === 'unread' ? { markedUnread: true } : {}),
        };
        await attempt(settings.language, () => chat.rooms.setFlags(room, change));
      }
    },

    async onAdd() {
      const { language } = getClient().settings;
      const way = await chooseAction<AddRoomWay | 'find'>([
        { label: t(language, 'rooms.create_public'), value: 'create' },
        { label: t(language, 'rooms.create_invite'), value: 'create_private' },
        { label: t(language, 'rooms.join'), value: 'join' },
        { label: t(language, 'rooms.find'), value: 'find' },
      ]);
      if (way === 'find') openFind();
      else if (way) await this.add(way);
    },
    async onCreate() {
      await this.add('create');
    },
    async onJoin() {
      await this.add('join');
    },
    async add(way: AddRoomWay) {
      const room = await addRoom(getClient(), way);
      if (room !== null && isViewShown(this)) openChat(room);
    },
  },
});
