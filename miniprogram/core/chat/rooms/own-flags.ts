/**
 * What this person sets for themself in rooms: shown at once, and as the server tells it when nothing is on its way any more,
 * whatever came in between: an answer, a refusal, news of another device, a new connection. Knows no meaning of a flag.
 */
import type { RoomId } from '../../protocol/fields';
import type { RoomFlags } from '../../protocol/governance';
import { patchFlags } from '../../store/governance';
import { ChatError } from '../chat-error';
import type { Requests } from './requests';
import type { StateBox } from '../state-box';

/** Pinned, muted and the like, of each room. */
export interface OwnFlags {
  /** Shown at once. @throws ChatError `not_joined`, `offline`, `timeout`, or the code of the server's refusal */
  set(room: RoomId, change: Partial<RoomFlags>): Promise<void>;
  /** The flags of a room as the server has them. */
  serverFlags(room: RoomId, flags: RoomFlags): void;
}

/** The change of a flag that has no answer yet. */
interface Change {
  readonly number: number;
  readonly value: boolean;
}

/** By name of the flag, the newest change of each: a refusal of an older one takes nothing back. */
type Changes = Map<keyof RoomFlags, Change>;

/** A room in which something is on its way. */
interface OpenRoom {
  /** The server's last word. */
  serverFlags: RoomFlags;
  readonly changes: Changes;
}

export interface OwnFlagsOptions {
  readonly box: StateBox;
  readonly requests: Pick<Requests, 'ask'>;
}

function shownOf({ serverFlags, changes }: OpenRoom): RoomFlags {
  const wished = [...changes].map(([name, { value }]) => [name, value]);
  return { ...serverFlags, ...(Object.fromEntries(wished) as Partial<RoomFlags>) };
}

/** `requests` wait for a connection. */
export function createOwnFlags({ box, requests }: OwnFlagsOptions): OwnFlags {
  const open = new Map<RoomId, OpenRoom>();
  let changesSoFar = 0;

  const show = (room: RoomId, flags: RoomFlags): void =>
    box.update((state) => patchFlags(state, room, flags));

  const begin = (room: RoomId, serverFlags: RoomFlags, change: Partial<RoomFlags>): number => {
    const number = (changesSoFar += 1);
    const entry = open.get(room) ?? { serverFlags, changes: new Map() };
    open.set(room, entry);
    for (const name of Object.keys(change) as (keyof RoomFlags)[]) {
      const value = change[name];
      if (value !== undefined) entry.changes.set(name, { number, value });
    }
    show(room, shownOf(entry));
    return number;
  };

  /** Answered or not, what is shown is the server's last word, and what was changed since. */
  const end = (room: RoomId, number: number): void => {
    const entry = open.get(room);
    if (!entry) return;
    for (const [name, change] of entry.changes) if (change.number === number) entry.changes.delete(name);
    if (entry.changes.size === 0) open.delete(room);
    show(room, shownOf(entry));
  };

  return {
    async set(room, change) {
      const serverFlags = box.state.rooms.byId[room]?.flags;
      if (!serverFlags) throw new ChatError('not_joined', `Not a member of room ${room}.`);
      const number = begin(room, serverFlags, change);
      try {
        await requests.ask({ type: 'flags', room, ...change }, 'flags');
      } finally {
        end(room, number);
      }
    },
    serverFlags(room, flags) {
      const entry = open.get(room);
      if (entry) entry.serverFlags = flags;
      show(room, entry ? shownOf(entry) : flags);
    },
  };
}
