/**
 * The body of a message whose file is still on this phone, and what becomes of it once the server has the file.
 */
import { pictureName } from '../../base/picture-name';
import { cutToLine } from '../../base/one-line';
import { countCodePoints } from '../../base/text';
import type { ContentBody, ImageBody, SendableBody } from '../../protocol/fields';
import {
  MAX_FILE_BYTES,
  MAX_FILE_NAME_CODE_POINTS,
  MAX_PICTURE_BYTES,
  MAX_VOICE_BYTES,
} from '../../protocol/limits';
import { ChatError } from '../chat-error';
import type { OutboxEntry } from './outbox-storage';
import type { OutgoingMedia } from './outgoing-media';
import type { UploadedMedia } from '../ports';

/** Stands for the address that the server will give; never sent. */
const NO_ADDRESS_YET = '/media/-';

const LIMITS = { image: MAX_PICTURE_BYTES, voice: MAX_VOICE_BYTES, file: MAX_FILE_BYTES } as const;

/** @throws ChatError `too_large`, `empty` */
export function localBody(media: OutgoingMedia): ContentBody {
  const { kind, bytes } = media;
  if (bytes === 0) throw new ChatError('empty', 'The file is empty.');
  if (bytes > LIMITS[kind]) {
    throw new ChatError('too_large', `The ${kind} has ${bytes} bytes, the limit is ${LIMITS[kind]}.`);
  }
  const url = NO_ADDRESS_YET;
  if (media.kind === 'image') {
    const { width, height } = media;
    return { kind: 'image', url, thumbUrl: url, width: sideOf(width), height: sideOf(height), bytes };
  }
  if (media.kind === 'voice') {
    return { kind: 'voice', url, durationMs: Math.max(1, Math.round(media.durationMs)), bytes };
  }
  return { kind: 'file', url, name: truncateName(media.name), bytes };
}

const sideOf = (px: number): number => Math.max(1, Math.round(px) || 1);

/** The ending says what a file is, so it stays. */
function truncateName(name: string): string {
  const ending = /\.[^.]{1,12}$/.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - ending.length);
  const room = MAX_FILE_NAME_CODE_POINTS - countCodePoints(ending);
  return `${cutToLine(stem, room) || '-'}${ending}`;
}

/** As a file: what the server cannot show as a picture is not lost, and nobody gets a picture of one dot. */
export function asFile({ body, file, name, at }: OutboxEntry): SendableBody {
  if (body.kind !== 'image') return body;
  const called = name ?? pictureName(file ?? '', at);
  return { kind: 'file', url: NO_ADDRESS_YET, name: truncateName(called), bytes: body.bytes };
}

/** An older server takes what is no picture, and tells that by its address, or by telling no size. */
function isPicture(body: ImageBody, { url, width, height }: UploadedMedia): boolean {
  const isKnown = (width ?? body.width) > 1 || (height ?? body.height) > 1;
  return /\.(?:png|jpe?g|gif|webp|avif)$/i.test(url) && (isKnown || width !== undefined);
}

/** What can be sent, now that the server has the file and has looked at it. */
export function withUpload(entry: OutboxEntry, uploaded: UploadedMedia): SendableBody {
  const { url, thumbUrl, width, height, bytes } = uploaded;
  const isFile = entry.body.kind === 'image' && !isPicture(entry.body, uploaded);
  const body = isFile ? asFile(entry) : entry.body;
  if (body.kind === 'image') {
    const size = width && height ? { width, height } : {};
    return { ...body, ...size, url, thumbUrl: thumbUrl ?? url, bytes };
  }
  return body.kind === 'voice' || body.kind === 'file' ? { ...body, url, bytes } : body;
}
