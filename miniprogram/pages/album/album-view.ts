/**
 * All pictures, or all files, of a room as view data, by month, newest first. Pure; what was loaded is the page's.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { Message, RoomId } from '../../core/protocol/fields';
import { fileNameIn, isFilm, smallFileOf } from '../../core/protocol/kinds/facts';
import type { AlbumSide } from '../../core/protocol/kinds/kind';
import { shownCopies } from '../../core/store/copies';
import { listTimeText, monthText, msUntilMidnight } from '../../i18n/time-text';
import { pickTexts, t } from '../../i18n/translate';
import { fileMark, fileNameView, shownFileName } from '../../utils/file-name';
import { byteText } from '../../i18n/byte-text';
import { lengthText } from '../../utils/media-size';
import { bodyText, userName } from '../../utils/message-text';
import { mayBeClear } from '../../utils/picture-ground';

export interface Loaded {
  readonly side: AlbumSide;
  readonly messages: readonly Message[];
  /** Where to go on; 0 at the beginning of the room, null before anything was loaded. */
  readonly before: number | null;
  readonly state: 'loading' | 'failed' | 'idle';
}

export const nothingLoaded = (side: AlbumSide): Loaded => ({
  side,
  messages: [],
  before: null,
  state: 'loading',
});

interface EntryView {
  readonly seq: number;
  readonly label: string;
  /** Of a picture. */
  readonly src: string;
  /** It may be transparent. */
  readonly isClear: boolean;
  /** Of a film, as players write it; '' for what does not play. */
  readonly length: string;
  /** Of a file: its name, the ending apart. */
  readonly stem: string;
  readonly ending: string;
  readonly mark: string;
  readonly note: string;
}

interface MonthView {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly EntryView[];
}

export interface AlbumView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly side: AlbumSide;
  readonly phase: 'loading' | 'failed' | 'none' | 'list';
  readonly more: 'none' | 'idle' | 'loading' | 'failed';
  readonly months: readonly MonthView[];
  /** There is a connection to ask over. */
  readonly isOnline: boolean;
}

const TEXTS = {
  images: 'album.images',
  files: 'album.files',
  noImages: 'album.no_images',
  noFiles: 'album.no_files',
  loading: 'common.loading',
  failed: 'album.failed',
  more: 'common.more',
} as const;

/** What people see here: nothing that was taken back, nothing of whom they blocked, nothing that they deleted on this phone. */
export function shownMessages(
  { state }: Pick<ViewContext, 'state'>,
  room: RoomId,
  { messages }: Loaded,
): readonly Message[] {
  return shownCopies(state, room, messages);
}

function entryOf(context: ViewContext, side: AlbumSide, message: Message): EntryView {
  const { language, state, now, fileUrl } = context;
  const { body, seq } = message;
  const name = userName(language, state, message.user);
  const time = listTimeText(language, message.at, now);
  const named = fileNameIn(body);
  const what = named === null ? bodyText(language, body) : shownFileName(named);
  const label = t(language, 'search.label', { name, time, text: what });
  if (side === 'pictures') {
    const src = fileUrl(smallFileOf(body));
    const length = isFilm(body) && 'durationMs' in body ? lengthText(body.durationMs) : '';
    return { seq, label, src, isClear: mayBeClear(src), length, stem: '', ending: '', mark: '', note: '' };
  }
  const size = 'bytes' in body ? byteText(body.bytes) : '';
  const note = t(language, 'album.file_note', { name, time, size });
  return {
    ...{ seq, label, src: '', isClear: false, length: '' },
    ...fileNameView(what),
    mark: fileMark(what),
    note,
  };
}

function toMonths(context: ViewContext, side: AlbumSide, messages: readonly Message[]): readonly MonthView[] {
  const months = new Map<string, EntryView[]>();
  for (const message of messages) {
    const title = monthText(context.language, message.at, context.now);
    const entries = months.get(title) ?? [];
    months.set(title, entries);
    entries.push(entryOf(context, side, message));
  }
  return [...months].map(([title, entries], i) => ({ id: `m${i}`, title, entries }));
}

function phaseOf({ before, state }: Loaded, count: number): AlbumView['phase'] {
  if (count > 0) return 'list';
  if (state !== 'idle') return state;
  return before === 0 ? 'none' : 'list';
}

export function albumView(context: ViewContext, room: RoomId, loaded: Loaded): TimedView<AlbumView> {
  const { language, now } = context;
  const shown = shownMessages(context, room, loaded);
  const view: AlbumView = {
    title: t(language, 'album.title'),
    text: pickTexts(language, TEXTS),
    side: loaded.side,
    phase: phaseOf(loaded, shown.length),
    more: loaded.before === 0 ? 'none' : loaded.state,
    months: toMonths(context, loaded.side, shown),
    isOnline: context.connection.state === 'online',
  };
  return { view, refreshInMs: msUntilMidnight(now) };
}
