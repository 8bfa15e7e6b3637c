import { bindView, isViewShown } from '../../behaviors/view-binding';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { chooseAction } from '../../utils/dialogs';
import { openChat, openProfile, openSettings } from '../../utils/navigation';
import { appCard } from '../../utils/room-link';
import { addRoom, type AddRoomWay } from './add-room';
import { roomsView } from './rooms-view';

Component({
  behaviors: [bindView(roomsView)],
  methods: {
    onOpen(event: WechatMiniprogram.CustomEvent<{ id: string }>) {
      openChat(event.detail.id);
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
    async onAdd() {
      const { language } = getClient().settings;
      const way = await chooseAction<AddRoomWay>([
        { label: t(language, 'rooms.create'), value: 'create' },
        { label: t(language, 'rooms.join'), value: 'join' },
      ]);
      if (way) await this.add(way);
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
