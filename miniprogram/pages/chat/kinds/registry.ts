/**
 * All kinds of messages as the page shows them. A kind without an entry here does not compile.
 */
import type { ViewContext } from '../../../behaviors/view-context';
import type { ContentBody } from '../../../core/protocol/fields';
import { isContentBody } from '../../../core/protocol/kinds/facts';
import type { TimelineMessage } from '../../../core/store/state';
import { fileOnPage } from './file/file-body';
import { imageOnPage } from './image/image-body';
import { NO_UPLOAD, type BodyParts, type PageKind, type PlayStage } from './page-kind';
import { PLACEHOLDER, textOnPage } from './text/text-body';
import { voiceOnPage } from './voice/voice-body';

const PAGE_KINDS = { text: textOnPage, image: imageOnPage, voice: voiceOnPage, file: fileOnPage } satisfies {
  readonly [Kind in ContentBody['kind']]: PageKind<
    Extract<ContentBody, { readonly kind: Kind }>,
    { readonly kind: Kind }
  >;
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
export async function openBody(message: TimelineMessage, stage: PlayStage): Promise<void> {
  const { body } = message;
  if (isContentBody(body)) await entryOf(body).open?.(message, body, stage);
}
