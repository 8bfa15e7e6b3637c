/**
 * The composer as its page uses it, and what was written in it as a draft.
 */
import type { RoomId } from '../../../core/protocol/fields';
import { getClient } from '../../../services/app-client';
import type { DraftMention, DraftQuote } from '../../../services/client-types';

export interface Composed {
  readonly text: string;
  readonly mentions: readonly DraftMention[];
}

export interface ComposerHandle {
  clear(): void;
  prepend(text: string, mentions: readonly DraftMention[]): void;
  restore(text: string, mentions: readonly DraftMention[]): void;
  mention(member: { readonly user: string; readonly name: string }): void;
  content(): Composed;
  /** Brings the keyboard. */
  focusField(): void;
  rest(): void;
}

export const NOTHING_WRITTEN: Composed = { text: '', mentions: [] };

export function keepDraft(room: RoomId, { text, mentions }: Composed, quote: DraftQuote | null): void {
  getClient().drafts.save(room, { text, mentions, ...(quote ? { quote } : {}) });
}
