/**
 * A file on the page: its name with the ending apart, and the phone's own viewer.
 */
import type { FileBody } from '../../../../core/protocol/fields';
import { absenceOf } from '../../../../core/store/copies';
import { getClient } from '../../../../services/app-client';
import { fileMark, fileNameView } from '../../../../utils/file-name';
import { byteText } from '../../../../i18n/byte-text';
import { openFile } from '../../../../utils/open-file';
import type { AnyView, PageKind } from '../page-kind';
import { FILE_SOURCE } from './pick-files';

interface FileView extends AnyView {
  readonly kind: 'file';
  /** The name without its ending, which stands apart and cannot be disguised. */
  readonly stem: string;
  readonly ending: string;
  readonly size: string;
  /** The file's ending, as its picture has it. */
  readonly mark: string;
  readonly progress: number;
}

export const fileOnPage: PageKind<FileBody, FileView> = {
  attachments: [FILE_SOURCE],
  view: (_context, { name, bytes }, { progress }) => ({
    ...{ kind: 'file', box: 'card', ...fileNameView(name) },
    ...{ size: byteText(bytes), mark: fileMark(name), progress },
  }),
  async open({ delivery, key, room }, { name, url }) {
    const client = getClient();
    const { fileUrl, chat, settings } = client;
    const path = chat.state.files[key]?.path ?? null;
    const file = { name, path, url: delivery.status === 'sent' ? fileUrl(url) : '' };
    await openFile(client, settings.language, file, {
      isThere: () => absenceOf(chat.state, room, key) === null,
      // wx: the viewer covers the app, which the phone tells as if people had left.
      onCovered: () => chat.expectHide(),
    });
  },
};
