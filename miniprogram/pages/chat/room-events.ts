/**
 * What people do with the room around its messages: its settings, its announcement, the way out of one that is lost. A
 * behavior of the chat page only, which has `room` in its data.
 */
import { refreshView, type BoundPage } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { backToRooms, openRoom } from '../../utils/navigation';

const roomOf = (page: BoundPage): RoomId => page.data['room'] as RoomId;

export const roomEvents = Behavior({
  data: {
    /** The announcement that people have put away on this page. */
    closedAnnouncement: '',
  },
  methods: {
    onBack(this: BoundPage) {
      getClient().chat.rooms.dismissLost(roomOf(this));
      backToRooms();
    },
    onSettings(this: BoundPage) {
      openRoom(roomOf(this));
    },
    onCloseAnnouncement(this: BoundPage) {
      const room = getClient().chat.state.rooms.byId[roomOf(this)];
      this.setData({ closedAnnouncement: room?.settings.announcement ?? '' });
      refreshView(this);
    },
  },
});
