/**
 * The body of a message whose file is still on this phone, and what becomes of it once the server has the file. What each kind
 * needs is in its entry.
 */
import { pictureName } from '../../base/picture-name';
import type { ContentBody, SendableBody } from '../../protocol/fields';
import {
  awaitsCover,
  fileNameStartOf,
  isContentBody,
  makeMedia,
  maxBytesOf,
  withCover,
  withFile,
} from '../../protocol/kinds/facts';
import { makeFile } from '../../protocol/kinds/file';
import { ChatError } from '../chat-error';
import type { KeptFile, OutboxEntry } from './outbox-storage';
import type { OutgoingMedia } from './outgoing-media';
import type { MediaPort, UploadedMedia } from '../ports';

/** @throws ChatError `too_large`, `empty` */
export function localBody(media: OutgoingMedia): ContentBody {
  const { kind, bytes } = media;
  if (bytes === 0) throw new ChatError('empty', 'The file is empty.');
  const limit = maxBytesOf(kind);
  if (bytes > limit)
    throw new ChatError('too_large', `The ${kind} has ${bytes} bytes, the limit is ${limit}.`);
  return makeMedia(media);
}

/** Takes the files over, so that they outlive the app. */
export async function keepFiles(port: MediaPort, media: OutgoingMedia): Promise<KeptFile> {
  const file = await port.keep(media.path);
  const cover = media.cover ? await port.keep(media.cover) : undefined;
  const name = 'name' in media ? media.name : undefined;
  return { file, ...(name === undefined ? {} : { name }), ...(cover === undefined ? {} : { cover }) };
}

/** The picture that has to be on the server before the file; null when none has to. */
export const waitingCover = ({ body, cover }: OutboxEntry): string | null =>
  cover !== undefined && awaitsCover(body) ? cover : null;

/** As a file: what the server cannot keep as what it is is not lost, and nobody gets a picture of one dot. */
function asFile({ body, file, name, at }: OutboxEntry): SendableBody | null {
  const start = fileNameStartOf(body);
  if (start === null || !('bytes' in body)) return null;
  return makeFile({ name: name ?? pictureName(file ?? '', at, start), bytes: body.bytes });
}

/** No other attempt makes a picture of it. */
const NO_COVER: readonly string[] = ['bad_kind', 'empty', 'not_found', 'too_large'];

/** What goes instead of what the server did not take; null when nothing does. */
export function insteadOf(entry: OutboxEntry, thrown: unknown): SendableBody | null {
  const { body } = entry;
  if (!(thrown instanceof ChatError) || !isContentBody(body)) return null;
  if (waitingCover(entry) !== null) return NO_COVER.includes(thrown.kind) ? withCover(body, null) : null;
  return thrown.kind === 'bad_kind' ? asFile(entry) : null;
}

/** Now that the server has the picture that stands for it. */
export const withUploadedCover = ({ body }: OutboxEntry, picture: UploadedMedia): SendableBody =>
  isContentBody(body) ? withCover(body, picture) : body;

/** What can be sent, now that the server has the file and has looked at it. */
export function withUpload(entry: OutboxEntry, uploaded: UploadedMedia): SendableBody {
  const { body } = entry;
  if (!isContentBody(body)) return body;
  const kept = withFile(body, uploaded);
  if (kept) return kept;
  const file = asFile(entry) ?? body;
  return isContentBody(file) ? (withFile(file, uploaded) ?? file) : file;
}
