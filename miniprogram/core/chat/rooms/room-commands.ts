/**
 * What people do with rooms: create, join, leave and read. Checks what can be known here before anything is asked of
 * the server.
 */
import { isSafeId } from '../../base/ids';
import { checkName } from '../../protocol/content';
import type { RoomId } from '../../protocol/fields';
import type { Access } from '../../protocol/governance';
import { noteKnock } from '../../store/governance';
import { setMarker } from '../../store/members';
import { selectRoomByCode } from '../../store/selectors';
import { ChatError, refused, type ChatErrorKind } from '../chat-error';
import type { ReadMarkers } from './read-markers';
import type { Requests } from './requests';
import type { StateBox } from '../state-box';

export interface RoomCommandsOptions {
  readonly box: StateBox;
  readonly requests: Pick<Requests, 'ask'>;
  readonly markers: ReadMarkers;
}

/** Each rejects with a `ChatError`; what can be refused here is refused before anything goes out. */
export interface RoomCommands {
  create(name: string, access?: Access): Promise<RoomId>;
  /** The code of a room or of an invitation; resolves to the room's id, which may be another. @throws ChatError `knocked` when an admin is asked first */
  join(code: string): Promise<RoomId>;
  leave(room: RoomId): Promise<void>;
  /** Takes back what `join` asked the admins by this code; nothing where nobody was asked, or somebody has agreed. */
  cancelJoin(code: string): Promise<void>;
  markRead(room: RoomId): void;
}

/** Answers that say that nobody is asked any more: the room turns this person away, or is not there. */
const NOT_ASKED: readonly ChatErrorKind[] = ['forbidden', 'no_room', 'room_closed'];

/** People copy codes with spaces around them and type them in capitals. */
const asTyped = (code: string): RoomId => code.replace(/\s/g, '').toLowerCase() as RoomId;

/** `requests` wait for a connection, so a person may be quicker than it. */
export function createRoomCommands(options: RoomCommandsOptions): RoomCommands {
  const { box, requests, markers } = options;
  return {
    async create(name, access) {
      const checked = checkName(name);
      if (!checked.ok) throw refused(checked.error);
      const wanted = { type: 'create', name: checked.value, ...(access ? { access } : {}) } as const;
      const { room } = await requests.ask(wanted, 'joined');
      return room.room;
    },

    async join(code) {
      const room = asTyped(code);
      if (!isSafeId(room)) throw new ChatError('no_room', 'This is not the code of a room.');
      const own = selectRoomByCode(box.state, room);
      if (own) return own.room;
      try {
        const answer = await requests.ask({ type: 'join', room, knock: true }, 'joined');
        return answer.room.room;
      } catch (thrown) {
        const kind = thrown instanceof ChatError ? thrown.kind : 'offline';
        const isReported = kind === 'knocked' || NOT_ASKED.includes(kind);
        if (isReported) box.update((state) => noteKnock(state, room, kind === 'knocked'));
        throw thrown;
      }
    },

    async leave(room) {
      if (box.state.rooms.byId[room]) await requests.ask({ type: 'leave', room }, 'left');
    },

    async cancelJoin(code) {
      const room = asTyped(code);
      if (!box.state.knocked.includes(room) || selectRoomByCode(box.state, room)) return;
      await requests.ask({ type: 'leave', room }, 'left');
      box.update((state) => noteKnock(state, room, false));
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
