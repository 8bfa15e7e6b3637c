/**
 * Whether something can be said in a room, by what this phone knows: before it is stored, and before anything is asked of the
 * server. Knows nothing of how it is sent.
 */
import { isSafeId } from '../../base/ids';
import { countCodePoints } from '../../base/text';
import { checkBody } from '../../protocol/content';
import type { RoomId, SendableBody } from '../../protocol/fields';
import { knowsRooms } from '../../store/selectors';
import type { Room } from '../../store/state';
import { ChatError, refused } from '../chat-error';
import type { StateBox } from '../state-box';

/**
 * Gives the body as it is to be sent. Before the rooms are known, whoever was signed in here may write into any: it waits.
 * @throws ChatError `room_closed`, `muted`, `empty`, `too_large`, `bad_kind`, `not_joined`
 */
export type CheckSending = (room: RoomId, body: SendableBody) => SendableBody;

/** Why the server would refuse whatever is said, or null. */
function barOf(room: Room | undefined, now: number): 'room_closed' | 'muted' | null {
  if (room?.settings.closed) return 'room_closed';
  // 0: not silenced, whatever the clock says.
  const until = room?.membership.mutedUntil ?? 0;
  return until > 0 && until > now ? 'muted' : null;
}

/** A server may take shorter texts than the protocol does. @throws ChatError `too_large` */
function checkLength(body: SendableBody, max: number): void {
  const length = 'text' in body ? countCodePoints(body.text) : 0;
  if (length <= max) return;
  throw new ChatError('too_large', `The message has ${length} characters, the limit is ${max}.`);
}

/** `serverNow` is by the server's clock, as far as it is known. */
export function createSendingCheck(box: StateBox, serverNow: () => number): CheckSending {
  return (room, body) => {
    const { self, rooms } = box.state;
    const mayWait = !knowsRooms(box.state) && self !== null && isSafeId(room);
    if (!rooms.byId[room] && !mayWait) throw new ChatError('not_joined', `Not a member of room ${room}.`);
    const barred = barOf(rooms.byId[room], serverNow());
    if (barred) throw new ChatError(barred, `Nothing can be said in room ${room} now.`);
    const checked = checkBody(body);
    if (!checked.ok) throw refused(checked.error);
    checkLength(checked.value, box.state.textCodePoints);
    return checked.value;
  };
}
