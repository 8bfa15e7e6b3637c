/**
 * The rows of a room's timeline. A row is made again only when something it shows has changed, so that a new message does
 * not cost the whole list.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { User } from '../../../core/protocol/fields';
import { isSpoken } from '../../../core/protocol/kinds/facts';
import { isRecalled } from '../../../core/protocol/kinds/recalled';
import type { ChatState, LocalFile, SendWait, TimelineGap, TimelineMessage } from '../../../core/store/state';
import { isBlocked, isIntact, selectUser } from '../../../core/store/selectors';
import { errorKind, errorText } from '../../../i18n/error-text';
import { clockText, fromText, separatorTimeText } from '../../../i18n/time-text';
import { t } from '../../../i18n/translate';
import { userAvatar, avatarView, type AvatarView } from '../../../utils/avatar-view';
import { isLine, messageText, userName } from '../../../utils/message-text';
import type { ComingRun, ShownItem } from './coming-runs';
import { shownCustom } from '../kinds/custom/custom-body';
import { bodyView } from '../kinds/registry';
import { PLACEHOLDER } from '../kinds/text/text-body';
import { comingLines, comingText } from './coming-text';
import type { ChatRow, ComingsRow, GapRow, MessageRow, NoticeRow } from './message-views';
import {
  mentionedNames,
  otherOf,
  quotedWords,
  quoteView,
  reactionViews,
  reactorNames,
  readNotes,
} from './row-parts';

/** Messages this far apart have the time between them. */
const SEPARATOR_AFTER_MS = 5 * 60_000;

/** A name for the row that may be an element's id and part of a data path: those may not start with a digit. */
export function rowId(item: ShownItem): string {
  return `${item.kind === 'gap' ? 'g' : 'm'}-${item.key.replace(/[^A-Za-z0-9_-]/g, '--')}`;
}

/** What a row depends on besides the item itself. */
interface Inputs {
  readonly item: ShownItem;
  readonly user: User | null;
  /** What this person says is not shown here. */
  readonly isBlocked: boolean;
  /** Whom it quotes, who took it back, or whom a notice is about. */
  readonly other: User | null;
  readonly isOtherBlocked: boolean;
  /** What it quotes, as it reads today. */
  readonly quoted: string;
  /** Names of those who are mentioned, and of those who reacted. */
  readonly mentioned: string;
  readonly reactors: string;
  /** Who has read it, or ''. */
  readonly read: string;
  /** It was taken back a moment ago and can be written anew. */
  readonly canEdit: boolean;
  /** Why it could not be recalled, or ''. */
  readonly unrecalled: string;
  /** Its file on this phone. */
  readonly file: LocalFile | null;
  readonly isHeard: boolean;
  readonly isPlaying: boolean;
  /** What a kind of the mini program's own shows. */
  readonly custom: string;
  readonly check: MessageRow['check'];
  readonly language: string;
  readonly isOwn: boolean;
  readonly time: string;
  readonly startsRun: boolean;
  readonly divider: string;
  readonly isLoading: boolean;
  /** What an own message waits for that no answer of the server has told. */
  readonly waitsFor: 'connection' | 'those_before' | 'another_try';
  /** Of those who came and went, and their lines while they are open. */
  readonly comings: string;
  readonly lines: string;
}

/** Taken out too late: everybody reads it. */
function notRecalled({ language, state }: ViewContext, { key }: TimelineMessage): string {
  const code = state.unrecalled[key];
  return code
    ? t(language, 'message.not_recalled', { reason: errorText(language, errorKind({ kind: code })) })
    : '';
}

const MINUTE_MS = 60_000;

const isOnline = ({ connection }: ViewContext): boolean => connection.state === 'online';

function waitNote({ language, now }: ViewContext, { code, until }: SendWait): string {
  // The page is not drawn anew each second, and the minute of now as a time would say nothing.
  if (until - now < MINUTE_MS)
    return t(language, code === 'rate' ? 'message.waits_slow_soon' : 'message.waits_busy_soon');
  const key = code === 'rate' ? 'message.waits_slow' : 'message.waits_busy';
  return t(language, key, { time: fromText(language, until, now) });
}

const WAIT_TEXTS = {
  connection: 'message.queued',
  those_before: 'message.in_line',
  another_try: 'message.goes_soon',
} as const;

function statusNote(context: ViewContext, message: TimelineMessage, { waitsFor }: Inputs): string {
  const { delivery } = message;
  if (delivery.status === 'sent') return notRecalled(context, message);
  if (delivery.status !== 'failed' && delivery.durable === false)
    return t(context.language, 'message.not_stored');
  if (delivery.status === 'queued' && delivery.wait) return waitNote(context, delivery.wait);
  if (delivery.status === 'queued') return t(context.language, WAIT_TEXTS[waitsFor]);
  if (delivery.status !== 'failed') return '';
  const kind = errorKind({ kind: delivery.code });
  const reason = errorText(context.language, kind, 'text', { limit: context.state.textCodePoints });
  return t(context.language, 'message.failed', { reason });
}

function avatarOf(context: ViewContext, message: TimelineMessage, name: string): AvatarView {
  const user = selectUser(context.state, message.user);
  if (user) return userAvatar(user, context.fileUrl);
  return avatarView(message.user, name, '', context.fileUrl);
}

function labels(context: ViewContext, message: TimelineMessage, name: string, note: string, inputs: Inputs) {
  const { language } = context;
  const { isHeard: heard, isOwn: own } = inputs;
  const time = clockText(message.at);
  const unheard = heard
    ? ''
    : t(language, 'message.label_status', { status: t(language, 'message.unheard') });
  if (!own) return { labelStart: t(language, 'message.label', { name, time }), labelEnd: unheard };
  const isSent = message.delivery.status === 'sent';
  const status = note || t(language, isSent ? 'message.sent' : 'message.sending');
  return {
    labelStart: t(language, 'message.label_own', { time }),
    labelEnd: t(language, 'message.label_status', { status }),
  };
}

function actLabel({ language }: ViewContext, { file }: Inputs, statusText: string): string {
  if (statusText !== '') return t(language, 'message.actions');
  return file && file.progress !== null ? t(language, 'message.cancel_sending') : '';
}

type Content = Pick<MessageRow, 'body' | 'quote' | 'reactions' | 'isNew'>;

function contentOf(context: ViewContext, message: TimelineMessage, inputs: Inputs): Content {
  if (inputs.isBlocked) return { body: PLACEHOLDER, quote: null, reactions: [], isNew: false };
  return {
    body: bodyView(context, message, { ...inputs, names: inputs.mentioned.split('\n') }),
    quote: quoteView(context, message, inputs.quoted),
    reactions: reactionViews(context, message, inputs.reactors),
    isNew: !inputs.isHeard,
  };
}

function messageRow(context: ViewContext, message: TimelineMessage, inputs: Inputs): MessageRow {
  const { language, state } = context;
  const { isOwn: own, startsRun, time, divider } = inputs;
  const name = userName(language, state, message.user);
  const text = messageText(language, state, message);
  const statusText = statusNote(context, message, inputs);
  const note = statusText || inputs.read;
  return {
    kind: 'message',
    key: message.key,
    clientId: message.clientId,
    time,
    divider,
    own,
    startsRun,
    name: own || !startsRun ? '' : name,
    avatar: avatarOf(context, message, name),
    text,
    ...contentOf(context, message, inputs),
    status: message.delivery.status,
    check: inputs.check,
    note,
    ...labels(context, message, name, note, inputs),
    actLabel: actLabel(context, inputs, message.delivery.status === 'sent' ? '' : statusText),
  };
}

function gapRow(context: ViewContext, gap: TimelineGap, { divider, isLoading }: Inputs): GapRow {
  const { language } = context;
  const n = gap.to - gap.from + 1;
  const open = isLoading ? t(language, 'chat.gap_loading') : t(language, 'chat.gap', { n });
  const text = gap.lost ? t(language, 'chat.gap_lost') : open;
  return {
    kind: 'gap',
    time: '',
    divider,
    gapKey: gap.key,
    canLoad: !gap.lost && !isLoading,
    isLoading,
    text,
  };
}

/** One line alone is as it was; more have something to open. */
function runRow({ language }: ViewContext, run: ComingRun, inputs: Inputs): NoticeRow | ComingsRow {
  const { time, divider, comings: text, lines } = inputs;
  if (run.lines.length === 1) return { kind: 'notice', time, divider, text };
  const edit = t(language, lines === '' ? 'chat.comings_open' : 'message.fold');
  return { kind: 'comings', time, divider, text, key: run.key, edit, lines };
}

function makeRow(context: ViewContext, inputs: Inputs): ChatRow {
  const { item, time, divider } = inputs;
  if (item.kind === 'gap') return gapRow(context, item, inputs);
  if (item.kind === 'run') return runRow(context, item, inputs);
  if (!isLine(item)) return messageRow(context, item, inputs);
  const text = messageText(context.language, context.state, item);
  if (!isRecalled(item.body)) return { kind: 'notice', time, divider, text };
  const edit = inputs.canEdit ? t(context.language, 'message.edit_again') : '';
  return { kind: 'recalled', time, divider, text, key: item.key, edit };
}

/** What a row shows because of the row before it. */
function fromPrevious(context: ViewContext, item: ShownItem, previous: ShownItem | undefined) {
  if (item.kind === 'gap') return { time: '', startsRun: true };
  const before = previous?.kind === 'gap' ? undefined : previous;
  // After a run it counts from where that began, which is the time that people see.
  const isApart = !before || item.at - before.at >= SEPARATOR_AFTER_MS;
  const time = isApart ? separatorTimeText(context.language, item.at, context.now) : '';
  const isSameAuthor =
    before?.kind === 'message' && item.kind === 'message' && !isLine(before) && before.user === item.user;
  const startsRun = isApart || !isSameAuthor;
  return { time, startsRun };
}

interface Made extends Inputs {
  readonly row: ChatRow;
}

const isSame = (made: Made, next: Inputs): boolean =>
  (Object.keys(next) as (keyof Inputs)[]).every((name) => made[name] === next[name]);

/** What is wanted of the timeline. */
interface RowsWanted {
  readonly items: readonly ShownItem[];
  /** Which part of `items`, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** Where the first unread message is, or -1. */
  readonly dividerAt: number;
  /** Keys of gaps that are being loaded. */
  readonly loadingGaps: ReadonlySet<string>;
  /** Key of the voice that plays. */
  readonly playing: string | null;
  /** Keys of the messages that are selected; null while nobody selects. */
  readonly selection: ReadonlySet<string> | null;
  /** Keys of the runs that are open. */
  readonly opened?: ReadonlySet<string>;
}

/** Rows by their ids, in order. */
export type RowMap = ReadonlyMap<string, ChatRow>;

export interface RowMaker {
  make(context: ViewContext, wanted: RowsWanted): RowMap;
}

const NO_PEOPLE = {
  user: null,
  isBlocked: false,
  other: null,
  isOtherBlocked: false,
  mentioned: '',
  quoted: '',
  reactors: '',
  read: '',
  canEdit: false,
  unrecalled: '',
  file: null,
  isHeard: true,
};

/** Only of others' voices is there anything to tell. */
const isHeard = ({ heard, self }: ChatState, { body, key, user }: TimelineMessage): boolean =>
  !isSpoken(body) || user === self?.user || heard[key] !== undefined;

/** What the row of a message shows of people, and of what they did to it. */
function peopleOf(context: ViewContext, item: ShownItem, read: string) {
  if (item.kind !== 'message') return NO_PEOPLE;
  const other = otherOf(item);
  return {
    user: selectUser(context.state, item.user),
    isBlocked: isBlocked(context.state, item.user),
    other: other && selectUser(context.state, other),
    isOtherBlocked: other !== null && isBlocked(context.state, other),
    mentioned: mentionedNames(context, item),
    quoted: quotedWords(context, item),
    reactors: reactorNames(context, item),
    read,
    canEdit: context.state.recalledTexts[item.key] !== undefined,
    unrecalled: context.state.unrecalled[item.key] ?? '',
    file: context.state.files[item.key] ?? null,
    isHeard: isHeard(context.state, item),
  };
}

/** What the row of a run says. */
function comingsOf(context: ViewContext, item: ShownItem, opened: RowsWanted['opened']) {
  if (item.kind !== 'run') return { comings: '', lines: '' };
  const lines = opened?.has(item.key) ? comingLines(context, item.lines) : '';
  return { comings: comingText(context, item), lines };
}

function checkOf(item: ShownItem, selection: RowsWanted['selection']): MessageRow['check'] {
  if (!selection || item.kind !== 'message' || !isIntact(item)) return '';
  return selection.has(item.key) ? 'on' : 'off';
}

/** `before`: the row above. Own messages that wait stand together at the end. */
function waitsForOf(
  context: ViewContext,
  item: ShownItem,
  before: ShownItem | undefined,
): Inputs['waitsFor'] {
  // A row that waits for nothing is not made anew with the connection.
  const isWaiting = item.kind === 'message' && item.delivery.status === 'queued';
  if (!isWaiting || !isOnline(context)) return 'connection';
  const isBehind = before?.kind === 'message' && ['queued', 'sending'].includes(before.delivery.status);
  return isBehind ? 'those_before' : 'another_try';
}

function inputsOf(
  context: ViewContext,
  wanted: RowsWanted,
  index: number,
  item: ShownItem,
  read: string,
): Inputs {
  const { items, dividerAt, loadingGaps, playing, selection, opened } = wanted;
  const { time, startsRun } = fromPrevious(context, item, items[index - 1]);
  const isDivided = index === dividerAt;
  return {
    item,
    time,
    ...peopleOf(context, item, read),
    ...comingsOf(context, item, opened),
    language: context.language,
    isOwn: item.kind === 'message' && item.user === context.state.self?.user,
    startsRun: startsRun || isDivided,
    divider: isDivided ? t(context.language, 'chat.unread_line') : '',
    isLoading: item.kind === 'gap' && loadingGaps.has(item.key),
    isPlaying: item.key === playing,
    custom: item.kind === 'message' ? shownCustom(context, item, items) : '',
    waitsFor: waitsForOf(context, item, items[index - 1]),
    check: checkOf(item, selection),
  };
}

/** One per open room. */
export function createRowMaker(): RowMaker {
  let known = new Map<string, Made>();
  return {
    make(context, wanted) {
      const next = new Map<string, Made>();
      const reads = readNotes(context, wanted.items, wanted.from);
      wanted.items.slice(wanted.from, wanted.to).forEach((item, i) => {
        const id = rowId(item);
        const inputs = inputsOf(context, wanted, wanted.from + i, item, reads.get(item.key) ?? '');
        const made = known.get(id);
        const row = made && isSame(made, inputs) ? made.row : makeRow(context, inputs);
        next.set(id, { ...inputs, row });
      });
      known = next;
      return new Map([...next].map(([id, made]) => [id, made.row]));
    },
  };
}
