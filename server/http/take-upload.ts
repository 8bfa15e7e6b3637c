/**
 * What every route that takes a file does: asks who sends it, for a token of their rate and for a place, and receives it, before
 * anything is made of it. Knows not what the file is for.
 */
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Result } from '../../miniprogram/core/base/result';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { Tickets } from '../auth/tickets';
import type { Media } from '../media/media';
import type { UploadPlace, UploadPlaces } from '../media/upload-places';
import type { Incoming } from '../media/uploads';
import { refuse } from './answers';
import { receiveFile } from './receive-file';
import { readUser, type AppContext } from './requests';

export interface TakeUploadOptions {
  readonly tickets: Tickets;
  readonly media: Pick<Media, 'begin'>;
  readonly places: UploadPlaces;
  readonly logger: Logger;
}

/** What a route wants of the file, and of whoever sends it. */
export interface UploadRequest {
  readonly maxBytes: number;
  /** Takes a token of the user: 0, or ms to wait. */
  readonly take: (user: UserId) => number;
  /** Makes the answer of it. What it does not keep is gone afterwards. */
  readonly use: (incoming: Incoming, user: UserId) => Promise<Response>;
}

const refuseFor = (c: AppContext, { code, reason }: Refusal): Response => refuse(c, code, reason);

async function receive(
  c: AppContext,
  { media, logger }: TakeUploadOptions,
  place: UploadPlace,
  maxBytes: number,
): Promise<{ draft: Incoming['draft']; received: Result<{ bytes: number; kind: string }, Refusal> }> {
  const draft = await media.begin();
  const received = await receiveFile(c.env.incoming, {
    to: draft.file,
    maxBytes,
    lost: place.lost,
    onBytes(bytes) {
      place.moved(bytes);
      c.get('pay')(bytes);
    },
    onUnwritten: (thrown) => logger.error('upload_unwritten', { error: describeError(thrown) }),
    turn: c.get('turn'),
  });
  place.received();
  return { draft, received };
}

/** The draft is dropped when the answer is made, whatever came of it. */
export async function takeUpload(
  c: AppContext,
  options: TakeUploadOptions,
  wish: UploadRequest,
): Promise<Response> {
  const who = readUser(c, options.tickets);
  if (!who.ok) return who.error;
  const waitMs = wish.take(who.value);
  if (waitMs > 0) return refuse(c, 'rate', `Too many files; try again in ${waitMs} ms.`);
  const place = options.places.enter(who.value);
  if (!place.ok) return refuseFor(c, place.error);
  try {
    const { draft, received } = await receive(c, options, place.value, wish.maxBytes);
    try {
      if (!received.ok) return refuseFor(c, received.error);
      return await wish.use({ draft, ...received.value }, who.value);
    } finally {
      await draft.drop();
    }
  } finally {
    place.value.leave();
  }
}
