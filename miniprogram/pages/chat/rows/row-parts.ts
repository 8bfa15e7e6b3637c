/**
 * What hangs on a message's row besides its text, as view data: whom it names, the quote, the reactions, who has read it.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { Reaction, UserId } from '../../../core/protocol/fields';
import { mentionsIn, quoteIn } from '../../../core/protocol/kinds/facts';
import { isRecalled } from '../../../core/protocol/kinds/recalled';
import { isNotice } from '../../../core/protocol/kinds/notice';
import type { Readers } from '../../../core/store/message-selectors';
import type { TimelineMessage } from '../../../core/store/state';
import {
  audible,
  hasReacted,
  isBlocked,
  isIntact,
  quotedToday,
  reactorsOf,
  selectReaders,
  selectUser,
} from '../../../core/store/selectors';
import { LANGUAGE_CODES } from '../../../i18n/languages';
import { t } from '../../../i18n/translate';
import { nameList, quotedText, userName } from '../../../utils/message-text';
import type { ShownItem } from './coming-runs';
import type { QuoteView, ReactionView } from './message-views';

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
  const quotation = quotedText(language, { kind: quote.kind, text: quoted });
  const text = quote.gone
    ? t(language, 'quote.gone')
    : t(language, 'room.preview', { name, text: isHidden ? t(language, 'message.blocked') : quotation });
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
  for (let i = items.length - 1, counted = 0; i >= from; i -= 1) {
    const item = items[i];
    if (item?.kind !== 'message' || item.user !== self?.user || !isIntact(item)) continue;
    const readers = selectReaders(context.state, item);
    if (readers.count > counted || readers.isAll) notes.set(item.key, readText(context, readers));
    counted = Math.max(counted, readers.count);
    // Of earlier ones it is true too.
    if (readers.isAll) break;
  }
  return notes;
}
