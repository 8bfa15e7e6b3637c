/**
 * One message of a person: avatar, name, bubble and, for one's own, how far it got. A tap on one that is not sent asks for
 * what can be done about it (`act` with its client id).
 */
import { NO_AVATAR } from '../../utils/avatar-view';

const NO_ROW = { clientId: '', status: '', avatar: NO_AVATAR };

Component({
  properties: {
    row: { type: Object, value: NO_ROW },
  },
  methods: {
    onAct() {
      const { clientId, status } = this.data.row;
      if (status === 'failed' || status === 'queued') this.triggerEvent('act', { clientId });
    },
  },
});
