/**
 * The line that tells how the connection is. A tap asks the page to act (`retry`) when the line offers something.
 */
import type { ConnectionLineView } from '../../utils/connection-line-view';

const NO_LINE: ConnectionLineView = { shown: false, tone: 'info', busy: false, text: '', action: '' };

Component({
  properties: {
    line: { type: Object, value: NO_LINE },
  },
  methods: {
    onTap() {
      if ((this.data.line as ConnectionLineView).action !== '') this.triggerEvent('retry');
    },
  },
});
