/**
 * What every session needs of the server around it.
 */
import type { Clock, Random } from '../../miniprogram/core/base/clock';
import type { Emitter } from '../../miniprogram/core/base/emitter';
import type { Logger } from '../../miniprogram/core/base/logger';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Accounts } from '../auth/accounts';
import type { Tickets } from '../auth/tickets';
import type { Costs } from '../cost/costs';
import type { Gate } from '../cost/gate';
import type { Lane } from '../cost/lane';
import type { Turns } from '../cost/turns';
import type { ServerLimits } from '../limits';
import type { Moderate } from '../rooms/publish-rules';
import type { ChatRooms } from '../rooms/chat-rooms';
import type { Directory } from '../rooms/directory';
import type { ChatStore } from '../storage/port';
import type { Hub } from './hub';
import type { RoomBudgets } from './room-budgets';

/** One for the whole server. */
export interface ServerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: ServerLimits;
  readonly store: ChatStore;
  readonly tickets: Tickets;
  readonly accounts: Accounts;
  readonly rooms: ChatRooms;
  readonly directory: Directory;
  readonly hub: Hub;
  /** What people may ask of the server's time. */
  readonly costs: Costs;
  /** Where dear requests take turns. */
  readonly lane: Lane;
  /** How much of one turn of the event loop anybody may take. */
  readonly turns: Turns;
  /** What those who come back missed is put together for few of them at a time. */
  readonly returns: Gate;
  /** Takes a token of the user for something that is said or changed: 0, or ms to wait. */
  readonly takePublish: (user: UserId) => number;
  /** Takes a user's turn to report; returns 0, or the ms until there is one. */
  takeReport(user: UserId): number;
  readonly budgets: RoomBudgets;
  /** Whether a path names a file that was here and is not any more, or is one of `doomedFiles`; absent, none does. */
  readonly isFileGone?: ((path: string) => boolean) | undefined;
  /** Files that are being taken off the disk: no message can name them any more. */
  readonly doomedFiles: Set<string>;
  /** The operator's check of texts; absent, all pass. */
  readonly moderate?: Moderate | undefined;
  /** Who has just been welcomed, once for each connection. */
  readonly welcomed: Emitter<UserId>;
}
