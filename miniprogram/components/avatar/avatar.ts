/**
 * A picture in a rounded square, or a first letter on a colour when there is none or it does not load.
 */
import type { AvatarView } from '../../utils/avatar-view';

const NOBODY: AvatarView = { src: '', initial: '', tint: 0 };

Component({
  properties: {
    view: { type: Object, value: NOBODY },
    /** Edge in px. */
    size: { type: Number, value: 40 },
  },
  data: { failedSrc: '' },
  methods: {
    onImageError() {
      this.setData({ failedSrc: (this.data.view as AvatarView).src });
    },
  },
});
