/**
 * One message of a person: avatar, name, bubble and, for one's own, how far it got. A tap on one that is not sent asks for
 * what can be done about it (`act` with its client id).
 */
Component({
  properties: {
    row: { type: Object, value: {} },
  },
  methods: {
    onAct() {
      const { clientId, status } = this.data.row as { clientId: string; status: string };
      if (status === 'failed' || status === 'queued') this.triggerEvent('act', { clientId });
    },
  },
});
