/**
 * What hangs on a message's row besides its text, as view data: the body by kind, the quote, the reactions, who has read it.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import { readToday } from '../../../core/store/mention-spans';
import type { Reaction, TextBody, UserId } from '../../../core/protocol/fields';
import { mentionsIn, quoteIn } from '../../../core/protocol/kinds/facts';
import { isRecalled } from '../../../core/protocol/kinds/recalled';
import { isNotice } from '../../../core/protocol/kinds/notice';
import type { Readers } from '../../../core/store/message-selectors';
import type { LocalFile, TimelineMessage } from '../../../core/store/state';
import {
  audible,
  hasReacted,
  isBlocked,
  isStanding,
  quotedToday,
  reactorsOf,
  selectReaders,
  selectUser,
} from '../../../core/store/selectors';
import { LANGUAGE_CODES } from '../../../i18n/languages';
import { t } from '../../../i18n/translate';
import { countBigEmoji } from '../../../utils/big-emoji';
import { fileMark, fileNameView } from '../../../utils/file-name';
import { byteText, pictureSize, voiceWidth } from '../../../utils/media-size';
import { nameList, quotedText, userName } from '../../../utils/message-text';
import { FEWEST_COLUMNS, isLongText } from '../../../utils/text-fold';
import { tokenize, tokenizeCalling } from '../../../utils/text-tokens';
import type { ShownItem } from './coming-runs';
import type { BodyView, QuoteView, ReactionView } from './message-views';

/** Nothing is being uploaded. */
const NO_UPLOAD = -1;

/** Of a message that is not shown, which its text says instead. */
export const PLACEHOLDER: BodyView = { kind: 'text', parts: null, muted: true, emoji: 0 };

function textView({ language, state }: ViewContext, body: TextBody, names: readonly string[]): BodyView {
  const { text, spans } = readToday(state, body);
  // Older clients tell no places: the text is searched for the names.
  const tokens = body.mentions?.ranges ? tokenizeCalling(text, spans) : tokenize(text, names);
  const parts = tokens.map((token, id) => ({ ...token, id }));
  const isPlain = parts.every((part) => part.kind === 'text');
  const view = { parts: isPlain ? null : parts, muted: false, emoji: countBigEmoji(text) };
  if (!isLongText(text, FEWEST_COLUMNS)) return { kind: 'text', ...view };
  const fold = { open: t(language, 'message.unfold'), close: t(language, 'message.fold') };
  return { kind: 'text', ...view, fold };
}

/** What this phone knows of a body. */
export interface BodyParts {
  /** Of those who are mentioned. */
  readonly names: readonly string[];
  readonly file: LocalFile | null;
  readonly isHeard: boolean;
  readonly isPlaying: boolean;
}

export function bodyView(
  context: ViewContext,
  { body }: TimelineMessage,
  { names, file, isHeard, isPlaying }: BodyParts,
): BodyView {
  const { fileUrl } = context;
  const progress = file?.progress ?? NO_UPLOAD;
  switch (body.kind) {
    case 'text':
      return textView(context, body, names);
    case 'image': {
      const size = pictureSize(body.width, body.height);
      // The phone's own file stays, also when the server has it: a picture that is loaded anew blinks.
      return { kind: 'image', src: file?.path ?? fileUrl(body.thumbUrl), ...size, progress };
    }
    case 'voice': {
      const seconds = Math.ceil(body.durationMs / 1_000);
      const duration = `${seconds}″`;
      return { kind: 'voice', duration, width: voiceWidth(seconds), isHeard, isPlaying };
    }
    case 'file': {
      const { name, bytes } = body;
      return { kind: 'file', ...fileNameView(name), size: byteText(bytes), mark: fileMark(name), progress };
    }
    default:
      return PLACEHOLDER;
  }
}

/** The person a row names besides its author: whom it quotes, who took it back, or whom a notice is about. */
export function otherOf({ body }: TimelineMessage): UserId | null {
  if (isRecalled(body)) return body.by;
  return isNotice(body) ? (body.target ?? null) : (quoteIn(body)?.user ?? null);
}

/** The author wrote it in their own language. */
const EVERYBODY_NAMES = LANGUAGE_CODES.map((language) => t(language, 'composer.everybody'));

/** As one string, which is equal to itself: rows compare what they depend on. */
export function mentionedNames({ state }: ViewContext, { body }: TimelineMessage): string {
  const { all = false, users = [] } = mentionsIn(body) ?? {};
  const names = users.map((user) => selectUser(state, user)?.name ?? '');
  return [...(all ? EVERYBODY_NAMES : []), ...names].join('\n');
}

/** What the quote of a message says, or ''. */
export function quotedWords({ state }: ViewContext, { body, room }: TimelineMessage): string {
  const quote = quoteIn(body);
  return quote ? quotedToday(state, room, quote) : '';
}

/** `quoted`: of `quotedWords`. */
export function quoteView(
  { language, state }: ViewContext,
  { body }: TimelineMessage,
  quoted: string,
): QuoteView | null {
  const quote = quoteIn(body);
  if (!quote) return null;
  const name = userName(language, state, quote.user);
  const isHidden = isBlocked(state, quote.user);
  const said = quotedText(language, { kind: quote.kind, text: quoted });
  const text = quote.gone
    ? t(language, 'quote.gone')
    : t(language, 'room.preview', { name, text: isHidden ? t(language, 'message.blocked') : said });
  return { key: `${quote.user}/${quote.clientId}`, seq: quote.seq, text };
}

/** Without those who are blocked, as far as they are known: of many who reacted an older server tells the first ones only. */
function heardReactions({ state }: ViewContext, { reactions = [] }: TimelineMessage): readonly Reaction[] {
  return reactions.flatMap((reaction) => {
    const known = reactorsOf(reaction);
    const count = reaction.count - (known.length - audible(state, known).length);
    const also = audible(state, reaction.also ?? []);
    return count > 0 ? { ...reaction, users: audible(state, reaction.users), count, also } : [];
  });
}

/** Who reacted, one line for each reaction, as they are called here. */
export function reactorNames(context: ViewContext, message: TimelineMessage): string {
  const { language, state } = context;
  const nameOf = (user: UserId): string =>
    user === state.self?.user ? t(language, 'common.you') : userName(language, state, user);
  const lineOf = ({ users, count, also = [] }: Reaction): string => {
    // Of those who are not among the first one is looked for: oneself.
    const named = [...users, ...also.filter((user) => user === state.self?.user)];
    return nameList(language, named.map(nameOf)) + (count > named.length ? '…' : '');
  };
  return heardReactions(context, message).map(lineOf).join('\n');
}

/** `names`: the lines of `reactorNames`. */
export function reactionViews(
  context: ViewContext,
  message: TimelineMessage,
  names: string,
): readonly ReactionView[] {
  const { language, state } = context;
  const lines = names.split('\n');
  return heardReactions(context, message).map(({ emoji, count }, i) => {
    const label = t(language, 'message.reaction', { emoji, n: count, names: lines[i] ?? '' });
    return { emoji, count, own: hasReacted(message, emoji, state.self), label };
  });
}

const readText = ({ language }: ViewContext, { count, isAll }: Readers): string =>
  isAll ? t(language, 'message.read_all') : t(language, 'message.read', { n: count });

/**
 * How many have read an own message, by its key; told once for each number and once that it is everybody who was there, below
 * the last message of which that is true.
 * `from`: the first item that is shown.
 */
export function readNotes(
  context: ViewContext,
  items: readonly ShownItem[],
  from: number,
): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  const { self } = context.state;
  for (let i = items.length - 1, told = 0; i >= from; i -= 1) {
    const item = items[i];
    if (item?.kind !== 'message' || item.user !== self?.user || !isStanding(item)) continue;
    const readers = selectReaders(context.state, item);
    if (readers.count > told || readers.isAll) notes.set(item.key, readText(context, readers));
    told = Math.max(told, readers.count);
    // Of earlier ones it is true too.
    if (readers.isAll) break;
  }
  return notes;
}
