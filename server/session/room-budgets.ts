/**
 * How much one person, and one network address, may do about rooms over time: try codes, come in, make rooms. Taken before
 * anything is looked up, so that an answer says nothing about what there is.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { ROOM_CODE_LENGTH } from '../../miniprogram/core/protocol/limits';
import type { ClientAddress } from '../client-address';
import type { ServerLimits } from '../limits';
import { createKeyedBudget } from '../token-bucket';

interface Caller {
  readonly user: UserId;
  readonly address: ClientAddress;
}

/** Counts in memory, over all connections of a person or an address. */
export interface RoomBudgets {
  /** Takes a try of a code: 0, or ms to wait. A new account does not make an address new. */
  takeTry(caller: Caller, code: string): number;
  /** The code led into a room: it was no try. */
  returnTry(caller: Caller, code: string): void;
  /** Takes a coming into a room: 0, or ms to wait. */
  takeJoin(caller: Caller): number;
  /** Takes the making of a room: 0, or ms to wait. */
  takeRoom(caller: Caller): number;
}

/** A short code of an older room is found sooner: an address gets fewer tries of such. */
const SHORT_CODE_PRICE = 5;

const priceOf = (code: string): number => (code.length < ROOM_CODE_LENGTH ? SHORT_CODE_PRICE : 1);

/** Everybody has all of theirs. */
export function createRoomBudgets(clock: Clock, limits: ServerLimits): RoomBudgets {
  const triesOfUser = createKeyedBudget(clock, limits.codeTryBurst, limits.codeTriesPerSecond);
  const triesOfAddress = createKeyedBudget(
    clock,
    limits.addressCodeTryBurst,
    limits.addressCodeTriesPerSecond,
  );
  const joins = createKeyedBudget(clock, limits.joinBurst, limits.joinsPerSecond);
  const rooms = createKeyedBudget(clock, limits.roomBurst, limits.roomsPerSecond);
  const roomsOfAddress = createKeyedBudget(clock, limits.addressRoomBurst, limits.addressRoomsPerSecond);
  return {
    takeTry({ user, address }, code) {
      const price = priceOf(code);
      const waitMs = triesOfUser.take(user) || triesOfAddress.take(address, price);
      return waitMs;
    },
    returnTry({ user, address }, code) {
      triesOfUser.giveBack(user);
      triesOfAddress.giveBack(address, priceOf(code));
    },
    takeJoin: ({ user }) => joins.take(user),
    takeRoom: ({ user, address }) => rooms.take(user) || roomsOfAddress.take(address),
  };
}
