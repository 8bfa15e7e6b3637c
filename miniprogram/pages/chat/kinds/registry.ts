/**
 * All kinds of messages as the page shows them, and what the page asks of a message without knowing its kind. A kind without an
 * entry here does not compile.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { ContentBody, MessageBody } from '../../../core/protocol/fields';
import { isContentBody } from '../../../core/protocol/kinds/facts';
import type { ChatState, TimelineMessage } from '../../../core/store/state';
import type { Attachment } from './attachment';
import { customAttachments, customOnPage } from './custom/custom-body';
import { fileOnPage } from './file/file-body';
import { imageOnPage } from './image/image-body';
import { locationOnPage } from './location/location-body';
import { NO_UPLOAD, type AnyView, type BodyParts, type PageKind, type PlayStage } from './page-kind';
import { PLACEHOLDER, textOnPage } from './text/text-body';
import { videoOnPage } from './video/video-body';
import { voiceOnPage } from './voice/voice-body';

/** What they add to the `+` panel stands there in this order: pictures first, as people know it. */
const PAGE_KINDS = {
  text: textOnPage,
  image: imageOnPage,
  video: videoOnPage,
  voice: voiceOnPage,
  file: fileOnPage,
  location: locationOnPage,
  custom: customOnPage,
} satisfies {
  readonly [Kind in ContentBody['kind']]: PageKind<Extract<ContentBody, { readonly kind: Kind }>, AnyView>;
};

/** What a message says, as view data. */
export type BodyView = ReturnType<(typeof PAGE_KINDS)[keyof typeof PAGE_KINDS]['view']>;

type AnyPageKind = PageKind<ContentBody, BodyView>;
const entryOf = ({ kind }: ContentBody): AnyPageKind => PAGE_KINDS[kind] as unknown as AnyPageKind;

export function bodyView(
  context: ViewContext,
  { body }: TimelineMessage,
  parts: Omit<BodyParts, 'progress'>,
): BodyView {
  if (!isContentBody(body)) return PLACEHOLDER;
  return entryOf(body).view(context, body, { ...parts, progress: parts.file?.progress ?? NO_UPLOAD });
}

/** What a tap on it does. */
export async function openBody(message: TimelineMessage, stage: PlayStage, value: string): Promise<void> {
  const { body } = message;
  if (isContentBody(body)) await entryOf(body).open?.(message, body, stage, value);
}

export const isCopied = (body: MessageBody): boolean =>
  isContentBody(body) && entryOf(body).copied !== undefined;

/** What copying takes; '' for what cannot be copied. */
export const copiedFrom = (state: ChatState, body: MessageBody): string =>
  (isContentBody(body) ? entryOf(body).copied?.(state, body) : undefined) ?? '';

export const forwardedAs = (state: ChatState, body: ContentBody): ContentBody =>
  entryOf(body).forwarded?.(state, body) ?? body;

/** What the `+` panel offers here. */
export const attachments = (): readonly Attachment[] =>
  [
    ...Object.values(PAGE_KINDS as unknown as Readonly<Record<string, AnyPageKind>>).flatMap(
      (kind) => kind.attachments ?? [],
    ),
    ...customAttachments(),
  ].filter(({ isHere }) => isHere?.() ?? true);
