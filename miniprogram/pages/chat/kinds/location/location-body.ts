/**
 * A place on the page: its name and address, and the phone's own map.
 */
import type { LocationBody } from '../../../../core/protocol/kinds/location';
import { t } from '../../../../i18n/translate';
import { getClient } from '../../../../services/app-client';
import { showNote } from '../../../../utils/dialogs';
import { shownFileName } from '../../../../utils/file-name';
import type { AnyView, PageKind } from '../page-kind';
import { LOCATION_SOURCE } from './pick-location';

interface LocationView extends AnyView {
  readonly kind: 'location';
  readonly name: string;
  /** '' for a place without. */
  readonly address: string;
}

/** wx: 5 to 18; streets have their names. */
const SCALE = 16;

export const locationOnPage: PageKind<LocationBody, LocationView> = {
  attachments: [LOCATION_SOURCE],
  view: (_context, { name, address = '' }) => ({
    ...{ kind: 'location', box: 'card' },
    ...{ name: shownFileName(name), address: shownFileName(address) },
  }),
  open(_message, { name, address = '', latitude, longitude }) {
    const { chat, settings } = getClient();
    // wx: the map covers the app, which the phone tells as if people had left.
    chat.expectHide();
    wx.openLocation({
      ...{ latitude, longitude, name, address },
      scale: SCALE,
      fail: () => showNote(t(settings.language, 'location.not_opened')),
    });
    return Promise.resolve();
  },
  copied: (_state, { name, address }) => (address === undefined ? name : `${name}\n${address}`),
};
