/**
 * What may be asked for in a room beyond speaking, in the words of the wire. Who may ask for what is the server's to decide.
 */
import { countCodePoints, toWellFormed } from '../base/text';
import { isVisible } from '../base/visible';
import { err, ok, type Result } from '../base/result';
import { findUnstorable } from './content';
import { refuseWith, type Refusal } from './refusal';
import { userId, type UserId } from './fields';
import { access, entry, past, role, type Access, type Entry, type Past, type Role } from './governance';
import { roomCode } from './ids';
import { MAX_ANNOUNCEMENT_CODE_POINTS, MAX_FRAME_BYTES } from './limits';
import { integer, literal, object, tagged, text, type Schema } from './schema';

/** One change that a member asks for; times are in milliseconds. */
export type RoomAction =
  | { readonly kind: 'rename'; readonly name: string }
  /** An empty text takes the announcement away. */
  | { readonly kind: 'announce'; readonly text: string }
  | { readonly kind: 'access'; readonly access: Access }
  | { readonly kind: 'slow'; readonly everyMs: number }
  /** `owner` hands the room over. */
  | { readonly kind: 'role'; readonly user: UserId; readonly role: Role }
  /** 0 lets them speak again. */
  | { readonly kind: 'mute'; readonly user: UserId; readonly forMs: number }
  | { readonly kind: 'remove'; readonly user: UserId }
  | { readonly kind: 'close' }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'past'; readonly past: Past }
  /** The code lets nobody in any more; another one does. */
  | { readonly kind: 'renew_code' }
  /** Lets `uses` people in within `forMs`, whatever the code does. */
  | { readonly kind: 'invite'; readonly forMs: number; readonly uses: number }
  | { readonly kind: 'end_invite'; readonly code: string }
  /** Somebody who waits to be let in. */
  | { readonly kind: 'admit'; readonly user: UserId }
  | { readonly kind: 'deny'; readonly user: UserId };
export type RoomActionKind = RoomAction['kind'];

const looseText = text({ max: MAX_FRAME_BYTES });

/** Texts are loose here, because what is wrong with them is answered by a code that people are told. */
export const roomAction: Schema<RoomAction> = tagged<'kind', RoomAction>('kind', {
  rename: object({ kind: literal('rename'), name: looseText }),
  announce: object({ kind: literal('announce'), text: looseText }),
  access: object({ kind: literal('access'), access }),
  slow: object({ kind: literal('slow'), everyMs: integer() }),
  role: object({ kind: literal('role'), user: userId, role }),
  mute: object({ kind: literal('mute'), user: userId, forMs: integer() }),
  remove: object({ kind: literal('remove'), user: userId }),
  close: object({ kind: literal('close') }),
  entry: object({ kind: literal('entry'), entry }),
  past: object({ kind: literal('past'), past }),
  renew_code: object({ kind: literal('renew_code') }),
  invite: object({ kind: literal('invite'), forMs: integer(1), uses: integer(1) }),
  end_invite: object({ kind: literal('end_invite'), code: roomCode }),
  admit: object({ kind: literal('admit'), user: userId }),
  deny: object({ kind: literal('deny'), user: userId }),
});

/** Why somebody reports a message, as the operator reads it. */
export type ReportReason = 'spam' | 'abuse' | 'illegal' | 'other';
/** Another word makes the frame a bad one. */
export const reportReason = literal<ReportReason>('spam', 'abuse', 'illegal', 'other');

/** White space ends an announcement; U+FEFF, which `trim` takes for some, shows nothing and is none. */
const isBlank = (written: string): boolean => !/[\S\ufeff]/.test(written);

/** White space at both ends is not part of an announcement; nothing else of it takes it away. */
export function checkAnnouncement(written: string): Result<string, Refusal> {
  const unstorable = findUnstorable(written, 'The announcement');
  if (unstorable) return err(unstorable);
  const trimmed = toWellFormed(written).trim();
  if (!isVisible(written) && !isBlank(written)) {
    return refuseWith('empty', 'The announcement has no visible character.');
  }
  const length = countCodePoints(trimmed);
  if (length <= MAX_ANNOUNCEMENT_CODE_POINTS) return ok(trimmed);
  const reason = `The announcement has ${length} characters, the limit is ${MAX_ANNOUNCEMENT_CODE_POINTS}.`;
  return refuseWith('too_large', reason);
}
