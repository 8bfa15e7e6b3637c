/**
 * What people do with rooms: create, join, leave, read, and write into one. Checks what can be known here before anything
 * is asked of the server.
 */
import { isSafeId } from '../../base/ids';
import { checkBody, checkName } from '../../protocol/content';
import type { RoomId, SendableBody } from '../../protocol/fields';
import type { Access } from '../../protocol/governance';
import { noteKnock } from '../../store/governance';
import { setMarker } from '../../store/members';
import { knowsRooms, selectRoomByCode } from '../../store/selectors';
import type { Room } from '../../store/state';
import { ChatError, refused, type ChatErrorKind } from '../chat-error';
import type { ReadMarkers } from './read-markers';
import type { Requests } from './requests';
import type { StateBox } from '../state-box';

export interface RoomCommandsOptions {
  readonly box: StateBox;
  readonly requests: Pick<Requests, 'ask'>;
  readonly markers: ReadMarkers;
  /** By the server's clock, as far as it is known. */
  readonly serverNow: () => number;
}

/** Each rejects with a `ChatError`; what can be refused here is refused before anything goes out. */
export interface RoomCommands {
  /** @throws ChatError `room_closed`, `muted`, `empty`, `too_large`, `bad_kind`, `not_joined` */
  checkSending(room: RoomId, body: SendableBody): SendableBody;
  create(name: string, access?: Access): Promise<RoomId>;
  /** The code of a room or of an invitation; resolves to the room's id, which may be another. @throws ChatError `knocked` when an admin is asked first */
  join(code: string): Promise<RoomId>;
  leave(room: RoomId): Promise<void>;
  markRead(room: RoomId): void;
}

/** Answers that say that nobody is asked any more: the room turns this person away, or is not there. */
const NOT_ASKED: readonly ChatErrorKind[] = ['forbidden', 'no_room', 'room_closed'];

/** Why the server would refuse whatever is said, or null. */
function barOf(room: Room | undefined, now: number): 'room_closed' | 'muted' | null {
  if (room?.settings.closed) return 'room_closed';
  // 0: not silenced, whatever the clock says.
  const until = room?.membership.mutedUntil ?? 0;
  return until > 0 && until > now ? 'muted' : null;
}

/** `requests` wait for a connection, so a person may be quicker than it. */
export function createRoomCommands(options: RoomCommandsOptions): RoomCommands {
  const { box, requests, markers } = options;
  return {
    checkSending(room, body) {
      const { self, rooms } = box.state;
      const mayWait = !knowsRooms(box.state) && self !== null && isSafeId(room);
      if (!rooms.byId[room] && !mayWait) throw new ChatError('not_joined', `Not a member of room ${room}.`);
      const barred = barOf(rooms.byId[room], options.serverNow());
      if (barred) throw new ChatError(barred, `Nothing can be said in room ${room} now.`);
      const checked = checkBody(body);
      if (!checked.ok) throw refused(checked.error);
      return checked.value;
    },

    async create(name, access) {
      const checked = checkName(name);
      if (!checked.ok) throw refused(checked.error);
      const wanted = { type: 'create', name: checked.value, ...(access ? { access } : {}) } as const;
      const { room } = await requests.ask(wanted, 'joined');
      return room.room;
    },

    async join(code) {
      // People copy codes with spaces around them and type them in capitals.
      const room = code.replace(/\s/g, '').toLowerCase() as RoomId;
      if (!isSafeId(room)) throw new ChatError('no_room', 'This is not the code of a room.');
      const own = selectRoomByCode(box.state, room);
      if (own) return own.room;
      try {
        const answer = await requests.ask({ type: 'join', room, knock: true }, 'joined');
        return answer.room.room;
      } catch (thrown) {
        const kind = thrown instanceof ChatError ? thrown.kind : 'offline';
        const isTold = kind === 'knocked' || NOT_ASKED.includes(kind);
        if (isTold) box.update((state) => noteKnock(state, room, kind === 'knocked'));
        throw thrown;
      }
    },

    async leave(room) {
      if (box.state.rooms.byId[room]) await requests.ask({ type: 'leave', room }, 'left');
    },

    markRead(room) {
      const { self, rooms, timelines } = box.state;
      const seq = timelines[room]?.cursor ?? 0;
      const read = rooms.byId[room]?.read ?? seq;
      if (!self || seq <= read) return;
      box.update((state) => setMarker(state, room, self.user, seq));
      markers.mark(room, seq);
    },
  };
}
