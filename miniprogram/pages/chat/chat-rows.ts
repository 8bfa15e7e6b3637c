/**
 * The rows of a room's timeline. A row is made again only when something it shows has changed, so that a new message does
 * not cost the whole list.
 */
import type { ViewContext } from '../../behaviors/view-context';
import type { User } from '../../core/protocol/fields';
import type { TimelineGap, TimelineItem, TimelineMessage } from '../../core/store/state';
import { selectUser } from '../../core/store/selectors';
import { errorKind, errorText } from '../../i18n/error-text';
import { clockText, separatorTimeText } from '../../i18n/time-text';
import { t } from '../../i18n/translate';
import { userAvatar, avatarView, type AvatarView } from '../../utils/avatar-view';
import { messageText, userName } from '../../utils/message-text';

/** Messages this far apart have the time between them. */
export const SEPARATOR_AFTER_MS = 5 * 60_000;
/** Of the protocol; the sentence about a text that is too long names it. */
export const TEXT_LIMIT = 4_000;

export interface MessageRow {
  readonly kind: 'message';
  readonly clientId: string;
  /** Above the row, or ''. */
  readonly time: string;
  readonly own: boolean;
  /** Above the bubble, or '' when it is known from the row before. */
  readonly name: string;
  readonly avatar: AvatarView;
  readonly text: string;
  /** The text is ours, not the sender's. */
  readonly muted: boolean;
  readonly status: 'sent' | 'queued' | 'sending' | 'failed';
  /** Below the bubble: why it is not sent. */
  readonly note: string;
  readonly label: string;
  readonly actLabel: string;
}

export interface NoticeRow {
  readonly kind: 'notice';
  readonly time: string;
  readonly text: string;
}

export interface GapRow {
  readonly kind: 'gap';
  readonly time: '';
  readonly gapKey: string;
  readonly canLoad: boolean;
  readonly text: string;
}

export type ChatRow = MessageRow | NoticeRow | GapRow;

export interface ChatRows {
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, ChatRow>>;
}

/** A name for the row that may be an element's id and part of a data path: those may not start with a digit. */
export function rowId(item: TimelineItem): string {
  return `${item.kind === 'gap' ? 'g' : 'm'}-${item.key.replace(/[^A-Za-z0-9_-]/g, '--')}`;
}

function statusNote(context: ViewContext, message: TimelineMessage): string {
  const { delivery } = message;
  if (delivery.status === 'queued') return t(context.language, 'message.queued');
  if (delivery.status !== 'failed') return '';
  const kind = errorKind({ kind: delivery.code });
  const reason = errorText(context.language, kind, 'text', { limit: TEXT_LIMIT });
  return t(context.language, 'message.failed', { reason });
}

function messageRow(
  context: ViewContext,
  message: TimelineMessage,
  time: string,
  startsRun: boolean,
): MessageRow {
  const { language, state } = context;
  const own = message.user === state.self?.user;
  const user = selectUser(state, message.user);
  const name = userName(language, state, message.user);
  const text = messageText(language, state, message);
  const { status } = message.delivery;
  const note = statusNote(context, message);
  const status_ = status === 'sent' ? t(language, 'message.sent') : note || t(language, 'message.sending');
  const clock = clockText(message.at);
  return {
    kind: 'message',
    clientId: message.clientId,
    time,
    own,
    name: own || !startsRun ? '' : name,
    avatar: user
      ? userAvatar(user, context.avatarUrl)
      : avatarView(message.user, name, '', context.avatarUrl),
    text,
    muted: message.body.kind === 'unknown',
    status,
    note,
    label: own
      ? t(language, 'message.label_own', { time: clock, text, status: status_ })
      : t(language, 'message.label', { name, time: clock, text }),
    actLabel: note === '' ? '' : t(language, 'message.actions'),
  };
}

function gapRow(context: ViewContext, gap: TimelineGap): GapRow {
  const n = gap.to - gap.from + 1;
  const text = gap.lost ? t(context.language, 'chat.gap_lost') : t(context.language, 'chat.gap', { n });
  return { kind: 'gap', time: '', gapKey: gap.key, canLoad: !gap.lost, text };
}

/** What a row depends on besides the item itself. */
interface Made {
  readonly item: TimelineItem;
  readonly user: User | null;
  readonly language: string;
  readonly isOwn: boolean;
  readonly time: string;
  readonly startsRun: boolean;
  readonly row: ChatRow;
}

export interface RowMaker {
  make(context: ViewContext, items: readonly TimelineItem[]): ChatRows;
}

function isSame(made: Made, next: Omit<Made, 'row'>): boolean {
  return (
    made.item === next.item &&
    made.user === next.user &&
    made.language === next.language &&
    made.isOwn === next.isOwn &&
    made.time === next.time &&
    made.startsRun === next.startsRun
  );
}

function makeRow(context: ViewContext, next: Omit<Made, 'row'>): ChatRow {
  const { item, time, startsRun } = next;
  if (item.kind === 'gap') return gapRow(context, item);
  if (item.body.kind !== 'notice') return messageRow(context, item, time, startsRun);
  return { kind: 'notice', time, text: messageText(context.language, context.state, item) };
}

/** What a row shows because of the row before it. */
function fromPrevious(context: ViewContext, item: TimelineItem, previous: TimelineItem | undefined) {
  if (item.kind === 'gap') return { time: '', startsRun: true };
  const before = previous?.kind === 'message' ? previous : null;
  const isApart = !before || item.at - before.at >= SEPARATOR_AFTER_MS;
  const time = isApart ? separatorTimeText(context.language, item.at, context.now) : '';
  const startsRun = isApart || before.body.kind === 'notice' || before.user !== item.user;
  return { time, startsRun };
}

/** One per open room. */
export function createRowMaker(): RowMaker {
  let known = new Map<string, Made>();
  return {
    make(context, items) {
      const next = new Map<string, Made>();
      const rows: Record<string, ChatRow> = {};
      items.forEach((item, i) => {
        const id = rowId(item);
        const user = item.kind === 'message' ? selectUser(context.state, item.user) : null;
        const isOwn = item.kind === 'message' && item.user === context.state.self?.user;
        const { time, startsRun } = fromPrevious(context, item, items[i - 1]);
        const wanted = { item, user, language: context.language, isOwn, time, startsRun };
        const made = known.get(id);
        const row = made && isSame(made, wanted) ? made.row : makeRow(context, wanted);
        next.set(id, { ...wanted, row });
        rows[id] = row;
      });
      known = next;
      return { ids: [...next.keys()], rows };
    },
  };
}

const rowMakers = new WeakMap<object, RowMaker>();

/** The row maker of an open page. */
export function rowMakerOf(page: object): RowMaker {
  const rowMaker = rowMakers.get(page) ?? createRowMaker();
  rowMakers.set(page, rowMaker);
  return rowMaker;
}
