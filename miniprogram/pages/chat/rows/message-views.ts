/**
 * What a message's row shows, as view data: the body, and what hangs on it. `chat-rows.ts` makes them of messages;
 * the components know nothing else about a message.
 */
import type { AvatarView } from '../../../utils/avatar-view';
import type { BodyView } from '../kinds/registry';

/** The message that another one answers, below it. */
export interface QuoteView {
  readonly key: string;
  readonly seq: number;
  readonly text: string;
}

export interface ReactionView {
  readonly emoji: string;
  readonly count: number;
  readonly own: boolean;
  readonly label: string;
}

export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly clientId: string;
  /** Above the row, or ''. */
  readonly time: string;
  /** The line above the first message that was unread, or ''. */
  readonly divider: string;
  readonly own: boolean;
  readonly startsRun: boolean;
  /** Above the bubble, or '' when it is known from the row before. */
  readonly name: string;
  readonly avatar: AvatarView;
  /** What it says: the text itself, or what stands for a body of another kind. */
  readonly text: string;
  readonly body: BodyView;
  /** People have not listened to it yet. */
  readonly isNew: boolean;
  readonly quote: QuoteView | null;
  readonly reactions: readonly ReactionView[];
  readonly status: 'sent' | 'queued' | 'sending' | 'failed';
  /** Whether it is selected; '' while nobody selects, or where it cannot be. */
  readonly check: '' | 'on' | 'off';
  /** Below the bubble: why it is not sent. */
  readonly note: string;
  /** For the screen reader, around the text: who and when, how far it got. */
  readonly labelStart: string;
  readonly labelEnd: string;
  readonly actLabel: string;
}

/** A line of the room itself. */
export interface NoticeRow {
  readonly kind: 'notice';
  readonly time: string;
  readonly divider: string;
  readonly text: string;
}

/** Who came and went between two other rows. */
export interface ComingsRow {
  readonly kind: 'comings';
  readonly time: string;
  readonly divider: string;
  readonly text: string;
  readonly key: string;
  /** What a tap does: opens it, or folds it. */
  readonly edit: string;
  /** One below the other while it is open, else ''. */
  readonly lines: string;
}

/** In place of a message that was taken back. */
interface RecalledRow {
  readonly kind: 'recalled';
  readonly time: string;
  readonly divider: string;
  readonly text: string;
  readonly key: string;
  /** What a tap offers, or ''. */
  readonly edit: string;
}

export interface GapRow {
  readonly kind: 'gap';
  readonly time: '';
  readonly divider: string;
  readonly gapKey: string;
  readonly canLoad: boolean;
  readonly isLoading: boolean;
  readonly text: string;
}

export type ChatRow = MessageRow | NoticeRow | ComingsRow | RecalledRow | GapRow;
