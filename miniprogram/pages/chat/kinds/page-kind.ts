/**
 * What an entry says of how the page shows a kind of message, what a tap and the menu do with it, and how one is made. What both
 * ends do with it is in `core/protocol/kinds/`. Knows no kind.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { ContentBody } from '../../../core/protocol/fields';
import type { ChatState, LocalFile, TimelineMessage } from '../../../core/store/state';
import type { Attachment } from './attachment';

/** What this phone knows of a body. */
export interface BodyParts {
  /** Of those who are mentioned. */
  readonly names: readonly string[];
  readonly file: LocalFile | null;
  readonly isPlaying: boolean;
  /** What a kind of the mini program's own shows, as JSON; '' for its text. */
  readonly custom: string;
  /** Of the upload, 0 to 100; `NO_UPLOAD` when nothing is being uploaded. */
  readonly progress: number;
}

export const NO_UPLOAD = -1;

/** What a tap can do on the page. One message at a time plays. */
export interface PlayStage {
  readonly playing: string | null;
  /** @param key of what plays, or null */
  show(key: string | null): void;
  /** In the room; people are told when it cannot be said. */
  say(body: ContentBody): void;
}

/** Every body as view data: `<template name="kind">` of the entry draws it. */
export interface AnyView {
  readonly kind: string;
  /** `bare`: the body is its own bubble. `card`: the bubble has the same colour, whoever sent it. */
  readonly box?: 'bare' | 'card';
  /** The bubble is read as words; absent: what is inside is a button with a label of its own. */
  readonly isWords?: true;
}

export interface PageKind<Body, View extends AnyView> {
  view(context: ViewContext, body: Body, parts: BodyParts): View;
  /** What a tap does; absent: nothing. */
  /** `value`: of what was tapped in it, where that matters. */
  open?(message: TimelineMessage, body: Body, stage: PlayStage, value: string): Promise<void>;
  /** What copying takes; absent: it is not offered. */
  copied?(state: ChatState, body: Body): string;
  /** As it is said in another room; absent: as it is. */
  forwarded?(state: ChatState, body: Body): Body;
  /** The ways to make one in the `+` panel. */
  readonly attachments?: readonly Attachment[];
}
