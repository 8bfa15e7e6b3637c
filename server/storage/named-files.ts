/**
 * Files that a message names, checked when it is committed: whose they are, that they are what it sends them as, and that it says
 * of a picture what the server saw.
 * Written once for every store; runs inside the transaction.
 */
import type { ImageBody, MessageBody, UserId } from '../../miniprogram/core/protocol/fields';
import { isMediaBody } from '../../miniprogram/core/protocol/kinds/facts';
import { isImage } from '../../miniprogram/core/protocol/kinds/image';
import { isVideo, type VideoBody } from '../../miniprogram/core/protocol/kinds/video';
import { isVoice } from '../../miniprogram/core/protocol/kinds/voice';
import { MAX_PICTURE_SIDE_PX } from '../../miniprogram/core/protocol/limits';
import type { KnownFile } from './media-port';
import type { NewMessage, Unmet } from './port';

/** What is known of a file, asked inside the transaction. */
export type LookAtFile = (user: UserId, path: string) => KnownFile;

/** The ending tells what the first bytes said when it came; see `media/file-kinds.ts`. */
const VOICE_FILE = /\.(mp3|aac|m4a|wav)$/;
const VIDEO_FILE = /\.(mp4|mov)$/;
const PICTURE_FILE = /\.(png|jpg|gif|webp)$/;

/** The body as it is stored, or why it is not. */
export type Checked =
  { readonly ok: true; readonly body: MessageBody } | { readonly ok: false; readonly why: Unmet };

const unmet = (why: Unmet): Checked => ({ ok: false, why });

/** A file that nobody knows may be one that came before files were noted, or none at all. */
const isForeign = ({ isOwn, isSeen, isTaken }: KnownFile): boolean => isTaken && !isOwn && !isSeen;

function checkPicture(user: UserId, body: ImageBody, { facts }: KnownFile, lookAt: LookAtFile): Checked {
  if (facts?.width !== undefined && facts.height !== undefined && facts.thumbUrl !== undefined) {
    const { width, height, bytes, thumbUrl } = facts;
    return { ok: true, body: { ...body, width, height, bytes, thumbUrl } };
  }
  if (facts) return unmet('no_picture');
  if (Math.max(body.width, body.height) > MAX_PICTURE_SIDE_PX) return unmet('bad_size');
  return isForeign(lookAt(user, body.thumbUrl)) ? unmet('not_yours') : { ok: true, body };
}

/** What plays and the picture that stands for it are two files, each checked by itself. */
function checkVideo(
  user: UserId,
  body: VideoBody,
  { facts }: KnownFile,
  { lookAt, isGone }: { readonly lookAt: LookAtFile; readonly isGone: (path: string) => boolean },
): Checked {
  const { url, thumbUrl, width, height, bytes } = body;
  if (!VIDEO_FILE.test(url)) return unmet('no_video');
  if (Math.max(width, height) > MAX_PICTURE_SIDE_PX) return unmet('bad_size');
  if (thumbUrl !== undefined) {
    if (!PICTURE_FILE.test(thumbUrl)) return unmet('no_picture');
    if (isGone(thumbUrl)) return unmet('file_gone');
    if (isForeign(lookAt(user, thumbUrl))) return unmet('not_yours');
  }
  return { ok: true, body: { ...body, bytes: facts?.bytes ?? bytes } };
}

/** The message as it will be written, or why not. */
export function checkFiles({ user, body, isFileGone }: NewMessage, lookAt: LookAtFile): Checked {
  if (!isMediaBody(body)) return { ok: true, body };
  const isGone = (path: string): boolean => isFileGone?.(path) === true;
  // Acknowledged it would be a message that nobody can open.
  if (isGone(body.url)) return unmet('file_gone');
  const file = lookAt(user, body.url);
  if (isForeign(file)) return unmet('not_yours');
  if (isImage(body)) {
    const checked = checkPicture(user, body, file, lookAt);
    const thumbUrl = checked.ok && isImage(checked.body) ? checked.body.thumbUrl : body.thumbUrl;
    return checked.ok && isGone(thumbUrl) ? unmet('file_gone') : checked;
  }
  if (isVideo(body)) return checkVideo(user, body, file, { lookAt, isGone });
  if (!file.facts) return { ok: true, body };
  // What is no voice may be five times as long, and phones cannot play it.
  if (isVoice(body) && !VOICE_FILE.test(body.url)) return unmet('no_voice');
  return { ok: true, body: { ...body, bytes: file.facts.bytes } };
}
