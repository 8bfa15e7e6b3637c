/**
 * The signed-in end of one connection: whose it is, and its place in each room. Made by `hello`; knows how to send, not
 * what.
 */
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import type { ClientAddress } from '../client-address';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { Membership } from '../../miniprogram/core/protocol/governance';
import type { Budget } from '../cost/budget';
import type { Room, Subscriber } from '../rooms/room';
import type { TokenBucket } from '../token-bucket';
import { encodeDown } from '../text-frame';
import { createPublishLanes, type PublishLanes } from './publish-lanes';
import type { ListPlace } from './list-place';
import type { CloseNotice, Wire } from './wire';

/** One room on one connection. */
export interface Seat {
  readonly room: Room;
  /** Newest seq that this connection was told of in a ping or welcome. */
  announced: number;
  /** The user's read marker. */
  read: number;
  /** First seq that this member sees. */
  since: number;
  membership: Membership;
  readonly lanes: PublishLanes;
  /** When the others were told last that this person types, and whether that still holds. */
  typingAt: number;
  isTyping: boolean;
  /** The last page of members, and of which name; null before the first and after the last. */
  listed: (ListEnd<ListPlace> & { readonly query: string }) | null;
}

/** Where a page ended that was told, for a client that counts instead of naming the place. */
interface ListEnd<Place> {
  /** How many come before it. */
  readonly skip: number;
  readonly place: Place;
}

/** Lives from the welcome to the end of the connection. */
export interface Peer extends Subscriber {
  readonly session: string;
  readonly device: string;
  readonly tag: string;
  /** The network that it came from. */
  readonly address: ClientAddress;
  readonly seats: Map<RoomId, Seat>;
  readonly publishBucket: Pick<TokenBucket, 'take'>;
  /** The person's, shared by all of their connections. */
  readonly budget: Budget;
  /** The last page of the directory; null before the first and after the last. */
  foundRooms: (ListEnd<string> & { readonly query: string }) | null;
  /** Messages that wait for their commit. */
  inFlight: number;
  /** Membership changes of one connection happen one after the other. */
  membershipChanges: Promise<void>;
  /** The seats of one connection are taken one after the other; null until its hello takes the first ones. */
  seating: Promise<void> | null;
  readonly isGone: boolean;
  send(frame: DownFrame): void;
  hold(): void;
  release(ahead: readonly Buffer[]): void;
  /** Says why and closes. Idempotent. */
  end(notice: CloseNotice): void;
}

export interface PeerOptions {
  readonly session: string;
  readonly user: UserId;
  readonly device: string;
  readonly tag: string;
  readonly address: ClientAddress;
  readonly publishBucket: Pick<TokenBucket, 'take'>;
  readonly budget: Budget;
  readonly wire: Wire;
  readonly isGone: () => boolean;
  readonly end: (notice: CloseNotice) => void;
}

/** It has no seat yet. */
export function createPeer(options: PeerOptions): Peer {
  const { wire, isGone, end, ...identity } = options;
  return {
    ...identity,
    seats: new Map(),
    foundRooms: null,
    inFlight: 0,
    membershipChanges: Promise.resolve(),
    seating: null,
    get isGone() {
      return isGone();
    },
    send(frame) {
      wire.send(encodeDown(frame));
    },
    sendShared(frame) {
      wire.send(frame);
    },
    hold() {
      wire.hold();
    },
    release(ahead) {
      wire.release(ahead);
    },
    end,
  };
}

/** Runs `work` when what took seats of this connection before is done and told. Settles as `work` does. */
export function inSeating<T>(peer: Peer, work: () => Promise<T>): Promise<T> {
  const turn = (peer.seating ?? Promise.resolve()).then(work);
  peer.seating = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

/** The same for a room that is there and one that is not: nobody learns from it which rooms there are. */
export const notJoined = (room: RoomId): string => `You are not a member of a room "${room}".`;

const NEWCOMER: Membership = { role: 'member', mutedUntil: 0 };

/** The place of one connection in one room; it hears nothing before it is subscribed. */
export function createSeat(room: Room, read: number, membership: Membership = NEWCOMER): Seat {
  return {
    room,
    announced: room.lastSeq,
    read,
    since: 1,
    membership,
    lanes: createPublishLanes(),
    typingAt: 0,
    isTyping: false,
    listed: null,
  };
}
