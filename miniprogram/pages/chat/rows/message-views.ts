/**
 * What a message's row shows, as view data: the body by kind, and what hangs on it. `chat-rows.ts` makes them of messages;
 * the components know nothing else about a message.
 */
import type { AvatarView } from '../../../utils/avatar-view';
import type { TextToken } from '../../../utils/text-tokens';

/** `id` tells the parts of one text apart. */
type PartView = TextToken & { readonly id: number };

interface TextView {
  readonly kind: 'text';
  /** Only when something in the text can be tapped; else the row's text is shown as it is. */
  readonly parts: readonly PartView[] | null;
  /** The text is ours, not the sender's. */
  readonly muted: boolean;
  /** 1 to 3 when the text is nothing but so many emoji, else 0. */
  readonly emoji: number;
  /** What opens and folds it, when it may be too long for the list. */
  readonly fold?: { readonly open: string; readonly close: string };
}

interface ImageView {
  readonly kind: 'image';
  /** '' while there is nothing to load. */
  readonly src: string;
  /** In px, known before the picture is. */
  readonly width: number;
  readonly height: number;
  /** Of the upload, 0 to 100; -1 when nothing is being uploaded. */
  readonly progress: number;
}

interface VoiceView {
  readonly kind: 'voice';
  readonly duration: string;
  readonly width: number;
  readonly isHeard: boolean;
  readonly isPlaying: boolean;
}

interface FileView {
  readonly kind: 'file';
  /** The name without its ending, which stands apart and cannot be disguised. */
  readonly stem: string;
  readonly ending: string;
  readonly size: string;
  /** The file's ending, as its picture has it. */
  readonly mark: string;
  readonly progress: number;
}

export type BodyView = TextView | ImageView | VoiceView | FileView;

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
