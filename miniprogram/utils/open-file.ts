/**
 * Shows a file of a message: a document in the phone's own viewer; of anything else people get the address, for a computer.
 */
import { t, type Language } from '../i18n/translate';
import { showBusy, showNote } from './dialogs';
import { fileMark } from './file-name';

/** wx: what `openDocument` can show. */
const DOCUMENTS = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf'] as const;
type DocumentType = (typeof DOCUMENTS)[number];

export interface OpenedFile {
  readonly name: string;
  /** Where it can be fetched; '' as long as the server does not have it. */
  readonly url: string;
  /** Of this phone, where it is here. */
  readonly path: string | null;
}

const isDocument = (ending: string): ending is DocumentType => DOCUMENTS.some((type) => type === ending);

/** What the calls of the phone need of the client: each has its time to answer. */
export interface PhoneCalls {
  after(ms: number, fn: () => void): () => void;
  answerWithin<T>(ms: number, ask: (resolve: (value: T) => void) => void, otherwise: T): Promise<T>;
}

/** wx: the phone gives a download a minute; then it is over without its word too. */
const DOWNLOAD_MS = 62_000;
/** A large document takes its viewer a while. */
const VIEWER_MS = 30_000;

const download = ({ answerWithin }: PhoneCalls, url: string): Promise<string | null> =>
  answerWithin<string | null>(
    DOWNLOAD_MS,
    (resolve) =>
      wx.downloadFile({
        url,
        success: ({ statusCode, tempFilePath }) => resolve(statusCode === 200 ? tempFilePath : null),
        fail: () => resolve(null),
      }),
    null,
  );

const openDocument = (
  { answerWithin }: PhoneCalls,
  filePath: string,
  fileType: DocumentType,
): Promise<boolean> =>
  answerWithin<boolean>(
    VIEWER_MS,
    (resolve) =>
      wx.openDocument({
        filePath,
        fileType,
        showMenu: true,
        success: () => resolve(true),
        fail: () => resolve(false),
      }),
    false,
  );

/** The message of a file, which may be taken back while the file is on its way. */
export interface FileOwner {
  /** Whether the message may still be shown. */
  isThere(): boolean;
  /** A viewer is about to cover the app. */
  onCovered(): void;
}

export async function openFile(
  phone: PhoneCalls,
  language: Language,
  file: OpenedFile,
  { isThere, onCovered }: FileOwner,
): Promise<void> {
  const { name, path, url } = file;
  const ending = fileMark(name).toLowerCase();
  if (!isDocument(ending)) {
    const say = (): void => showNote(t(language, 'media.link_copied'));
    if (url !== '') wx.setClipboardData({ data: url, success: say, fail: () => undefined });
    return;
  }
  const hideBusy = showBusy(phone, t(language, 'media.opening'));
  const local = path ?? (await download(phone, url));
  hideBusy();
  if (!isThere()) return showNote(t(language, 'message.gone'));
  onCovered();
  const isOpen = local !== null && (await openDocument(phone, local, ending));
  if (!isOpen) showNote(t(language, 'media.not_opened'));
}
