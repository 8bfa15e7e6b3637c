/**
 * A picture in a rounded square, or a first letter on a colour when there is none or it does not load.
 */
import { NO_AVATAR, type AvatarView } from '../../utils/avatar-view';

Component({
  properties: {
    view: { type: Object, value: NO_AVATAR },
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
