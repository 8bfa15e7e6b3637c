/**
 * One room of the list. A tap asks the page to open it (`open` with the room's id), a long press for what else can be done
 * with it (`more`).
 */
import { NO_AVATAR } from '../../utils/avatar-view';

const NO_ROW = { id: '', avatar: NO_AVATAR };

Component({
  properties: {
    row: { type: Object, value: NO_ROW },
  },
  methods: {
    onTap() {
      this.triggerEvent('open', { id: this.data.row.id });
    },
    onHold() {
      this.triggerEvent('more', { id: this.data.row.id });
    },
  },
});
