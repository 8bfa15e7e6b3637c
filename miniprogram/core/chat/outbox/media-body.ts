/**
 * The body of a message whose file is still on this phone, and what becomes of it once the server has the file. What each kind
 * needs is in its entry.
 */
import { pictureName } from '../../base/picture-name';
import type { ContentBody, SendableBody } from '../../protocol/fields';
import { isContentBody, isMadeAnew, makeMedia, maxBytesOf, withFile } from '../../protocol/kinds/facts';
import { makeFile } from '../../protocol/kinds/file';
import { ChatError } from '../chat-error';
import type { OutboxEntry } from './outbox-storage';
import type { OutgoingMedia } from './outgoing-media';
import type { UploadedMedia } from '../ports';

/** @throws ChatError `too_large`, `empty` */
export function localBody(media: OutgoingMedia): ContentBody {
  const { kind, bytes } = media;
  if (bytes === 0) throw new ChatError('empty', 'The file is empty.');
  const limit = maxBytesOf(kind);
  if (bytes > limit)
    throw new ChatError('too_large', `The ${kind} has ${bytes} bytes, the limit is ${limit}.`);
  return makeMedia(media);
}

/** What the server makes anew may be something that it cannot read. */
export const mayGoAsFile = ({ body }: OutboxEntry): boolean => isMadeAnew(body);

/** As a file: what the server cannot show as a picture is not lost, and nobody gets a picture of one dot. */
export function asFile({ body, file, name, at }: OutboxEntry): SendableBody {
  if (!isMadeAnew(body) || !('bytes' in body)) return body;
  return makeFile({ name: name ?? pictureName(file ?? '', at), bytes: body.bytes });
}

/** What can be sent, now that the server has the file and has looked at it. */
export function withUpload(entry: OutboxEntry, uploaded: UploadedMedia): SendableBody {
  const { body } = entry;
  if (!isContentBody(body)) return body;
  const kept = withFile(body, uploaded);
  if (kept) return kept;
  const file = asFile(entry);
  return isContentBody(file) ? (withFile(file, uploaded) ?? file) : file;
}
