/**
 * What people do with the room around its messages: its settings, its announcement, the way out of one that is lost. A
 * behavior of the chat page only, which has `room` in its data. Tells the list when what is around it has another height.
 */
import { refreshView, type BoundPage } from '../../behaviors/view-binding';
import type { RoomId } from '../../core/protocol/fields';
import { getClient } from '../../services/app-client';
import { backToRooms, openRoom } from '../../utils/navigation';

const roomOf = (page: BoundPage): RoomId => page.data['room'] as RoomId;

export const roomEvents = Behavior({
  data: {
    /** Another number each time something around the list becomes higher or lower by itself. */
    shape: 0,
  },
  methods: {
    onShape(this: BoundPage) {
      this.setData({ shape: (this.data['shape'] as number) + 1 });
    },
    onBack(this: BoundPage) {
      getClient().chat.rooms.dismissLost(roomOf(this));
      backToRooms();
    },
    onSettings(this: BoundPage) {
      openRoom(roomOf(this));
    },
    onCloseAnnouncement(this: BoundPage) {
      const { announcements, chat } = getClient();
      const room = chat.state.rooms.byId[roomOf(this)];
      if (room) announcements.close(room.room, room.settings.announcement);
      refreshView(this);
    },
  },
});
