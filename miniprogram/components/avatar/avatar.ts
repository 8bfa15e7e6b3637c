/**
 * A picture in a rounded square, or a first letter on a colour when there is none or it does not load.
 */
import { NO_AVATAR, type AvatarView } from '../../utils/avatar-view';
import { mayBeClear } from '../../utils/picture-ground';

Component({
  properties: {
    view: { type: Object, value: NO_AVATAR },
    /** Edge in px. */
    size: { type: Number, value: 40 },
  },
  data: { failedSrc: '', isClear: false },
  observers: {
    'view.src'(src: string | undefined) {
      const isClear = mayBeClear(src ?? '');
      if (isClear !== this.data.isClear) this.setData({ isClear });
    },
  },
  methods: {
    onImageError() {
      this.setData({ failedSrc: (this.data.view as AvatarView).src });
    },
  },
});
