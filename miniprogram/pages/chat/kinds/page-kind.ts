/**
 * What an entry says of how the page shows a kind of message and what a tap on it does. What both ends do with it is in
 * `core/protocol/kinds/`. Knows no kind.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { LocalFile, TimelineMessage } from '../../../core/store/state';

/** What this phone knows of a body. */
export interface BodyParts {
  /** Of those who are mentioned. */
  readonly names: readonly string[];
  readonly file: LocalFile | null;
  readonly isHeard: boolean;
  readonly isPlaying: boolean;
  /** Of the upload, 0 to 100; `NO_UPLOAD` when nothing is being uploaded. */
  readonly progress: number;
}

export const NO_UPLOAD = -1;

/** Where one message at a time plays. */
export interface PlayStage {
  readonly playing: string | null;
  /** @param key of what plays, or null */
  show(key: string | null): void;
}

export interface PageKind<Body, View> {
  view(context: ViewContext, body: Body, parts: BodyParts): View;
  /** What a tap does; absent: nothing. */
  open?(message: TimelineMessage, body: Body, stage: PlayStage): Promise<void>;
}
