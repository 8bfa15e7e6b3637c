import { bindView, isViewShown, refreshView, resumeView } from '../../behaviors/view-binding';
import { throwMistake } from '../../core/chat/chat-error';
import type { Member } from '../../core/protocol/down-rooms';
import type { RoomId } from '../../core/protocol/fields';
import type { RoomFlags } from '../../core/protocol/governance';
import { t } from '../../i18n/translate';
import { getClient } from '../../services/app-client';
import { showNote } from '../../utils/dialogs';
import { backToRooms, openAlbum, openMembers, openSearch } from '../../utils/navigation';
import { groupedCode } from '../../utils/room-code';
import { openPart } from '../../utils/open-part';
import { attempt, leaveAfterQuestion } from '../../utils/room-flows';
import type { TextToken } from '../../utils/text-tokens';
import { visitPart } from '../../utils/visit';
import { manageRoom, type ManageTask } from './manage-room';
import { roomPageView } from './room-view';

const visitOf = visitPart('room', () => ({ members: [] as readonly Member[] }));

Component({
  behaviors: [
    bindView((context, page) => roomPageView(context, page.data['room'] as RoomId, visitOf(page).members)),
  ],
  data: { room: '' as RoomId, pulse: '' },
  observers: {
    pulse() {
      if (this.data.room !== '' && isViewShown(this)) void this.loadFaces();
    },
  },
  methods: {
    onLoad(query: { room?: string }) {
      this.setData({ room: (query.room ?? '') as RoomId });
      refreshView(this);
    },
    onShow() {
      resumeView(this);
      void this.loadFaces();
    },
    async loadFaces() {
      try {
        const { members } = await getClient().chat.rooms.members(this.data.room, 0);
        visitOf(this).members = members;
        if (isViewShown(this)) refreshView(this);
      } catch (thrown) {
        // The way to the whole list, which says so and can be repeated, is still there.
        throwMistake(thrown);
      }
    },
    onCopy() {
      const { language } = getClient().settings;
      wx.setClipboardData({
        data: groupedCode(getClient().chat.state.rooms.byId[this.data.room]?.settings.code ?? this.data.room),
        success: () => showNote(t(language, 'room_page.code_copied')),
        fail: () => undefined,
      });
    },
    onOpenPart(event: WechatMiniprogram.CustomEvent<TextToken>) {
      void openPart(getClient().settings.language, event.detail);
    },
    /** The announcement has its beginning alone again, which is to be seen. */
    onFolded() {
      wx.pageScrollTo({ selector: '.room__announcement', duration: 0, fail: () => undefined });
    },
    onMembers() {
      openMembers(this.data.room);
    },
    onAlbum() {
      openAlbum(this.data.room);
    },
    onSearch() {
      openSearch(this.data.room);
    },
    async onPin() {
      await this.toggle('pinned');
    },
    async onMute() {
      await this.toggle('muted');
    },
    async toggle(flag: keyof RoomFlags) {
      const { chat, settings } = getClient();
      const flags = chat.state.rooms.byId[this.data.room]?.flags;
      if (!flags) return;
      await attempt(settings.language, () => chat.rooms.setFlags(this.data.room, { [flag]: !flags[flag] }));
    },
    async onManage(event: WechatMiniprogram.TouchEvent) {
      const client = getClient();
      const { task } = event.currentTarget.dataset as { task: ManageTask };
      const room = client.chat.state.rooms.byId[this.data.room];
      if (room) await manageRoom(client, room, task);
    },
    async onLeave() {
      const hasLeft = await leaveAfterQuestion(getClient(), this.data.room);
      if (hasLeft && isViewShown(this)) backToRooms();
    },
    onBack() {
      backToRooms();
    },
  },
});
